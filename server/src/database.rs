//! The database: SQLite in a file, or PostgreSQL, chosen by its URL alone.
//!
//! SQLite has one writer. Its write connection is a pool of one, so writers wait in line instead of failing
//! with "database is locked", and a write transaction takes the lock when it begins (`BEGIN IMMEDIATE`), so it
//! never finds out half-way that it read something old. Readers have connections of their own (WAL).

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use prometheus_client::metrics::histogram::Histogram;
use sea_orm::{
    ConnectOptions, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use trackroom_migrations::{Migrator, MigratorTrait};

use crate::{config::sqlite_file, metrics};

/// How long another process (a backup, the command line) may hold SQLite's lock before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection before it is answered 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 20;

/// Connections to the database.
#[derive(Clone, Debug)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    commits: Histogram,
}

impl Database {
    /// Connects. An SQLite file is created, with its folder, when its URL says `mode=rwc`.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        let commits = metrics::seconds();
        if !url.starts_with("sqlite:") {
            let pool = SeaOrm::connect(options(url, POSTGRES_CONNECTIONS))
                .await
                .context("cannot connect to the PostgreSQL database of DATABASE_URL")?;
            return Ok(Self { read: pool.clone(), write: pool, commits });
        }
        if let Some(folder) = sqlite_file(url).as_deref().and_then(std::path::Path::parent)
            && !folder.as_os_str().is_empty()
        {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        let write =
            SeaOrm::connect(options(url, 1)).await.context("cannot open the SQLite database of DATABASE_URL")?;
        // A database in memory belongs to its one connection.
        if sqlite_file(url).is_none() {
            return Ok(Self { read: write.clone(), write, commits });
        }
        let read = SeaOrm::connect(options(url, SQLITE_READERS)).await.context("cannot open the SQLite database")?;
        Ok(Self { read, write, commits })
    }

    /// For queries.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For the migrator and other schema-level work.
    #[must_use]
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.write
            .begin_with_options(TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                ..TransactionOptions::default()
            })
            .await
    }

    /// Commits a transaction, and times it.
    ///
    /// # Errors
    /// The database could not; then nothing has changed.
    pub async fn commit(&self, transaction: DatabaseTransaction) -> Result<(), DbErr> {
        let began = Instant::now();
        transaction.commit().await?;
        self.commits.observe(began.elapsed().as_secs_f64());
        Ok(())
    }

    /// The times that commits took.
    #[must_use]
    pub fn commits(&self) -> &Histogram {
        &self.commits
    }

    /// Which kind of database this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// A migration failed.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        Migrator::up(&self.write, None).await
    }

    /// Closes all connections, finishing what they do.
    ///
    /// # Errors
    /// A connection did not close cleanly.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.close().await
    }
}

fn options(url: &str, max_connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .connect_timeout(ACQUIRE_TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
    if url.starts_with("sqlite:") {
        // A connection to a file does not go stale; reopening would only drop its page cache.
        options.test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    }
    options
}
