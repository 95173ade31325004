//! Reading very many orders with little memory: a batch at a time, each found by the number at which the one before
//! ended. Between two batches nothing is held, neither a connection nor a transaction.

use futures_util::{Stream, stream};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use std::sync::Arc;

use crate::services::orders::{read::admin_views, search::filter::OrderFilter};
use crate::{core::Core, domain::ids::OrderNumber, error::Result, store::entities::order, views::order::OrderView};

/// How many orders are in memory at a time.
pub(super) const BATCH: u64 = 500;

/// Orders with their numbers.
pub type Batch = Vec<(OrderNumber, OrderView)>;

/// The orders that `filter` lets through, as the admin's lists show them, newest first.
///
/// # Errors
/// The stream ends with an error when the database fails.
pub fn newest_first(core: Arc<Core>, filter: OrderFilter) -> impl Stream<Item = Result<Batch>> + Send {
    stream::try_unfold((core, filter, None), async |(core, filter, behind): (Arc<Core>, _, Option<OrderNumber>)| {
        let db = core.db.read();
        let mut query = filter.select(core.db.backend()).order_by_desc(order::Column::Id).limit(BATCH);
        if let Some(behind) = behind {
            query = query.filter(order::Column::Id.lt(behind));
        }
        let orders = query.all(db).await?;
        let numbers: Vec<_> = orders.iter().map(|order| OrderNumber(order.id)).collect();
        let Some(last) = numbers.last().copied() else { return Ok(None) };
        let batch = numbers.into_iter().zip(admin_views(db, orders).await?).collect();
        Ok(Some((batch, (core, filter, Some(last)))))
    })
}
