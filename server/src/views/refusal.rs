//! The shapes of refusals, as [`crate::error::Error`] answers.

use utoipa::ToSchema;

use crate::{
    domain::{money::Money, order_status::OrderStatus},
    views::order_state::CurrentOrder,
};

/// Every refusal is one of these; some say more.
#[derive(Debug, ToSchema)]
pub struct Refusal {
    /// False.
    #[schema(default = false)]
    pub success: bool,
    /// What is wrong, for programs. It does not change.
    #[schema(examples("order_not_found"))]
    pub code: String,
    /// What is wrong, for people.
    #[schema(examples("Order not found"))]
    pub message: String,
}

/// The order's status does not lead there.
#[derive(Debug, ToSchema)]
pub struct TransitionRefusal {
    /// What every refusal says.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// The status that the order has.
    pub from: OrderStatus,
    /// The status that was asked for.
    pub to: OrderStatus,
    /// Where it may go.
    pub allowed: Vec<OrderStatus>,
}

/// Somebody else was faster.
#[derive(Debug, ToSchema)]
pub struct VersionRefusal {
    /// What every refusal says.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// Where the order stands.
    pub order: CurrentOrder,
}

/// The cart's total is not what its goods cost.
#[derive(Debug, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TotalRefusal {
    /// What every refusal says.
    #[serde(flatten)]
    pub refusal: Refusal,
    /// What the customer was shown.
    pub shown_total: Money,
    /// What it is.
    pub current_total: Money,
}
