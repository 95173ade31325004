//! [`Room`]: where events are heard, and [`Right`]: why somebody may be there.

use serde::{Deserialize, Serialize};

/// A place where the same events are of interest.
///
/// Sessions keep their rooms in the database: what a variant is called there is for good.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Room {
    /// Everybody who follows one order, by its number: the contract's `order-<orderId>`.
    Order(i64),
    /// The shop's people, who hear of every order.
    OrderDesk,
    /// Everybody who follows an order that does not exist: `TEST-…`.
    Sandbox(Box<str>),
}

/// By what right a socket follows an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Right {
    /// The viewer's own, or everybody's.
    Own,
    /// The tracking link with this id: it ends with the link.
    Link(String),
}
