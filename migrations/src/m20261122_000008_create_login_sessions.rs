//! Log-ins: what an access token belongs to, and what a refresh token may extend.

use sea_orm_migration::{prelude::*, schema::*};

use crate::m20261122_000001_create_users::Users;

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
                    .table(LoginSessions::Table)
                    .col(char_len(LoginSessions::Id, 24).primary_key())
                    .col(char_len(LoginSessions::UserId, 24))
                    .col(char_len(LoginSessions::RefreshHash, 64))
                    .col(char_len_null(LoginSessions::PreviousHash, 64))
                    .col(timestamp_with_time_zone(LoginSessions::RotatedAt))
                    .col(timestamp_with_time_zone(LoginSessions::CreatedAt))
                    .col(timestamp_with_time_zone(LoginSessions::ExpiresAt))
                    .col(timestamp_with_time_zone_null(LoginSessions::RevokedAt))
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_login_sessions_user")
                            .from(LoginSessions::Table, LoginSessions::UserId)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::Cascade),
                    )
                    .to_owned(),
            )
            .await?;
        for (name, column) in [
            ("ix_login_sessions_user", LoginSessions::UserId),
            ("ix_login_sessions_expires", LoginSessions::ExpiresAt),
            ("ix_login_sessions_revoked", LoginSessions::RevokedAt),
        ] {
            let index = Index::create().name(name).table(LoginSessions::Table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        let index = Index::create().name("ix_users_updated").table(Users::Table).col(Users::UpdatedAt).to_owned();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("ix_users_updated").table(Users::Table).to_owned()).await?;
        manager.drop_table(Table::drop().table(LoginSessions::Table).to_owned()).await
    }
}

#[derive(DeriveIden)]
enum LoginSessions {
    Table,
    Id,
    UserId,
    RefreshHash,
    PreviousHash,
    RotatedAt,
    CreatedAt,
    ExpiresAt,
    RevokedAt,
}
