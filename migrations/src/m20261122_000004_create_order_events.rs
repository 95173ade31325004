//! The event log: what happened to orders, in commit order, without a gap.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000003_create_orders::Orders;

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
                    .table(OrderEvents::Table)
                    .col(big_integer(OrderEvents::Position).primary_key())
                    .col(big_integer(OrderEvents::OrderId))
                    .col(big_integer(OrderEvents::Seq))
                    .col(string(OrderEvents::Kind))
                    .col(text(OrderEvents::Payload))
                    .col(string(OrderEvents::ActorKind))
                    .col(string_null(OrderEvents::ActorId))
                    .col(string_null(OrderEvents::RequestId))
                    .col(timestamp_with_time_zone(OrderEvents::CreatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_order_events_order")
                            .from(OrderEvents::Table, OrderEvents::OrderId)
                            .to(Orders::Table, Orders::Id)
                            .on_delete(ForeignKeyAction::Restrict),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ux_order_events_order_seq")
                    .table(OrderEvents::Table)
                    .col(OrderEvents::OrderId)
                    .col(OrderEvents::Seq)
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(EventLogHead::Table)
                    .col(integer(EventLogHead::Id).primary_key())
                    .col(big_integer(EventLogHead::Position))
                    .to_owned(),
            )
            .await?;
        manager
            .exec_stmt(
                Query::insert()
                    .into_table(EventLogHead::Table)
                    .columns([EventLogHead::Id, EventLogHead::Position])
                    .values_panic([1.into(), 0.into()])
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(EventLogHead::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(OrderEvents::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum OrderEvents {
    Table,
    Position,
    OrderId,
    Seq,
    Kind,
    Payload,
    ActorKind,
    ActorId,
    RequestId,
    CreatedAt,
}

#[derive(DeriveIden)]
enum EventLogHead {
    Table,
    Id,
    Position,
}
