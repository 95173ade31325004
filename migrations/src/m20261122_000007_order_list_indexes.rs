//! Indexes for the order desk's list: every sort and the common filters find a page among a hundred thousand orders without
//! reading them all. Each index ends in the tie-breaker, because SQLite adds a key to its indexes only if it is the row
//! number, and a `BIGINT` key is not.

use sea_orm_migration::prelude::*;

use crate::m20261122_000003_create_orders::Orders;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Indexes as they were before.
const BEFORE: [(&str, &[Orders]); 3] = [
    ("ix_orders_status", &[Orders::Status, Orders::Id]),
    ("ix_orders_created", &[Orders::CreatedAt]),
    ("ix_orders_zip", &[Orders::ShipZipCode]),
];

/// Indexes as they are from here on.
const AFTER: [(&str, &[Orders]); 6] = [
    ("ix_orders_created_id", &[Orders::CreatedAt, Orders::Id]),
    ("ix_orders_status_created", &[Orders::Status, Orders::CreatedAt, Orders::Id]),
    ("ix_orders_zip_created", &[Orders::ShipZipCode, Orders::CreatedAt, Orders::Id]),
    ("ix_orders_payment_created", &[Orders::PaymentMethod, Orders::CreatedAt, Orders::Id]),
    ("ix_orders_total", &[Orders::TotalMinor, Orders::Id]),
    ("ix_orders_updated", &[Orders::UpdatedAt, Orders::Id]),
];

async fn create(manager: &SchemaManager<'_>, indexes: &[(&str, &[Orders])]) -> Result<(), DbErr> {
    for (name, columns) in indexes {
        let mut index = Index::create().name(*name).table(Orders::Table).to_owned();
        for column in *columns {
            index.col(*column);
        }
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn drop(manager: &SchemaManager<'_>, indexes: &[(&str, &[Orders])]) -> Result<(), DbErr> {
    for (name, _) in indexes {
        manager.drop_index(Index::drop().name(*name).table(Orders::Table).to_owned()).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &AFTER).await?;
        drop(manager, &BEFORE).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, &BEFORE).await?;
        drop(manager, &AFTER).await
    }
}
