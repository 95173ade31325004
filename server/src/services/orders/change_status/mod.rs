//! Moving orders to another status: one for a request, or thousands at once.
//!
//! The file reads from top to bottom: what is asked for, the rule for one order ([`apply`]), what the rule's changes
//! write ([`write()`]). Requests for single orders that come at the same time share a transaction ([`group_commit`]); a
//! bulk update has its own ([`bulk`]). Both apply the same rule and write by the same function. Nothing is announced
//! from here: the relay announces what was committed.

mod bulk;
pub(super) mod group_commit;
mod order_index;
mod transition;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;

pub use self::bulk::{BulkOutcome, BulkUpdate, bulk_update_status};
use self::{order_index::OrderIndex, transition::Transition};
use crate::{
    clock,
    domain::{
        ids::{OrderNumber, OrderRef, Seq},
        order_event::{Actor, OrderEvent},
        order_status::{InvalidTransition, StockEffect},
        status_change::StatusChange,
    },
    error::{Error, Resource, Result},
    event_log::{self, NewEvent},
    services::orders::{Orders, stock},
    store::entities::order_state::OrderState,
    views::order_state::CurrentOrder,
};

/// An order after a request to move it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The order as it is now.
    pub order: OrderState,
    /// Whether the request changed anything; if not, there was no event.
    pub changed: bool,
}

/// Moves an order to a new status; everyone who follows the order hears of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::InvalidTransition`], [`Error::PreconditionFailed`], [`Error::Unavailable`] when too
/// many changes wait, or the database failed.
pub async fn update_status(
    orders: &Orders,
    by: &Actor,
    wanted: &OrderRef,
    change: &StatusChange,
    request_id: Option<&str>,
) -> Result<Moved> {
    let request = StatusRequest {
        wanted: wanted.clone(),
        change: change.clone(),
        by: by.clone(),
        request_id: request_id.map(str::to_owned),
    };
    orders.group_commit.submit(request).await
}

/// A request to move one order, which waits for its commit.
#[derive(Debug)]
struct StatusRequest {
    wanted: OrderRef,
    change: StatusChange,
    by: Actor,
    request_id: Option<String>,
}

/// Carries out requests one after the other, inside the caller's transaction. A refusal is decided before anything is
/// written and concerns its request alone; a later request for the same order sees what an earlier one did.
///
/// # Errors
/// The database failed; the transaction must roll back.
async fn carry_out<C: ConnectionTrait>(tx: &C, requests: &[StatusRequest]) -> Result<Vec<Result<Moved>>> {
    let now = clock::now();
    let (mut index, mut orders) = (OrderIndex::default(), HashMap::new());
    for order in OrderState::lock_refs(tx, requests.iter().map(|request| &request.wanted)).await? {
        index.insert(order.number, order.order_id.clone(), order.public_id.clone());
        orders.insert(order.number, order);
    }
    let mut changes = Vec::with_capacity(requests.len());
    let mut results = Vec::with_capacity(requests.len());
    for StatusRequest { wanted, change, by, request_id } in requests {
        let found = index.find(wanted).and_then(|number| orders.get_mut(&number));
        results.push(found.ok_or(Error::NotFound(Resource::Order)).and_then(|order| {
            let change = apply(order, change, by, now)?;
            let changed = change.is_some();
            changes.extend(change.map(|change| (change, request_id.as_deref())));
            Ok(Moved { order: order.clone(), changed })
        }));
    }
    write(tx, changes).await?;
    Ok(results)
}

/// Why an order stays as it is.
#[derive(Clone, Debug)]
pub(crate) enum Refusal {
    /// The state machine does not lead there.
    InvalidTransition(InvalidTransition),
    /// The order is not at the version that the caller expects. Holds the order as it is.
    VersionChanged(CurrentOrder),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::InvalidTransition(step) => Self::InvalidTransition(step),
            Refusal::VersionChanged(order) => Self::PreconditionFailed(json!(order)),
        }
    }
}

/// A change that the rule has made to an order, and that is to be written.
#[derive(Debug)]
pub(crate) struct Change {
    /// The order after the change.
    pub(crate) order: OrderState,
    /// What the change does to the stock of the order's products.
    pub(crate) stock: StockEffect,
    /// The event that tells of it.
    pub(crate) event: NewEvent,
}

/// The rule for one order: checks its version, asks the state machine, and changes `order` in memory. `None` if the
/// order is as wanted already.
///
/// # Errors
/// The reason why the order stays as it is; `order` is then unchanged.
pub(crate) fn apply(
    order: &mut OrderState,
    wanted: &StatusChange,
    by: &Actor,
    now: DateTime<Utc>,
) -> Result<Option<Change>, Refusal> {
    if let Some(expected) = wanted.expected_seq {
        check_version(order, expected)?;
    }
    let Some(transition) = Transition::plan(order, wanted).map_err(Refusal::InvalidTransition)? else {
        return Ok(None);
    };
    let from = order.status;
    transition.apply(order, wanted, now);
    let event = OrderEvent::StatusChanged {
        order_id: order.order_id.clone(),
        from,
        status: order.status,
        tracking_number: order.tracking_number.clone(),
        estimated_delivery: order.estimated_delivery,
        note: wanted.note.clone(),
    };
    let event = NewEvent { subject: order.number.0, seq: order.seq.0, event: event.into(), actor: by.clone(), at: now };
    Ok(Some(Change { order: order.clone(), stock: transition.stock(), event }))
}

