//! A database of its own for every test: a fresh SQLite file, or a copy of a migrated PostgreSQL template.

use sea_orm::{ConnectionTrait as _, Database as SeaOrm, DatabaseConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use trackroom::{config::DatabaseUrl, domain::ids::DocumentId, store::database::Database};

/// A database that goes away with the test.
pub(crate) struct TestDatabase {
    pub(crate) url: String,
    server: Option<String>,
    name: String,
    _folder: Option<TempDir>,
}

static TEMPLATE: OnceCell<String> = OnceCell::const_new();

fn postgres() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test suite's own setting")]
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// The server's URL with another database's name.
fn with_name(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').unwrap_or((server, ""));
    let slash = address.rfind('/').filter(|at| *at > "postgres://".len()).unwrap_or(address.len());
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{}/{name}{query}", &address[..slash])
}

async fn administer(server: &str, statement: &str) {
    let db: DatabaseConnection = SeaOrm::connect(server).await.expect("TEST_DATABASE_URL must be reachable");
    db.execute_unprepared(statement).await.expect(statement);
    db.close().await.unwrap();
}

impl TestDatabase {
    /// A migrated database.
    pub(crate) async fn migrated() -> Self {
        let Some(server) = postgres() else { return Self::empty().await };
        let template = TEMPLATE
            .get_or_init(|| async {
                let template = format!("template_{}", DocumentId::new());
                administer(&server, &format!("CREATE DATABASE {template}")).await;
                let db = Database::connect(&DatabaseUrl::new(with_name(&server, &template))).await.unwrap();
                db.migrate().await.unwrap();
                db.close().await.unwrap();
                template
            })
            .await;
        Self::create(server, &format!("TEMPLATE {template}")).await
    }

    /// The same database, for one more app. It goes away with the one that is removed.
    #[allow(dead_code, reason = "for the suite of several nodes")]
    pub(crate) fn again(&self) -> Self {
        Self { url: self.url.clone(), server: self.server.clone(), name: self.name.clone(), _folder: None }
    }

    /// A database without a table.
    pub(crate) async fn empty() -> Self {
        if let Some(server) = postgres() {
            return Self::create(server, "").await;
        }
        let folder = TempDir::new().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
        Self { url, server: None, name: String::new(), _folder: Some(folder) }
    }

    async fn create(server: String, how: &str) -> Self {
        // Copying a template fails while another copy of it is being made.
        static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
        let _turn = ONE_AT_A_TIME.lock().await;
        let name = format!("test_{}", DocumentId::new());
        administer(&server, &format!("CREATE DATABASE {name} {how}")).await;
        Self { url: with_name(&server, &name), server: Some(server), name, _folder: None }
    }

    /// Removes the database.
    pub(crate) async fn remove(self) {
        if let Some(server) = &self.server {
            administer(server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        }
    }
}
