//! Orders, their lines, and the counter that numbers them without gaps or collisions.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000001_create_users::Users;
use crate::m20261122_000002_create_catalogue::Products;

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
                    .table(Orders::Table)
                    .col(big_integer(Orders::Id).primary_key())
                    .col(char_len_uniq(Orders::PublicId, 24))
                    .col(string_uniq(Orders::OrderId))
                    .col(char_len_null(Orders::UserId, 24))
                    .col(big_integer(Orders::TotalMinor))
                    .col(integer(Orders::ItemCount))
                    .col(string(Orders::CustomerName))
                    .col(string(Orders::CustomerEmail))
                    .col(string(Orders::CustomerPhone))
                    .col(char_len_null(Orders::ShipAddressId, 24))
                    .col(string(Orders::ShipLabel))
                    .col(string(Orders::ShipStreet))
                    .col(string(Orders::ShipCity))
                    .col(string(Orders::ShipState))
                    .col(string(Orders::ShipZipCode))
                    .col(string(Orders::ShipCountry))
                    .col(string(Orders::Status))
                    .col(string(Orders::PaymentStatus))
                    .col(string(Orders::PaymentMethod))
                    .col(string_null(Orders::PaymentId))
                    .col(string(Orders::ShippingMethod))
                    .col(big_integer(Orders::ShippingCostMinor))
                    .col(double(Orders::OrderWeight))
                    .col(string_null(Orders::TrackingNumber))
                    .col(timestamp_with_time_zone_null(Orders::EstimatedDelivery))
                    .col(text_null(Orders::Notes))
                    // The `seq` of the order's newest event, which is also the order's version.
                    .col(big_integer(Orders::Seq))
                    .col(timestamp_with_time_zone(Orders::OrderDate))
                    .col(timestamp_with_time_zone_null(Orders::ConfirmedAt))
                    .col(timestamp_with_time_zone_null(Orders::ProcessingAt))
                    .col(timestamp_with_time_zone_null(Orders::ShippedAt))
                    .col(timestamp_with_time_zone_null(Orders::DeliveredAt))
                    .col(timestamp_with_time_zone_null(Orders::CancelledAt))
                    .col(timestamp_with_time_zone_null(Orders::RefundedAt))
                    .col(timestamp_with_time_zone(Orders::CreatedAt))
                    .col(timestamp_with_time_zone(Orders::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_orders_user")
                            .from(Orders::Table, Orders::UserId)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .to_owned(),
            )
            .await?;
        for (name, columns) in [
            ("ix_orders_user", vec![Orders::UserId, Orders::Id]),
            ("ix_orders_status", vec![Orders::Status, Orders::Id]),
            ("ix_orders_created", vec![Orders::CreatedAt]),
            ("ix_orders_zip", vec![Orders::ShipZipCode]),
        ] {
            let mut index = Index::create().name(name).table(Orders::Table).to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table(OrderItems::Table)
                    .col(big_integer(OrderItems::OrderId))
                    .col(integer(OrderItems::Line))
                    .col(char_len_null(OrderItems::ProductId, 24))
                    .col(string(OrderItems::Name))
                    .col(big_integer(OrderItems::PriceMinor))
                    .col(integer(OrderItems::Quantity).check(Expr::col(OrderItems::Quantity).gt(0)))
                    .col(big_integer(OrderItems::TotalMinor))
                    .primary_key(Index::create().col(OrderItems::OrderId).col(OrderItems::Line))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_order_items_order")
                            .from(OrderItems::Table, OrderItems::OrderId)
                            .to(Orders::Table, Orders::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_order_items_product")
                            .from(OrderItems::Table, OrderItems::ProductId)
                            .to(Products::Table, Products::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .to_owned(),
            )
            .await?;
        // Deleting a product looks here for the lines that name it.
        manager
            .create_index(
                Index::create()
                    .name("ix_order_items_product")
                    .table(OrderItems::Table)
                    .col(OrderItems::ProductId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(OrderCounter::Table)
                    .col(integer(OrderCounter::Id).primary_key())
                    .col(big_integer(OrderCounter::LastNumber))
                    .to_owned(),
            )
            .await?;
        manager
            .exec_stmt(
                Query::insert()
                    .into_table(OrderCounter::Table)
                    .columns([OrderCounter::Id, OrderCounter::LastNumber])
                    .values_panic([1.into(), 0.into()])
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(OrderCounter::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(OrderItems::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Orders::Table).to_owned()).await
    }
}

#[derive(Clone, Copy, DeriveIden)]
pub(crate) enum Orders {
    Table,
    Id,
    PublicId,
    OrderId,
    UserId,
    TotalMinor,
    ItemCount,
    CustomerName,
    CustomerEmail,
    CustomerPhone,
    ShipAddressId,
    ShipLabel,
    ShipStreet,
    ShipCity,
    ShipState,
    ShipZipCode,
    ShipCountry,
    Status,
    PaymentStatus,
    PaymentMethod,
    PaymentId,
    ShippingMethod,
    ShippingCostMinor,
    OrderWeight,
    TrackingNumber,
    EstimatedDelivery,
    Notes,
    Seq,
    OrderDate,
    ConfirmedAt,
    ProcessingAt,
    ShippedAt,
    DeliveredAt,
    CancelledAt,
    RefundedAt,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum OrderItems {
    Table,
    OrderId,
    Line,
    ProductId,
    Name,
    PriceMinor,
    Quantity,
    TotalMinor,
}

#[derive(DeriveIden)]
enum OrderCounter {
    Table,
    Id,
    LastNumber,
}
