//! People and their delivery addresses.

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
                    .table(Users::Table)
                    .col(char_len(Users::Id, 24).primary_key())
                    .col(string(Users::Name))
                    .col(string_uniq(Users::Email))
                    .col(string_null(Users::Phone).unique_key())
                    .col(string_null(Users::PasswordHash))
                    .col(string(Users::Role))
                    .col(boolean(Users::IsActive))
                    .col(boolean(Users::IsPhoneVerified))
                    .col(string(Users::LoginMethod))
                    .col(boolean(Users::IsProfileComplete))
                    .col(string_null(Users::Avatar))
                    .col(json_null(Users::Address))
                    .col(timestamp_with_time_zone(Users::CreatedAt))
                    .col(timestamp_with_time_zone(Users::UpdatedAt))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table(Addresses::Table)
                    .col(char_len(Addresses::Id, 24).primary_key())
                    .col(char_len(Addresses::UserId, 24))
                    .col(string(Addresses::Label))
                    .col(string(Addresses::Street))
                    .col(string(Addresses::City))
                    .col(string(Addresses::State))
                    .col(string(Addresses::ZipCode))
                    .col(string(Addresses::Country))
                    .col(boolean(Addresses::IsDefault))
                    .col(timestamp_with_time_zone(Addresses::CreatedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_addresses_user")
                            .from(Addresses::Table, Addresses::UserId)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ix_addresses_user").table(Addresses::Table).col(Addresses::UserId).to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table(Addresses::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(Users::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
pub(crate) enum Users {
    Table,
    Id,
    Name,
    Email,
    Phone,
    PasswordHash,
    Role,
    IsActive,
    IsPhoneVerified,
    LoginMethod,
    IsProfileComplete,
    Avatar,
    Address,
    CreatedAt,
    UpdatedAt,
}

#[derive(DeriveIden)]
enum Addresses {
    Table,
    Id,
    UserId,
    Label,
    Street,
    City,
    State,
    ZipCode,
    Country,
    IsDefault,
    CreatedAt,
}
