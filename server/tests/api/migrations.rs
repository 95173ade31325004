//! The schema goes up, down and up again, on a database that holds nothing else.

use sea_orm::{ConnectionTrait as _, DbBackend};
use trackroom::{
    config::DatabaseUrl,
    store::{database::Database, entities::event_log_head},
};
use trackroom_migrations::{Migrator, MigratorTrait as _};

use crate::support::TestDatabase;

#[tokio::test]
async fn migrations_go_up_down_and_up_again() {
    let database = TestDatabase::empty().await;
    let db = Database::connect(&DatabaseUrl::new(database.url.as_str())).await.unwrap();
    let all = Migrator::migrations().len();
    Migrator::up(db.schema(), None).await.unwrap();
    assert_eq!(Migrator::get_applied_migrations(db.schema()).await.unwrap().len(), all);
    Migrator::down(db.schema(), None).await.unwrap();
    assert_eq!(Migrator::get_pending_migrations(db.schema()).await.unwrap().len(), all);
    event_log_head::Entity::position(db.read()).await.expect_err("the tables are gone");
    Migrator::up(db.schema(), None).await.unwrap();
    assert_eq!(event_log_head::Entity::position(db.read()).await.unwrap(), 0);
    db.close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn a_migration_that_fails_half_way_leaves_nothing_behind() {
    let database = TestDatabase::empty().await;
    let db = Database::connect(&DatabaseUrl::new(database.url.as_str())).await.unwrap();
    Migrator::up(db.schema(), Some(9)).await.unwrap();
    // The tenth makes a table first, and a trigger of this name later.
    let (obstacle, away) = match db.backend() {
        DbBackend::Postgres => (
            "CREATE FUNCTION obstacle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; \
             CREATE TRIGGER order_search_keep AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION obstacle()",
            "DROP TRIGGER order_search_keep ON orders; DROP FUNCTION obstacle()",
        ),
        _ => (
            "CREATE TRIGGER order_search_delete AFTER DELETE ON orders BEGIN SELECT 1; END",
            "DROP TRIGGER order_search_delete",
        ),
    };
    db.schema().execute_unprepared(obstacle).await.unwrap();
    Migrator::up(db.schema(), None).await.expect_err("there is a trigger of that name");
    db.schema().execute_unprepared(away).await.unwrap();
    Migrator::up(db.schema(), None).await.unwrap();
    db.close().await.unwrap();
    database.remove().await;
}
