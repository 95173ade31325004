//! A row of the event log.

use sea_orm::entity::prelude::*;

/// A row of `order_events`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_events")]
pub struct Model {
    /// Gapless over the whole log, in commit order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    /// Number of the order.
    pub order_id: i64,
    /// Gapless per order, from 1.
    pub seq: i64,
    /// What happened.
    pub kind: String,
    /// The `OrderEvent` as JSON.
    #[sea_orm(column_type = "Text")]
    pub payload: String,
    /// What sort of person did it.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<String>,
    /// The request that did it.
    pub request_id: Option<String>,
    /// When it happened.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
