//! The schema goes up, down and up again, on a database that holds nothing else.

use trackroom::{database::Database, entities::event_log_head};
use trackroom_migrations::{Migrator, MigratorTrait as _};

use crate::support::TestDatabase;

#[tokio::test]
async fn migrations_go_up_down_and_up_again() {
    let database = TestDatabase::empty().await;
    let db = Database::connect(&database.url).await.unwrap();
    let all = Migrator::migrations().len();
    Migrator::up(db.write(), None).await.unwrap();
    assert_eq!(Migrator::get_applied_migrations(db.write()).await.unwrap().len(), all);
    Migrator::down(db.write(), None).await.unwrap();
    assert_eq!(Migrator::get_pending_migrations(db.write()).await.unwrap().len(), all);
    event_log_head::Entity::position(db.read()).await.expect_err("the tables are gone");
    Migrator::up(db.write(), None).await.unwrap();
    assert_eq!(event_log_head::Entity::position(db.read()).await.unwrap(), 0);
    db.close().await.unwrap();
    database.remove().await;
}