fn check_version(order: &OrderState, expected: Seq) -> Result<(), Refusal> {
    if order.seq == expected { Ok(()) } else { Err(Refusal::VersionChanged(order.into())) }
}

/// Writes changes, each with the request that asked for it: orders, then stock, then the event log, whose head every
/// writer waits for. All transactions take their locks in this order, so they never wait for each other in a circle.
///
/// # Errors
/// The database failed; the transaction must roll back.
async fn write<C: ConnectionTrait>(tx: &C, changes: Vec<(Change, Option<&str>)>) -> Result<()> {
    // An order that has changed twice is written once, as the second change left it.
    let orders: BTreeMap<OrderNumber, &OrderState> =
        changes.iter().map(|(change, _)| (change.order.number, &change.order)).collect();
    OrderState::write(tx, &orders.into_values().collect::<Vec<_>>()).await?;
    let cancelled = changes.iter().filter(|(change, _)| change.stock == StockEffect::GiveBack);
    let cancelled: Vec<OrderNumber> = cancelled.map(|(change, _)| change.order.number).collect();
    stock::give_back(tx, &cancelled).await?;
    let events: Vec<_> = changes.into_iter().map(|(change, request_id)| (change.event, request_id)).collect();
    event_log::append_each(tx, &events).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::order_status::OrderStatus;
    use crate::event_log::LogEvent;

    fn at(hour: u32) -> DateTime<Utc> {
        clock::parse(&format!("2026-01-01T{hour:02}:00:00Z")).unwrap()
    }

    fn placed() -> OrderState {
        OrderState {
            number: OrderNumber(1),
            public_id: "65f000000000000000000001".to_owned(),
            order_id: "ORD00001".to_owned(),
            status: OrderStatus::Pending,
            tracking_number: None,
            estimated_delivery: None,
            seq: Seq(1),
            confirmed_at: None,
            processing_at: None,
            shipped_at: None,
            delivered_at: None,
            cancelled_at: None,
            refunded_at: None,
            updated_at: at(0),
        }
    }

    fn to(status: OrderStatus) -> StatusChange {
        StatusChange { status, tracking_number: None, estimated_delivery: None, note: None, expected_seq: None }
    }

    #[test]
    fn a_correction_voids_the_times_of_the_statuses_that_were_never_reached() {
        let mut order = placed();
        for (status, hour) in [(OrderStatus::Confirmed, 1), (OrderStatus::Delivered, 2), (OrderStatus::Processing, 3)] {
            let change = apply(&mut order, &to(status), &Actor::System, at(hour)).unwrap().unwrap();
            assert_eq!((&change.order, change.event.seq), (&order, order.seq.0));
        }
        let times = [order.confirmed_at, order.processing_at, order.shipped_at, order.delivered_at];
        assert_eq!(times, [Some(at(1)), Some(at(3)), None, None]);
        assert_eq!((order.seq, order.updated_at), (Seq(4), at(3)));
    }

    #[test]
    fn a_tracking_number_alone_is_a_change_once_and_touches_neither_status_nor_stock() {
        let mut order = placed();
        let change = StatusChange { tracking_number: Some("TR1".to_owned()), ..to(OrderStatus::Pending) };
        let made = apply(&mut order, &change, &Actor::System, at(1)).unwrap().unwrap();
        assert_eq!((made.stock, order.status, order.seq), (StockEffect::Keep, OrderStatus::Pending, Seq(2)));
        let LogEvent::Order(OrderEvent::StatusChanged { from, status, tracking_number, .. }) = made.event.event else {
            panic!("another event")
        };
        assert_eq!((from, status, tracking_number.as_deref()), (status, OrderStatus::Pending, Some("TR1")));
        assert!(apply(&mut order, &change, &Actor::System, at(2)).unwrap().is_none());
        assert_eq!((order.seq, order.updated_at), (Seq(2), at(1)));
    }

    #[test]
    fn a_refused_change_leaves_the_order_as_it_is() {
        let mut order = placed();
        let cancelled = apply(&mut order, &to(OrderStatus::Cancelled), &Actor::System, at(1)).unwrap().unwrap();
        assert_eq!(cancelled.stock, StockEffect::GiveBack);
        let before = order.clone();
        let stale = StatusChange { expected_seq: Some(Seq(1)), ..to(OrderStatus::Refunded) };
        let Err(Refusal::VersionChanged(shown)) = apply(&mut order, &stale, &Actor::System, at(2)) else {
            panic!("a stale version was accepted")
        };
        assert_eq!((shown.seq, shown.status), (2, OrderStatus::Cancelled));
        let refused = apply(&mut order, &to(OrderStatus::Shipped), &Actor::System, at(2));
        assert!(matches!(refused, Err(Refusal::InvalidTransition(_))));
        assert_eq!(order, before);
    }
}
