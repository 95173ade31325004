//! Everything that happens to orders: placed, read, moved.

mod analytics;
pub(crate) mod change_status;
mod create;
mod grouping;
mod list_cache;
mod read;
mod search;
mod stock;
mod stream;

pub use analytics::{Analytics, Counted, Day, analytics};
pub use change_status::group_commit::GroupCommit;
pub use change_status::{BulkOutcome, BulkUpdate, Moved, bulk_update_status, update_status};
pub use create::{Basket, CreateOrder, create};
pub(crate) use create::{insert, placed};
pub use grouping::{Groups, by_pincode, by_weight, of_numbers};
pub use list_cache::{OrderList, OrderListCache, OrderListInvalidator, my_orders};
pub use read::{Stats, actor_names, find_order, history, invoice, stats};
pub use search::filter::OrderFilter;
pub use search::{OrderPage, OrderPagination, OrderSort, search};
pub use stream::{Batch, newest_first};

use crate::core::Core;

/// What the order services keep between calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Orders {
    /// Changes of status that wait for a commit.
    pub group_commit: GroupCommit,
    /// The lists of customers who look at their orders.
    pub list_cache: OrderListCache,
}

impl Orders {
    /// With nothing waiting and nothing remembered.
    #[must_use]
    pub fn new(core: &Core) -> Self {
        Self {
            group_commit: GroupCommit::new(core.db.clone(), core.bus.clone()),
            list_cache: OrderListCache::new(core.config.storefront.my_orders_pace),
        }
    }
}

/// The most orders that one bulk update names.
pub const MAX_BULK: usize = 5_000;
