//! Everything that happens to orders: placed, read, moved.

mod create;
mod list;
mod status;

pub use create::{Basket, CreateOrder, create};
pub use list::{Stats, actor_names, all_orders, find_order, history, orders_of, stats};
pub use status::{BulkOutcome, BulkUpdate, Moved, StatusChange, bulk_update_status, update_status};

use super::idempotency::Once;

/// The request that asks for something.
#[derive(Clone, Debug, Default)]
pub struct Call {
    /// Its id, to follow a change from the HTTP call to the emitted event.
    pub request_id: Option<String>,
    /// Set when it is to have its effect once, however often it is sent.
    pub once: Option<Once>,
}

/// The longest tracking number kept.
pub const MAX_TRACKING_NUMBER_LEN: usize = 100;
/// The most orders that one bulk update names.
pub const MAX_BULK: usize = 5_000;
