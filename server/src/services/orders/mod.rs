//! Everything that happens to orders: placed, read, moved.

mod create;
mod list;
mod status;

pub use create::{Basket, CreateOrder, create};
pub use list::{Stats, actor_names, all_orders, find_order, history, orders_of, stats};
pub use status::{BulkOutcome, Moved, StatusChange, bulk_update_status, update_status};

/// The longest tracking number kept.
pub const MAX_TRACKING_NUMBER_LEN: usize = 100;
/// The most orders that one bulk update names.
pub const MAX_BULK: usize = 5_000;
