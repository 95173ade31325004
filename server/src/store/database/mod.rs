//! The database: SQLite in a file, or PostgreSQL, chosen by its URL alone.
//!
//! SQLite has one writer. Its write connection is a pool of one, so writers wait in line instead of failing
//! with "database is locked", and a write transaction takes the lock when it begins (`BEGIN IMMEDIATE`), so it
//! never finds out half-way that it read something old. Readers have connections of their own (WAL).
//!
//! A write that is answered is in the file that everybody sees: [`Transaction`] and [`Writer`] see to it, and [`watch()`]
//! finds out when what failed works again.

mod file;
mod pool;
mod queries;
mod transaction;
mod watch;
mod writable;
mod writer;

use std::{
    path::Path,
    pin::Pin,
    task::{self, Poll},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use futures_util::future::BoxFuture;
use sea_orm::{
    ConnectionTrait as _, Database as SeaOrm, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::{runtime::Handle, time::timeout};
use trackroom_migrations::{Migrator, MigratorTrait};

pub(crate) use self::watch::watch;
use self::{
    file::DatabaseFile,
    pool::{POSTGRES_CONNECTIONS, Purpose, SQLITE_READERS, options},
    writable::Writable,
};
pub use self::{transaction::Transaction, writable::Writes, writer::Writer};
use crate::{
    config::{DatabaseUrl, sqlite_file},
    error::Error,
    metrics::DatabaseMetrics,
};

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
    write: Writer,
    metrics: DatabaseMetrics,
}

impl Database {
    /// Connects. An SQLite file is created, with its folder, when its URL says `mode=rwc`.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect(url: &DatabaseUrl) -> anyhow::Result<Self> {
        let metrics = DatabaseMetrics::default();
        let writable = |file| Writable::new(file, metrics.write_failures.clone());
        if !url.is_sqlite() {
            let writable = writable(None);
            let mut pool = SeaOrm::connect(options(url, POSTGRES_CONNECTIONS, Purpose::Write, &writable))
                .await
                .context("cannot connect to the PostgreSQL database of DATABASE_URL")?;
            queries::count(&mut pool, &metrics.queries);
            return Ok(Self { read: pool.clone(), write: Writer { pool, writable }, metrics });
        }
        let file = sqlite_file(url).map(|path| prepare(url, &path)).transpose()?;
        let writable = writable(file);
        let open = async |connections, purpose| {
            let pool = SeaOrm::connect(options(url, connections, purpose, &writable)).await;
            let mut pool = pool.context("cannot open the SQLite database of DATABASE_URL")?;
            queries::count(&mut pool, &metrics.queries);
            anyhow::Ok(pool)
        };
        let pool = open(1, Purpose::Write).await?;
        // A database in memory belongs to its one connection.
        let Some(file) = writable.file() else {
            return Ok(Self { read: pool.clone(), write: Writer { pool, writable }, metrics });
        };
        let read = open(SQLITE_READERS, Purpose::Read).await?;
        file.remember();
        Ok(Self { read, write: Writer { pool, writable: writable.clone() }, metrics })
    }

    /// For queries.
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For writes that are each one statement.
    #[must_use]
    pub fn write(&self) -> &Writer {
        &self.write
    }

    /// For the migrator and other schema-level work.
    #[must_use]
    pub fn schema(&self) -> &DatabaseConnection {
        &self.write.pool
    }

    /// Whether writes are carried out, as far as is known.
    #[must_use]
    pub fn writes(&self) -> Writes {
        self.write.writable.state()
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// [`Error::DatabaseUnavailable`]: the database cannot be reached or written.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        let writable = &self.write.writable;
        writable.check_file()?;
        let begun = match self.backend() {
            DbBackend::Postgres => begin_to_the_end(self.write.pool.clone()).await,
            _ => begin(&self.write.pool).await,
        };
        let begun = begun.inspect_err(|error| writable.failed(error))?;
        Ok(Transaction::new(begun, writable.clone()))
    }

    /// Commits a transaction, and times it.
    ///
    /// # Errors
    /// [`Error::DatabaseUnavailable`]: the database could not, and nothing has changed; or it did not say. [`Error::Internal`]:
    /// a statement of it had been refused.
    pub async fn commit(&self, transaction: Transaction) -> Result<(), Error> {
        let began = Instant::now();
        transaction.commit().await?;
        self.metrics.commits.observe(began.elapsed().as_secs_f64());
        Ok(())
    }

    /// What it counts and times.
    #[must_use]
    pub fn metrics(&self) -> &DatabaseMetrics {
        &self.metrics
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
        Migrator::up(self.schema(), None).await?;
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
        let transaction = self.schema().begin().await?;
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})")).await?;
        Ok(Turn(Some(transaction)))
    }

    /// Closes all connections, finishing what they do.
    ///
    /// # Errors
    /// A connection did not close cleanly.
    pub async fn close(self) -> Result<(), DbErr> {
        self.read.close().await?;
        self.write.pool.close().await
    }
}

/// Makes sure that an SQLite database can be written.
fn prepare(url: &DatabaseUrl, path: &Path) -> anyhow::Result<DatabaseFile> {
    let parameters = url.expose().split_once('?').map(|(_, parameters)| parameters).unwrap_or_default();
    let set = |parameter: &str| parameters.split('&').any(|one| one == parameter);
    let read_only = ["mode=ro", "immutable=1", "immutable=true"].into_iter().find(|parameter| set(parameter));
    if let Some(parameter) = read_only {
        bail!("DATABASE_URL opens the database read-only ({parameter}): there is nothing that the server could keep");
    }
    DatabaseFile::prepare(path, set("mode=rwc"))
}

async fn begin(pool: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    pool.begin_with_options(immediate).await
}

/// The same, but a caller who goes away half-way does not stop it: the driver would forget that PostgreSQL has begun a
/// transaction, and hand out a connection on which nothing is ever committed.
async fn begin_to_the_end(pool: DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    ToTheEnd(Some(Box::pin(async move { begin(&pool).await }))).await
}

/// A future that goes on by itself, in the background, when it is dropped.
struct ToTheEnd<T: Send + 'static>(Option<BoxFuture<'static, T>>);

impl<T: Send + 'static> Future for ToTheEnd<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<T> {
        let Some(future) = &mut self.0 else { return Poll::Pending };
        let ready = future.as_mut().poll(context);
        if ready.is_ready() {
            self.0 = None;
        }
        ready
    }
}

impl<T: Send + 'static> Drop for ToTheEnd<T> {
    fn drop(&mut self) {
        if let (Some(future), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(future);
        }
    }
}
