//! How far each durable subscription has read the event log.

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
                    .table(EventSubscriptions::Table)
                    .col(string(EventSubscriptions::Name).primary_key())
                    .col(big_integer(EventSubscriptions::Position))
                    .col(text_null(EventSubscriptions::LastEvent))
                    .col(timestamp_with_time_zone(EventSubscriptions::MovedAt))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(EventSubscriptions::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum EventSubscriptions {
    Table,
    Name,
    Position,
    LastEvent,
    MovedAt,
}
