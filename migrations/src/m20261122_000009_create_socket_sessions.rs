//! Socket sessions, which outlive their connections: the rooms that a returning client gets back.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table(SocketSessions::Table)
                    .col(string(SocketSessions::Key).primary_key())
                    .col(char_len_null(SocketSessions::UserId, 24))
                    .col(big_integer(SocketSessions::Owner))
                    .col(big_integer(SocketSessions::Base))
                    .col(text(SocketSessions::Rooms))
                    .col(timestamp_with_time_zone(SocketSessions::TouchedAt))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_socket_sessions_touched")
                    .table(SocketSessions::Table)
                    .col(SocketSessions::TouchedAt)
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(SocketSessions::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum SocketSessions {
    Table,
    Key,
    UserId,
    Owner,
    Base,
    Rooms,
    TouchedAt,
}
