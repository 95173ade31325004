//! Moving many orders at once, in one transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use sea_orm::ConnectionTrait;

use super::{Moved, Refusal, apply, check_version, order_index::resolve, write};
use crate::{
    clock,
    domain::{
        ids::{OrderNumber, OrderRef, Seq},
        order_event::Actor,
        status_change::StatusChange,
    },
    error::{Error, Resource, Result},
    store::entities::order_state::OrderState,
};

/// What a bulk update asks for.
#[derive(Clone, Debug)]
pub struct BulkUpdate {
    /// The orders, as the caller spells them, each with the version that it must still have, if the caller minds.
    pub orders: Vec<(String, Option<Seq>)>,
    /// What they should become. Its own `expected_seq` is not read.
    pub change: StatusChange,
}

/// What became of one order of a bulk update.
#[derive(Debug)]
pub struct BulkOutcome {
    /// The order's id, as the caller spelled it.
    pub spelled: String,
    /// Whether the order was named before, however it was spelled then.
    pub repeated: bool,
    /// The order, or why it was not moved.
    pub result: Result<Moved>,
}

/// Moves many orders inside the caller's transaction, each if it can; an order that cannot move does not hold up the
/// others.
///
/// The outcomes come in the order in which the orders were named. An order named twice is moved once: its second
/// outcome says that nothing changed, and that it was named before.
///
/// # Errors
/// The database failed; the transaction must roll back.
pub async fn bulk_update_status<C: ConnectionTrait>(
    tx: &C,
    by: &Actor,
    bulk: BulkUpdate,
    request_id: Option<&str>,
) -> Result<Vec<BulkOutcome>> {
    let BulkUpdate { orders, change } = bulk;
    let numbers = resolve(tx, orders.iter().map(|(spelled, _)| spelled.as_str())).await?;
    let mut expected: BTreeMap<OrderNumber, Vec<Seq>> = BTreeMap::new();
    for (number, (_, seq)) in numbers.iter().zip(&orders) {
        if let Some(number) = number {
            expected.entry(*number).or_default().extend(*seq);
        }
    }
    let change = StatusChange { expected_seq: None, ..change };
    let results = move_orders(tx, by, &expected, &change, request_id).await?;
    let mut named = HashSet::new();
    let outcomes = orders.into_iter().zip(numbers).map(|((spelled, _), number)| {
        // An order that does not exist is known by its spelling alone.
        let repeated = !named.insert(number.ok_or_else(|| OrderRef::bare(&spelled)));
        let result = match number.and_then(|number| results.get(&number)) {
            None => Err(Error::NotFound(Resource::Order)),
            Some(Ok(moved)) => Ok(Moved { changed: moved.changed && !repeated, ..moved.clone() }),
            Some(Err(refusal)) => Err(refusal.clone().into()),
        };
        BulkOutcome { spelled, repeated, result }
    });
    Ok(outcomes.collect())
}

/// Moves each of these orders once, if it is at every version that the caller has seen it at.
async fn move_orders<C: ConnectionTrait>(
    tx: &C,
    by: &Actor,
    expected: &BTreeMap<OrderNumber, Vec<Seq>>,
    change: &StatusChange,
    request_id: Option<&str>,
) -> Result<HashMap<OrderNumber, Result<Moved, Refusal>>> {
    let now = clock::now();
    let locked = OrderState::lock(tx, expected.keys().copied().collect()).await?;
    let mut changes = Vec::with_capacity(locked.len());
    let mut results = HashMap::with_capacity(locked.len());
    for mut order in locked {
        let number = order.number;
        let mut versions = expected.get(&number).into_iter().flatten();
        let checked = versions.try_for_each(|seq| check_version(&order, *seq));
        let result = checked.and_then(|()| apply(&mut order, change, by, now)).map(|change| {
            let changed = change.is_some();
            changes.extend(change.map(|change| (change, request_id)));
            Moved { order, changed }
        });
        results.insert(number, result);
    }
    write(tx, changes).await?;
    Ok(results)
}
