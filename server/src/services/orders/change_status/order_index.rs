//! Finds the orders that clients mean by the many ways to spell an order's id ([`OrderRef`]).

use std::collections::HashMap;

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::{
    domain::ids::{OrderNumber, OrderRef},
    error::Result,
    store::entities::order::{self, Column, MAX_IN_LIST},
};

/// The numbers of some orders, by order id and by document id.
#[derive(Default)]
pub(super) struct OrderIndex {
    by_order_id: HashMap<String, OrderNumber>,
    by_public_id: HashMap<String, OrderNumber>,
}

impl OrderIndex {
    pub(super) fn insert(&mut self, number: OrderNumber, order_id: String, public_id: String) {
        self.by_order_id.insert(order_id, number);
        self.by_public_id.insert(public_id, number);
    }

    /// The best match for a client's spelling, in the order of [`OrderRef::rank`].
    pub(super) fn find(&self, wanted: &OrderRef) -> Option<OrderNumber> {
        let exact = wanted.order_ids.first().and_then(|id| self.by_order_id.get(id));
        let document = || wanted.public_id.as_ref().and_then(|id| self.by_public_id.get(id));
        let respelled = || wanted.order_ids.iter().skip(1).find_map(|id| self.by_order_id.get(id));
        exact.or_else(document).or_else(respelled).copied()
    }
}

/// The numbers of the orders that a client spelled, each in its place; `None` for an order that does not exist.
///
/// # Errors
/// The database failed.
pub(super) async fn resolve<'a, C: ConnectionTrait>(
    db: &C,
    spelled: impl Iterator<Item = &'a str>,
) -> Result<Vec<Option<OrderNumber>>> {
    let wanted: Vec<Option<OrderRef>> = spelled.map(OrderRef::parse).collect();
    let order_ids: Vec<&str> = wanted.iter().flatten().flat_map(|one| &one.order_ids).map(String::as_str).collect();
    let public_ids: Vec<&str> = wanted.iter().flatten().filter_map(|one| one.public_id.as_deref()).collect();
    let mut index = OrderIndex::default();
    for (column, ids) in [(Column::OrderId, order_ids), (Column::PublicId, public_ids)] {
        for chunk in ids.chunks(MAX_IN_LIST) {
            let query = order::Entity::find().select_only().columns([Column::Id, Column::OrderId, Column::PublicId]);
            let query = query.filter(column.is_in(chunk.iter().copied()));
            for (number, order_id, public_id) in query.into_tuple().all(db).await? {
                index.insert(number, order_id, public_id);
            }
        }
    }
    Ok(wanted.iter().map(|wanted| wanted.as_ref().and_then(|wanted| index.find(wanted))).collect())
}
