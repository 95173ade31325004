//! What a person may do in the shop.

use std::str::FromStr;

use sea_orm::{DeriveActiveEnum, EnumIter, sea_query::StringLen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person's role. The front end knows `user` (a customer) and `admin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumIter, DeriveActiveEnum, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A customer: sees and creates their own orders.
    User,
    /// May read and move every order.
    Staff,
    /// May do everything.
    Admin,
}

impl Role {
    /// Whether the role may read and move all orders.
    #[must_use]
    pub fn handles_orders(self) -> bool {
        matches!(self, Self::Staff | Self::Admin)
    }

    /// The role's name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }
}

/// The text is not the name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a role is user, staff or admin")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        [Self::User, Self::Staff, Self::Admin].into_iter().find(|role| role.as_str() == name).ok_or(UnknownRole)
    }
}
