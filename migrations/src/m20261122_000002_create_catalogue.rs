//! What the shop sells, and the settings that its prices depend on.

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
                    .table(Categories::Table)
                    .col(char_len(Categories::Id, 24).primary_key())
                    .col(string(Categories::Name))
                    .col(text(Categories::Description))
                    .col(string_null(Categories::Image))
                    .col(string_uniq(Categories::Slug))
                    .col(boolean(Categories::IsActive))
                    .col(char_len_null(Categories::ParentId, 24))
                    .col(integer(Categories::SortOrder))
                    .col(timestamp_with_time_zone(Categories::CreatedAt))
                    .col(timestamp_with_time_zone(Categories::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_categories_parent")
                            .from(Categories::Table, Categories::ParentId)
                            .to(Categories::Table, Categories::Id)
                            .on_delete(ForeignKeyAction::SetNull),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Products::Table)
                    .col(char_len(Products::Id, 24).primary_key())
                    .col(string(Products::Name))
                    .col(text(Products::Description))
                    .col(big_integer(Products::PriceMinor).check(Expr::col(Products::PriceMinor).gte(0)))
                    .col(big_integer_null(Products::OriginalPriceMinor))
                    .col(char_len(Products::CategoryId, 24))
                    .col(json(Products::Images))
                    // The last defence against overselling: no code path can take the stock below zero.
                    .col(integer(Products::Stock).check(Expr::col(Products::Stock).gte(0)))
                    .col(double(Products::Weight))
                    .col(string(Products::Unit))
                    .col(json(Products::Ingredients))
                    .col(json(Products::Benefits))
                    .col(text(Products::Usage))
                    .col(boolean(Products::IsOrganic))
                    .col(boolean(Products::IsVegan))
                    .col(boolean(Products::IsGlutenFree))
                    .col(boolean(Products::IsFeatured))
                    .col(boolean(Products::IsActive))
                    .col(double(Products::Ratings))
                    .col(integer(Products::NumReviews))
                    .col(json(Products::Tags))
                    .col(string_uniq(Products::Slug))
                    .col(timestamp_with_time_zone(Products::CreatedAt))
                    .col(timestamp_with_time_zone(Products::UpdatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_products_category")
                            .from(Products::Table, Products::CategoryId)
                            .to(Categories::Table, Categories::Id)
                            .on_delete(ForeignKeyAction::Restrict),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("ix_products_category")
                    .table(Products::Table)
                    .col(Products::CategoryId)
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(ShopSettings::Table)
                    .col(string(ShopSettings::Name).primary_key())
                    .col(json(ShopSettings::Value))
                    .col(timestamp_with_time_zone(ShopSettings::UpdatedAt))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(ShopSettings::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Products::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Categories::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum Categories {
    Table,
    Id,
    Name,
    Description,
    Image,
    Slug,
    IsActive,
    ParentId,
    SortOrder,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
pub(crate) enum Products {
    Table,
    Id,
    Name,
    Description,
    PriceMinor,
    OriginalPriceMinor,
    CategoryId,
    Images,
    Stock,
    Weight,
    Unit,
    Ingredients,
    Benefits,
    Usage,
    IsOrganic,
    IsVegan,
    IsGlutenFree,
    IsFeatured,
    IsActive,
    Ratings,
    NumReviews,
    Tags,
    Slug,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum ShopSettings {
    Table,
    Name,
    Value,
    UpdatedAt,
}
