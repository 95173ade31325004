//! [`Writer`]: statements that are each a transaction of their own.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    prelude::async_trait::async_trait,
};

use super::writable::Writable;

/// The write connections, for single statements: each is committed when it is answered.
#[derive(Clone, Debug)]
pub struct Writer {
    pub(super) pool: DatabaseConnection,
    pub(super) writable: Arc<Writable>,
}

impl Writer {
    async fn watched<T>(&self, statement: impl Future<Output = Result<T, DbErr>> + Send) -> Result<T, DbErr> {
        self.writable.check_file()?;
        let answer = statement.await.inspect_err(|error| self.writable.failed(error))?;
        // Taken away in between: what was written is in no file that anybody finds.
        self.writable.check_file()?;
        Ok(answer)
    }
}

#[async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.watched(self.pool.execute_raw(stmt)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.watched(self.pool.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        // To its end, not only to the first row: SQLite commits behind the last one, and the driver does not say what
        // becomes of a statement that it leaves before.
        let rows = self.watched(self.pool.query_all_raw(stmt)).await?;
        Ok(rows.into_iter().next())
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.watched(self.pool.query_all_raw(stmt)).await
    }
}
