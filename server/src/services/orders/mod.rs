//! Everything that happens to orders: placed, read, moved.

mod analytics;
mod create;
mod group_commit;
mod grouping;
mod list_cache;
mod read;
mod search;
mod status;
mod steps;
mod stream;

pub use analytics::{Analytics, Counted, Day, analytics};
pub use create::{Basket, CreateOrder, create};
pub use group_commit::GroupCommit;
pub use grouping::{Groups, by_pincode, by_weight, of_numbers};
pub use list_cache::{MyOrders, OrderList, Teller, my_orders};
pub use read::{Stats, actor_names, find_order, history, invoice, stats};
pub use search::filter::OrderFilter;
pub use search::{OrderPage, OrderPagination, OrderSort, search};
pub use status::{BulkOutcome, BulkUpdate, Moved, StatusChange, bulk_update_status, update_status};
pub use stream::{Batch, newest_first};

use super::idempotency::Once;
use crate::core::Core;

/// What the order services keep between calls.
#[derive(Debug)]
pub struct Orders {
    /// Changes of status that wait for a commit.
    pub group_commit: GroupCommit,
    /// Customers who look at their orders.
    pub my_orders: MyOrders,
}

impl Orders {
    /// With nothing waiting and nobody remembered.
    #[must_use]
    pub fn new(core: &Core) -> Self {
        Self {
            group_commit: GroupCommit::new(core.db.clone(), core.bus.clone()),
            my_orders: MyOrders::new(core.config.my_orders_pace),
        }
    }
}

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
