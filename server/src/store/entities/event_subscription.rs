//! How far a durable subscription has read the event log.

use sea_orm::entity::prelude::*;

/// A row of `event_subscriptions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_subscriptions")]
pub struct Model {
    /// What the subscription is called.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Position of the last event taken.
    pub position: i64,
    /// What makes it that event, as JSON; none before the first.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_event: Option<String>,
    /// When the place last moved.
    pub moved_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
