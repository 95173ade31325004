//! A link by which somebody without an account follows one order.

use sea_orm::{QueryOrder, entity::prelude::*};

use crate::domain::ids::OrderNumber;

/// A row of `tracking_links`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tracking_links")]
pub struct Model {
    /// The link's id; it opens nothing.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Number of the order.
    #[sea_orm(column_name = "order_id")]
    pub order_number: OrderNumber,
    /// What the ticket hashes to. The ticket itself is not kept.
    pub fingerprint: String,
    /// What sort of person made it.
    pub created_by_kind: String,
    /// Who made it.
    pub created_by: Option<String>,
    /// The request that made it.
    pub request_id: Option<String>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// From when on it opens nothing.
    pub expires_at: DateTimeUtc,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
    /// Who took it back.
    pub revoked_by: Option<String>,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Whether the link opens its order at `now`.
    #[must_use]
    pub fn is_live(&self, now: DateTimeUtc) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

impl Entity {
    /// The links of an order, oldest first.
    #[must_use]
    pub fn of_order(order: OrderNumber) -> Select<Self> {
        let links = Self::find().filter(Column::OrderNumber.eq(order));
        links.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id)
    }
}
