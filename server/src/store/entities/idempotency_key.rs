//! A request that is to have its effect once, and how it was answered.

use sea_orm::entity::prelude::*;

/// A row of `idempotency_keys`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    /// Who asked: keys of different people never meet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    /// The key, as the client made it up.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// What route and body hash to.
    pub fingerprint: String,
    /// The body of the answer; empty only inside the transaction that is about to fill it.
    #[sea_orm(column_type = "Text", nullable)]
    pub answer: Option<String>,
    /// When it was asked.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
