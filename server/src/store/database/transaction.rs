//! [`Transaction`]: all of it or nothing, and never acknowledged unless it is committed.
//!
//! The driver's own transaction leaves two gaps. After a failed statement PostgreSQL answers COMMIT with a silent ROLLBACK,
//! and the driver takes that for success. And after some errors SQLite has rolled back by itself, so that the next
//! statement would commit alone (<https://www.sqlite.org/lang_transaction.html>, "Response To Errors Within A
//! Transaction"). So after the first failed statement this one runs no other, and does not commit.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement,
    prelude::async_trait::async_trait,
};

use super::writable::Writable;
use crate::error::{Error, is_away};

const SOUND: u8 = 0;
/// A statement was refused: a constraint, as a rule.
const REFUSED: u8 = 1;
/// The database could not carry a statement out.
const AWAY: u8 = 2;

/// A transaction that may write. Dropped, it is rolled back.
#[derive(Debug)]
#[must_use = "what is not committed is rolled back"]
pub struct Transaction {
    inner: DatabaseTransaction,
    state: AtomicU8,
    writable: Arc<Writable>,
}

impl Transaction {
    pub(super) fn new(inner: DatabaseTransaction, writable: Arc<Writable>) -> Self {
        Self { inner, state: AtomicU8::new(SOUND), writable }
    }

    /// Makes everything durable, or nothing.
    ///
    /// # Errors
    /// [`Error::DatabaseUnavailable`] when the database could not, as far as it said: a connection that broke in the
    /// middle leaves it open whether the commit has happened. [`Error::Internal`] when an earlier statement was refused.
    pub(super) async fn commit(self) -> Result<(), Error> {
        self.check()?;
        let committed = self.inner.commit().await;
        // SQLite says that there is nothing to commit when it has rolled back by itself: that, too, is the database's failure.
        committed.map_err(|error| self.writable.failed_commit(error))?;
        // Taken away in between: what was committed is in no file that anybody finds.
        Ok(self.writable.check_file()?)
    }

    /// What an earlier failure leaves to say.
    fn check(&self) -> Result<(), DbErr> {
        let failed = |text: &str| RuntimeErr::Internal(text.to_owned());
        match self.state.load(Ordering::Acquire) {
            SOUND => Ok(()),
            AWAY => Err(DbErr::Conn(failed("the transaction was ended by a failure of the database"))),
            _ => Err(DbErr::Exec(failed("a statement of this transaction was refused: it can only be rolled back"))),
        }
    }

    fn note<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            self.state.store(if is_away(error) { AWAY } else { REFUSED }, Ordering::Release);
            self.writable.failed(error);
        }
        result
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(self.inner.execute_raw(stmt).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.check()?;
        self.note(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.check()?;
        self.note(self.inner.query_one_raw(stmt).await)
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.check()?;
        self.note(self.inner.query_all_raw(stmt).await)
    }
}
