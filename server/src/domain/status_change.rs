//! What somebody wants an order to become.

use chrono::{DateTime, Utc};

use crate::domain::{ids::Seq, order_status::OrderStatus};

/// The longest tracking number kept, in characters.
pub const MAX_TRACKING_NUMBER_LEN: usize = 100;

/// What an order should become. Tracking details that are `None` stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusChange {
    /// The status to reach; the order's own, to change tracking details alone.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// A remark for the order's history, which only the shop's people see.
    pub note: Option<String>,
    /// The version that the order must still have; `None` if any will do.
    pub expected_seq: Option<Seq>,
}
