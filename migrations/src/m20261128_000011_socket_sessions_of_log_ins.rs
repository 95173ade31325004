//! Ties a socket session to its log-in: a session outlives a token, but not the log-in that the token belongs to.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let added =
            Table::alter().table(SocketSessions::Table).add_column(char_len_null(SocketSessions::LogIn, 24)).to_owned();
        manager.alter_table(added).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let dropped = Table::alter().table(SocketSessions::Table).drop_column(SocketSessions::LogIn).to_owned();
        manager.alter_table(dropped).await
    }
}

#[derive(DeriveIden)]
enum SocketSessions {
    Table,
    LogIn,
}
