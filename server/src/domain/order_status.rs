//! The state machine of an order, in one table.
//!
//! | from | to |
//! | --- | --- |
//! | pending … delivered | any other of the five: forward (steps may be skipped) or, as a correction, back |
//! | pending, confirmed, processing, shipped | cancelled: gives the stock back |
//! | delivered, cancelled | refunded |
//!
//! No step leaves `refunded`, and `cancelled` leads to `refunded` only. So stock is given back at most once.

use sea_orm::{DeriveActiveEnum, EnumIter, Iterable, sea_query::StringLen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an order stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumIter,
    DeriveActiveEnum,
    ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Placed by the customer, not yet seen by the shop.
    Pending,
    /// The shop has accepted the order.
    Confirmed,
    /// The parcel is being made ready.
    Processing,
    /// The parcel has left the shop.
    Shipped,
    /// The customer has the parcel.
    Delivered,
    /// The order will not be fulfilled; its stock was given back.
    Cancelled,
    /// The customer has their money back.
    Refunded,
}

/// What a change of status does to the stock of the order's products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockEffect {
    /// Nothing.
    Keep,
    /// Every line's quantity goes back on the shelf.
    GiveBack,
}

/// The state machine does not lead from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("An order that is {} cannot become {}", from.as_str(), to.as_str())]
pub struct InvalidTransition {
    /// The status that the order has.
    pub from: OrderStatus,
    /// The status that was asked for.
    pub to: OrderStatus,
}

impl OrderStatus {
    /// The statuses of an order without trouble, in order.
    pub const PATH: [Self; 5] = [Self::Pending, Self::Confirmed, Self::Processing, Self::Shipped, Self::Delivered];

    /// The status's name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Processing => "processing",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
            Self::Refunded => "refunded",
        }
    }

    /// Reads a status's name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::iter().find(|status| status.as_str() == name)
    }

    /// Whether an order may go from `self` to `to`, and what that does to its stock.
    ///
    /// # Errors
    /// [`InvalidTransition`] if the table at the head of this module has no such step. Keeping the status is not a
    /// step.
    pub fn advance_to(self, to: Self) -> Result<StockEffect, InvalidTransition> {
        let on_path = |status: Self| Self::PATH.contains(&status);
        match (self, to) {
            (from, to) if from != to && on_path(from) && on_path(to) => Ok(StockEffect::Keep),
            (Self::Pending | Self::Confirmed | Self::Processing | Self::Shipped, Self::Cancelled) => {
                Ok(StockEffect::GiveBack)
            }
            (Self::Delivered | Self::Cancelled, Self::Refunded) => Ok(StockEffect::Keep),
            (from, to) => Err(InvalidTransition { from, to }),
        }
    }

    /// The statuses that an order may get next.
    pub fn allowed(self) -> Vec<Self> {
        Self::iter().filter(|to| self.advance_to(*to).is_ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{OrderStatus::*, *};

    fn any_status() -> impl Strategy<Value = OrderStatus> {
        prop::sample::select(OrderStatus::iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_table_is_the_one_that_the_documentation_shows() {
        let table: Vec<_> = OrderStatus::iter().map(|from| (from, from.allowed())).collect();
        assert_eq!(
            table,
            [
                (Pending, vec![Confirmed, Processing, Shipped, Delivered, Cancelled]),
                (Confirmed, vec![Pending, Processing, Shipped, Delivered, Cancelled]),
                (Processing, vec![Pending, Confirmed, Shipped, Delivered, Cancelled]),
                (Shipped, vec![Pending, Confirmed, Processing, Delivered, Cancelled]),
                (Delivered, vec![Pending, Confirmed, Processing, Shipped, Refunded]),
                (Cancelled, vec![Refunded]),
                (Refunded, vec![]),
            ]
        );
    }

    #[test]
    fn names_read_back() {
        for status in OrderStatus::iter() {
            assert_eq!(OrderStatus::parse(status.as_str()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.as_str()));
        }
        assert_eq!(OrderStatus::parse("Shipped"), None);
    }

    proptest! {
        /// For any sequence of requests, the stock comes back at most once, and only if the order was cancelled; final
        /// states stay final.
        #[test]
        fn stock_comes_back_exactly_when_an_order_is_cancelled(asked in prop::collection::vec(any_status(), 0..60)) {
            let mut status = Pending;
            let mut given_back = 0;
            let mut was_cancelled = false;
            for to in asked {
                let before = status;
                if let Ok(effect) = status.advance_to(to) {
                    prop_assert_ne!(before, to);
                    prop_assert_ne!(before, Refunded);
                    if before == Cancelled {
                        prop_assert_eq!(to, Refunded);
                    }
                    if to == Refunded {
                        prop_assert!(matches!(before, Delivered | Cancelled));
                    }
                    given_back += i32::from(effect == StockEffect::GiveBack);
                    was_cancelled |= to == Cancelled;
                    status = to;
                }
            }
            prop_assert_eq!(given_back, i32::from(was_cancelled));
        }

        #[test]
        fn what_is_allowed_is_what_advances(from in any_status(), to in any_status()) {
            prop_assert_eq!(from.allowed().contains(&to), from.advance_to(to).is_ok());
        }

        #[test]
        fn forward_along_the_path_is_always_open(from in 0usize..5, to in 0usize..5) {
            prop_assert_eq!(OrderStatus::PATH[from].advance_to(OrderStatus::PATH[to]).is_ok(), from != to);
        }
    }
}
