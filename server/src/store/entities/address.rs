//! An address to which a customer has parcels sent.

use sea_orm::entity::prelude::*;

/// A row of `addresses`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "addresses")]
pub struct Model {
    /// The address's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// `Home`, `Office` or `Other`.
    pub label: String,
    /// House and street.
    pub street: String,
    /// Town.
    pub city: String,
    /// State.
    pub state: String,
    /// Postal code.
    pub zip_code: String,
    /// Country.
    pub country: String,
    /// Whether checkout picks it first; at most one of a user's.
    pub is_default: bool,
    /// When it was added.
    pub created_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
