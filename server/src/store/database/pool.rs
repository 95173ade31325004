//! How connections are opened, and when one is not used again.
//!
//! The driver counts the transactions that it has begun and ended on a connection. Where the count is not back at zero
//! when the connection is handed back, it sits inside a transaction that nobody will commit: the next BEGIN on it would
//! be a savepoint, and the next COMMIT would release that savepoint and make nothing durable. Such a connection is closed.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use sea_orm::{
    ConnectOptions,
    sqlx::{
        self, Connection,
        pool::{PoolConnectionMetadata, PoolOptions},
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

use super::writable::Writable;
use crate::config::DatabaseUrl;

/// How long another process (a backup, the command line) may hold SQLite's lock before we give up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a request waits for a free connection before it is answered 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// The same for PostgreSQL, whose connections nobody holds for long: it is also how long it takes to notice that the
/// server is away.
const POSTGRES_ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
pub(super) const SQLITE_READERS: u32 = 8;
pub(super) const POSTGRES_CONNECTIONS: u32 = 20;

/// What SQLite's connections of a pool are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Write,
    Read,
}

impl Purpose {
    /// Where SQLite keeps what a statement needs while it runs, <https://www.sqlite.org/pragma.html#pragma_temp_store>.
    fn temp_store(self) -> &'static str {
        match self {
            // The old content of the pages that a statement changes. The file that would be made and deleted for it,
            // statement for statement, costs more than writing the pages.
            Self::Write => "MEMORY",
            // Readers may have to sort more than we would hold in memory.
            Self::Read => "FILE",
        }
    }
}

/// How a pool of so many connections is opened. SQLite's file must be there.
pub(super) fn options(
    url: &DatabaseUrl,
    max_connections: u32,
    purpose: Purpose,
    writable: &Arc<Writable>,
) -> ConnectOptions {
    let patience = if url.is_sqlite() { ACQUIRE_TIMEOUT } else { POSTGRES_ACQUIRE_TIMEOUT };
    let mut options = ConnectOptions::new(url.expose());
    options
        .max_connections(max_connections)
        .min_connections(1)
        .acquire_timeout(patience)
        .connect_timeout(patience)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                // A later connection must not make an empty database where the file was taken away.
                .create_if_missing(false)
                .pragma("temp_store", purpose.temp_store())
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
        });
    let (sqlite, postgres) = (writable.clone(), writable.clone());
    if purpose == Purpose::Write {
        // Readers stay: with its last connection SQLite would take its log away, and it would not be the one that we opened.
        options.map_sqlx_sqlite_before_acquire(move |_, its| is_fresh(&sqlite, &its));
    }
    options
        .map_sqlx_postgres_before_acquire(move |_, its| is_fresh(&postgres, &its))
        .map_sqlx_sqlite_pool_opts(sound_after_release)
        .map_sqlx_postgres_pool_opts(sound_after_release);
    if url.is_sqlite() {
        // A connection to a file does not go stale; reopening would only drop its page cache.
        options.test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    }
    options
}

fn is_fresh(writable: &Writable, its: &PoolConnectionMetadata) -> BoxFuture<'static, Result<bool, sqlx::Error>> {
    Box::pin(std::future::ready(Ok(writable.is_fresh(its.age))))
}

fn sound_after_release<DB: sqlx::Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options.after_release(|connection, _| Box::pin(is_outside(connection)))
}

/// Whether a connection that is handed back is outside every transaction. One whose user went away has its ROLLBACK queued:
/// the ping comes after it.
async fn is_outside<C: Connection>(connection: &mut C) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        connection.ping().await?;
    }
    let outside = !connection.is_in_transaction();
    if !outside {
        tracing::debug!("a connection to the database is closed: its transaction could not be ended");
    }
    Ok(outside)
}
