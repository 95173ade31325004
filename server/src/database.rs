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
use prometheus_client::metrics::{counter::Counter, family::Family, histogram::Histogram};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tokio::time::timeout;
use trackroom_migrations::{Migrator, MigratorTrait};

use crate::{
    config::{DatabaseUrl, sqlite_file},
    error::Error,
    metrics::{self, QueryLabels},
};

/// How long another process (a backup, the command line) may hold SQLite's lock before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection before it is answered 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// The same for PostgreSQL, whose connections nobody holds for long: it is also how long it takes to notice that the
/// server is away.
const POSTGRES_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
const SQLITE_READERS: u32 = 8;
const POSTGRES_CONNECTIONS: u32 = 20;

/// A database that takes longer to answer a look that is repeated anyway will not answer it.
const PATIENCE: Duration = Duration::from_secs(10);

/// What processes that start together agree to lock: any number that nobody else uses.
const TURN: i64 = 0x5472_6163_6b72_6f6f;

/// Being the only process that brings the database into shape, until it is ended or dropped.
#[derive(Debug)]
#[must_use = "the turn ends when this is dropped"]
pub struct Turn(Option<DatabaseTransaction>);

impl Turn {
    /// Lets the next one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end(self) -> Result<(), DbErr> {
        match self.0 {
            Some(transaction) => transaction.commit().await,
            None => Ok(()),
        }
    }
}

/// What `look` finds, if it does so in time: a database that has fallen silent must not keep who looks again and again.
///
/// # Errors
/// Those of `look`, or [`Error::DatabaseUnavailable`].
pub(crate) async fn in_time<T>(look: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(PATIENCE, look).await.unwrap_or(Err(Error::DatabaseUnavailable))
}

/// Connections to the database.
#[derive(Clone, Debug)]
pub struct Database {
    read: DatabaseConnection,
    write: DatabaseConnection,
    commits: Histogram,
    queries: Family<QueryLabels, Counter>,
}

impl Database {
    /// Connects. An SQLite file is created, with its folder, when its URL says `mode=rwc`.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect(url: &DatabaseUrl) -> anyhow::Result<Self> {
        let (commits, queries) = (metrics::seconds(), Family::default());
        if !url.is_sqlite() {
            let mut pool = SeaOrm::connect(options(url, POSTGRES_CONNECTIONS, TempStore::File))
                .await
                .context("cannot connect to the PostgreSQL database of DATABASE_URL")?;
            count(&mut pool, &queries);
            return Ok(Self { read: pool.clone(), write: pool, commits, queries });
        }
        if let Some(folder) = sqlite_file(url).as_deref().and_then(std::path::Path::parent)
            && !folder.as_os_str().is_empty()
        {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
        }
        let mut write = SeaOrm::connect(options(url, 1, TempStore::Memory))
            .await
            .context("cannot open the SQLite database of DATABASE_URL")?;
        count(&mut write, &queries);
        // A database in memory belongs to its one connection.
        if sqlite_file(url).is_none() {
            return Ok(Self { read: write.clone(), write, commits, queries });
        }
        let mut read = SeaOrm::connect(options(url, SQLITE_READERS, TempStore::File))
            .await
            .context("cannot open the SQLite database of DATABASE_URL")?;
        count(&mut read, &queries);
        Ok(Self { read, write, commits, queries })
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

    /// How many statements were sent, by kind and table; beginnings and ends of transactions not counted.
    #[must_use]
    pub(crate) fn queries(&self) -> &Family<QueryLabels, Counter> {
        &self.queries
    }

    /// Which kind of database this is.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Brings the schema up to date. Of processes that start together over one PostgreSQL, one does it.
    ///
    /// # Errors
    /// A migration failed.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        let turn = self.take_turn().await?;
        Migrator::up(&self.write, None).await?;
        turn.end().await
    }

    /// Waits until no other process over the same PostgreSQL has the turn, and takes it. SQLite has one process.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take_turn(&self) -> Result<Turn, DbErr> {
        if self.backend() != DbBackend::Postgres {
            return Ok(Turn(None));
        }
        let transaction = self.write.begin().await?;
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})")).await?;
        Ok(Turn(Some(transaction)))
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

/// The tables that statements are counted by.
const TABLES: [&str; 15] = [
    "addresses",
    "categories",
    "event_log_head",
    "idempotency_keys",
    "login_sessions",
    "order_counter",
    "order_events",
    "order_items",
    "orders",
    "products",
    "shop_settings",
    "socket_sessions",
    "tracking_links",
    "users",
    "seaql_migrations",
];

fn count(pool: &mut DatabaseConnection, queries: &Family<QueryLabels, Counter>) {
    let queries = queries.clone();
    pool.set_metric_callback(move |done| {
        queries.get_or_create(&labels(&done.statement.sql)).inc();
    });
}

/// A statement's verb, and the first table that it names.
fn labels(sql: &str) -> QueryLabels {
    let verb = sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let kinds = ["select", "insert", "update", "delete"];
    let kind = kinds.into_iter().find(|kind| verb.eq_ignore_ascii_case(kind)).unwrap_or("other");
    let table = sql.split('"').nth(1).and_then(|name| TABLES.into_iter().find(|table| *table == name));
    QueryLabels { kind, table: table.unwrap_or("other") }
}

/// Where SQLite keeps what a statement needs while it runs, <https://www.sqlite.org/pragma.html#pragma_temp_store>.
#[derive(Clone, Copy)]
enum TempStore {
    /// For a writer: the old content of the pages that a statement changes. The file that would be made and deleted for
    /// it, statement for statement, costs more than writing the pages.
    Memory,
    /// For readers, who may have to sort more than we would hold in memory.
    File,
}

fn options(url: &DatabaseUrl, max_connections: u32, temp_store: TempStore) -> ConnectOptions {
    let patience = if url.is_sqlite() { ACQUIRE_TIMEOUT } else { POSTGRES_ACQUIRE_TIMEOUT };
    let mut options = ConnectOptions::new(url.expose());
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(patience)
        .connect_timeout(patience)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            let temp_store = match temp_store {
                TempStore::Memory => "MEMORY",
                TempStore::File => "FILE",
            };
            sqlite
                .pragma("temp_store", temp_store)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
    if url.is_sqlite() {
        // A connection to a file does not go stale; reopening would only drop its page cache.
        options.test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    }
    options
}
