//! What can happen to an order, in the past tense: the rows of the event log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{money::Money, order_status::OrderStatus};

/// Something that happened to an order. It is stored as JSON in the log; `realtime` turns it into what sockets receive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum OrderEvent {
    /// A customer placed the order.
    OrderCreated {
        /// What people call the order.
        order_id: String,
        /// Its first status.
        status: OrderStatus,
        /// What it costs, in minor units.
        total_minor: i64,
        /// How many pieces it holds.
        item_count: i32,
    },
    /// The order's status, tracking number or estimated delivery changed.
    StatusChanged {
        /// What people call the order.
        order_id: String,
        /// The status before; equal to `status` when only tracking details changed.
        from: OrderStatus,
        /// The status now.
        status: OrderStatus,
        /// The parcel's tracking number now.
        #[serde(skip_serializing_if = "Option::is_none")]
        tracking_number: Option<String>,
        /// When the parcel should arrive.
        #[serde(skip_serializing_if = "Option::is_none")]
        estimated_delivery: Option<DateTime<Utc>>,
        /// The note that came with the change; only the shop sees it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
}

impl OrderEvent {
    /// The name of what happened, as in the log's `kind` column.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::OrderCreated { .. } => "order-created",
            Self::StatusChanged { .. } => "status-changed",
        }
    }

    /// What people call the order.
    #[must_use]
    pub fn order_id(&self) -> &str {
        match self {
            Self::OrderCreated { order_id, .. } | Self::StatusChanged { order_id, .. } => order_id,
        }
    }

    /// The order's status after the event.
    #[must_use]
    pub fn status(&self) -> OrderStatus {
        match self {
            Self::OrderCreated { status, .. } | Self::StatusChanged { status, .. } => *status,
        }
    }

    /// The amount of a new order.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        match self {
            Self::OrderCreated { total_minor, .. } => Some(Money(*total_minor)),
            Self::StatusChanged { .. } => None,
        }
    }
}

/// The one who caused an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The customer whose order it is.
    Customer(String),
    /// A member of the shop's staff.
    Staff(String),
    /// An administrator of the shop.
    Admin(String),
    /// The server itself: demo data, the command line.
    System,
}

impl Actor {
    /// The kind, as in the log's `actor_kind` column.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Customer(_) => "customer",
            Self::Staff(_) => "staff",
            Self::Admin(_) => "admin",
            Self::System => "system",
        }
    }

    /// The user's id, if a person did it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Customer(id) | Self::Staff(id) | Self::Admin(id) => Some(id),
            Self::System => None,
        }
    }
}
