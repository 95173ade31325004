//! A log-in: what access tokens belong to, and what a refresh token extends.

use sea_orm::entity::prelude::*;

/// A row of `login_sessions`. No token is stored, only what recognises one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_sessions")]
pub struct Model {
    /// The session's id: the `sid` of its access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Who logged in.
    pub user_id: String,
    /// SHA-256 of the refresh token that is good now.
    pub refresh_hash: String,
    /// SHA-256 of the one before, which a second tab may still bring for some seconds.
    pub previous_hash: Option<String>,
    /// When the present refresh token was made.
    pub rotated_at: DateTimeUtc,
    /// When the log-in was.
    pub created_at: DateTimeUtc,
    /// When it ends, unless it is extended.
    pub expires_at: DateTimeUtc,
    /// When it was ended before its time.
    pub revoked_at: Option<DateTimeUtc>,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
