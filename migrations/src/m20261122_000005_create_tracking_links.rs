//! Links with which a person without an account follows one order. Only a hash of the ticket is kept, so the table opens
//! no order to its reader.

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
                    .table(TrackingLinks::Table)
                    .col(char_len(TrackingLinks::Id, 24).primary_key())
                    .col(big_integer(TrackingLinks::OrderId))
                    .col(char_len_uniq(TrackingLinks::Fingerprint, 64))
                    // No foreign keys: the record stays when an account is deleted.
                    .col(string(TrackingLinks::CreatedByKind))
                    .col(string_null(TrackingLinks::CreatedBy))
                    .col(string_null(TrackingLinks::RequestId))
                    .col(timestamp_with_time_zone(TrackingLinks::CreatedAt))
                    .col(timestamp_with_time_zone(TrackingLinks::ExpiresAt))
                    .col(timestamp_with_time_zone_null(TrackingLinks::RevokedAt))
                    .col(string_null(TrackingLinks::RevokedBy))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_tracking_links_order")
                            .from(TrackingLinks::Table, TrackingLinks::OrderId)
                            .to(Orders::Table, Orders::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for (name, column) in [
            ("ix_tracking_links_order", TrackingLinks::OrderId),
            // Every node looks here for links that another one has revoked.
            ("ix_tracking_links_revoked", TrackingLinks::RevokedAt),
        ] {
            manager.create_index(Index::create().name(name).table(TrackingLinks::Table).col(column).to_owned()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(TrackingLinks::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum TrackingLinks {
    Table,
    Id,
    OrderId,
    Fingerprint,
    CreatedByKind,
    CreatedBy,
    RequestId,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
    RevokedBy,
}
