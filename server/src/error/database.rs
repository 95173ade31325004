//! Which failures of the database are the database's, and which are ours.

use sea_orm::{
    DbErr, RuntimeErr,
    sqlx::{
        self,
        postgres::{PgDatabaseError, PgSeverity},
        sqlite::SqliteError,
    },
};

use super::Error;

impl From<DbErr> for Error {
    /// A database that is away, or cannot do its work, is [`Error::DatabaseUnavailable`]; any other failure is ours.
    fn from(error: DbErr) -> Self {
        if is_away(&error) {
            // One request's news. What an operator must know says `database::Writable`, once a minute.
            tracing::debug!(error = %error, "the database could not do its work");
            Self::DatabaseUnavailable
        } else {
            Self::Internal(error.into())
        }
    }
}

/// Whether the database, or the way to it, is at fault rather than the statement.
pub(crate) fn is_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        _ => cause(error).is_some_and(|cause| connection_failed(cause) || database_failed(cause)),
    }
}

/// Whether the database answered that it cannot do its work: its disk is full or broken, its file locked, or it is read only.
pub(crate) fn refuses_writes(error: &DbErr) -> bool {
    cause(error).is_some_and(database_failed)
}

fn cause(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause))
        | DbErr::Conn(RuntimeErr::SqlxError(cause)) => Some(cause),
        _ => None,
    }
}

/// I/O, a closed pool, or PostgreSQL's classes 08 (connection exception), 53300 (too many connections) and 57P (operator
/// intervention: shutting down, starting up), and whatever else has ended the session.
fn connection_failed(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed
        | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => {
            let away = |code: String| code.starts_with("08") || code.starts_with("57P") || code == "53300";
            has_ended_session(&**error) || postgres_code(&**error).is_some_and(away)
        }
        _ => false,
    }
}

/// PostgreSQL's FATAL and PANIC, with whatever code: of a log that cannot be written because files may not grow it is
/// XX000, the code of its own faults.
fn has_ended_session(error: &dyn sqlx::error::DatabaseError) -> bool {
    let severity = error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::severity);
    matches!(severity, Some(PgSeverity::Fatal | PgSeverity::Panic))
}

fn database_failed(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    match sqlite_code(&**error) {
        Some(code) => SQLITE.contains(&(code & 0xff)),
        None => postgres_code(&**error).is_some_and(|code| POSTGRES.iter().any(|failed| code.starts_with(failed))),
    }
}

/// SQLite's primary result codes (<https://www.sqlite.org/rescode.html>) of a database that cannot do its work, whatever it
/// is asked: BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL and NOTADB.
const SQLITE: [u32; 11] = [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26];

/// The same of PostgreSQL (<https://www.postgresql.org/docs/current/errcodes-appendix.html>): 25006 (read only: another
/// server has taken this one's place), 25P02 (the transaction has failed), 53 (a full disk, no memory left), 58 (the system
/// below failed) and XX (its own faults: damaged data, and files that may not grow, for which it has no other code).
const POSTGRES: [&str; 6] = ["25006", "25P02", "531", "532", "58", "XX"];

fn sqlite_code(error: &dyn sqlx::error::DatabaseError) -> Option<u32> {
    error.try_downcast_ref::<SqliteError>()?;
    error.code()?.parse().ok()
}

fn postgres_code(error: &dyn sqlx::error::DatabaseError) -> Option<String> {
    error.code().filter(|code| code.len() == 5).map(std::borrow::Cow::into_owned)
}
