//! Moving orders: one or thousands, by the same rules and in one transaction.
//!
//! The change, its effect on the stock and its event share that transaction. Nobody is told from here: the
//! relay announces what was committed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, QuerySelect as _,
    UpdateMany,
    sea_query::{Expr, SimpleExpr},
};
use serde_json::{Value, json};

use crate::{
    app::App,
    clock::{self, Timestamp},
    domain::{
        ids::OrderRef,
        order_event::{Actor, OrderEvent},
        order_status::{OrderStatus, StockEffect},
    },
    entities::{order, order_item, product},
    error::{Error, Result},
    event_log::{self, NewEvent},
    services::{
        idempotency::{self, KeptAnswer},
        orders::Call,
    },
};

/// What somebody wants an order to become. Tracking details that are `None` stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusChange {
    /// The status to reach; the one that the order has, to change tracking details alone.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// A remark for the history, for the shop's eyes.
    pub note: Option<String>,
    /// The `seq` that the order must still have, if the caller minds.
    pub expected_seq: Option<i64>,
}

/// An order after a request to move it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The order as it is now.
    pub order: order::Model,
    /// Whether the request changed anything; if not, there was no event.
    pub changed: bool,
}

/// What a bulk update asks for.
#[derive(Clone, Debug)]
pub struct BulkUpdate {
    /// The orders, as the caller spells them.
    pub asked: Vec<String>,
    /// What they should become.
    pub change: StatusChange,
}

/// What became of one order of a bulk update.
#[derive(Debug)]
pub struct BulkOutcome {
    /// The order's id, as the caller spelled it.
    pub asked: String,
    /// The order, or why it was not moved.
    pub result: Result<Moved>,
}

/// Moves an order to a new status; everyone following the order hears of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::InvalidTransition`], [`Error::PreconditionFailed`], or the database failed.
pub async fn update_status(
    app: &App,
    by: &Actor,
    wanted: &OrderRef,
    change: &StatusChange,
    request_id: Option<&str>,
) -> Result<Moved> {
    let tx = app.db.begin().await?;
    let found = order::Entity::find_ref(&tx, order::Entity::find(), wanted).await?;
    let number = found.ok_or(Error::NotFound("order"))?.id;
    let moved = move_orders(&tx, by, &[number], change, request_id).await?.remove(&number);
    let moved = moved.ok_or(Error::NotFound("order"))??;
    app.db.commit(tx).await?;
    app.relay.wake();
    Ok(moved)
}

/// Moves many orders, each if it can; one that cannot does not hold up the others.
///
/// The outcomes come in the order of `asked`. An order named twice is moved once: its second outcome says that
/// nothing changed. All of it happens once per idempotency key; `answer` shapes what the client is told, which is
/// kept with the changes.
///
/// # Errors
/// `idempotency_key_reused`, or the database failed; then no order has moved.
pub async fn bulk_update_status(
    app: &App,
    by: &Actor,
    bulk: BulkUpdate,
    call: Call,
    answer: impl FnOnce(Vec<BulkOutcome>) -> Value,
) -> Result<KeptAnswer> {
    let BulkUpdate { asked, change } = bulk;
    let tx = app.db.begin().await?;
    if let Some(earlier) = idempotency::claim(&tx, call.once.as_ref()).await? {
        return Ok(earlier);
    }
    let numbers = resolve(&tx, &asked).await?;
    let known: Vec<i64> = numbers.iter().flatten().copied().collect();
    let mut moved = move_orders(&tx, by, &known, &change, call.request_id.as_deref()).await?;
    let outcomes = asked.into_iter().zip(numbers).map(|(asked, number)| {
        let result = match number.and_then(|number| moved.get_mut(&number)) {
            None => Err(Error::NotFound("order")),
            Some(Ok(moved)) => {
                let first = moved.clone();
                moved.changed = false;
                Ok(first)
            }
            Some(Err(error)) => Err(duplicate(error)),
        };
        BulkOutcome { asked, result }
    });
    let answer = idempotency::keep(&tx, call.once.as_ref(), &answer(outcomes.collect())).await?;
    app.db.commit(tx).await?;
    app.relay.wake();
    Ok(answer)
}

/// The same refusal once more, for an order that was named more than once.
fn duplicate(error: &Error) -> Error {
    match error {
        Error::InvalidTransition(step) => Error::InvalidTransition(*step),
        Error::PreconditionFailed(order) => Error::PreconditionFailed(order.clone()),
        _ => Error::NotFound("order"),
    }
}

/// The numbers of orders that a client spelled; `None` for one that does not exist.
async fn resolve<C: ConnectionTrait>(db: &C, asked: &[String]) -> Result<Vec<Option<i64>>> {
    let wanted: Vec<Option<OrderRef>> = asked.iter().map(|text| OrderRef::parse(text)).collect();
    let order_ids: Vec<&str> =
        wanted.iter().flatten().flat_map(|wanted| wanted.order_ids.iter().map(String::as_str)).collect();
    let public_ids: Vec<&str> = wanted.iter().flatten().filter_map(|wanted| wanted.public_id.as_deref()).collect();
    let mut by_order_id: HashMap<String, i64> = HashMap::with_capacity(order_ids.len());
    let mut by_public_id: HashMap<String, i64> = HashMap::with_capacity(public_ids.len());
    let columns = || {
        let query = order::Entity::find().select_only();
        query.columns([order::Column::Id, order::Column::OrderId, order::Column::PublicId])
    };
    for (column, spellings) in [(order::Column::OrderId, order_ids), (order::Column::PublicId, public_ids)] {
        for chunk in spellings.chunks(order::IN_LIST) {
            let query = columns().filter(column.is_in(chunk.iter().copied()));
            for (number, order_id, public_id) in query.into_tuple::<(i64, String, String)>().all(db).await? {
                by_order_id.insert(order_id, number);
                by_public_id.insert(public_id, number);
            }
        }
    }
    let find = |wanted: &OrderRef| {
        let exact = wanted.order_ids.first().and_then(|id| by_order_id.get(id));
        let document = || wanted.public_id.as_ref().and_then(|id| by_public_id.get(id));
        let respelled = || wanted.order_ids.iter().skip(1).find_map(|id| by_order_id.get(id));
        exact.or_else(document).or_else(respelled).copied()
    };
    Ok(wanted.iter().map(|wanted| wanted.as_ref().and_then(find)).collect())
}

/// The heart of every move, inside the caller's transaction: lock, ask the state machine, write orders, give
/// stock back, append the events. A refusal concerns its order alone.
async fn move_orders<C: ConnectionTrait>(
    tx: &C,
    by: &Actor,
    numbers: &[i64],
    change: &StatusChange,
    request_id: Option<&str>,
) -> Result<HashMap<i64, Result<Moved>>> {
    let now = clock::now();
    let locked = order::Entity::lock(tx, numbers.to_vec()).await?;
    let (mut moving, mut detailing, mut giving_back) = (Vec::new(), Vec::new(), Vec::new());
    let mut events = Vec::with_capacity(locked.len());
    let mut results = HashMap::with_capacity(locked.len());
    for order in locked {
        let number = order.id;
        let step = match plan(&order, change) {
            Err(error) => {
                results.insert(number, Err(error));
                continue;
            }
            Ok(step) => step,
        };
        let Some(step) = step else {
            results.insert(number, Ok(Moved { order, changed: false }));
            continue;
        };
        match step {
            Step::Details => detailing.push(number),
            Step::Status(effect) => {
                moving.push(number);
                if effect == StockEffect::GiveBack {
                    giving_back.push(number);
                }
            }
        }
        let from = order.status;
        let order = after(order, change, step, now);
        let event = status_changed(&order, from, change);
        events.push(NewEvent { order: number, seq: order.seq, event, actor: by.clone(), at: now });
        results.insert(number, Ok(Moved { order, changed: true }));
    }
    for (numbers, moves) in [(moving, true), (detailing, false)] {
        for chunk in numbers.chunks(order::IN_LIST) {
            write(change, moves, now).filter(order::Column::Id.is_in(chunk.iter().copied())).exec(tx).await?;
        }
    }
    give_back_stock(tx, &giving_back).await?;
    event_log::append(tx, &events, request_id).await?;
    Ok(results)
}

/// What has to be done to an order.
#[derive(Clone, Copy)]
enum Step {
    /// Tracking details alone.
    Details,
    /// The status, and tracking details if given.
    Status(StockEffect),
}

/// What the change means for this order; `None` if it already is as wanted.
fn plan(order: &order::Model, change: &StatusChange) -> Result<Option<Step>> {
    if change.expected_seq.is_some_and(|expected| expected != order.seq) {
        return Err(Error::PreconditionFailed(current(order)));
    }
    if order.status != change.status {
        return Ok(Some(Step::Status(order.status.advance_to(change.status)?)));
    }
    let new_number = change.tracking_number.is_some() && change.tracking_number != order.tracking_number;
    let new_date = change.estimated_delivery.is_some() && change.estimated_delivery != order.estimated_delivery;
    Ok((new_number || new_date).then_some(Step::Details))
}

/// What a caller who lost a race is shown.
fn current(order: &order::Model) -> Value {
    json!({
        "orderId": order.order_id,
        "status": order.status,
        "trackingNumber": order.tracking_number,
        "estimatedDelivery": order.estimated_delivery.map(Timestamp),
        "updatedAt": Timestamp(order.updated_at),
        "seq": order.seq,
    })
}

/// The column that holds when a status was reached.
fn reached(status: OrderStatus) -> Option<order::Column> {
    match status {
        OrderStatus::Pending => None,
        OrderStatus::Confirmed => Some(order::Column::ConfirmedAt),
        OrderStatus::Processing => Some(order::Column::ProcessingAt),
        OrderStatus::Shipped => Some(order::Column::ShippedAt),
        OrderStatus::Delivered => Some(order::Column::DeliveredAt),
        OrderStatus::Cancelled => Some(order::Column::CancelledAt),
        OrderStatus::Refunded => Some(order::Column::RefundedAt),
    }
}

/// The statuses whose time is void once an order stands at `status`: those further along the path.
fn undone_by(status: OrderStatus) -> impl Iterator<Item = OrderStatus> {
    let on_path = OrderStatus::PATH.contains(&status);
    OrderStatus::PATH.into_iter().filter(move |later| on_path && *later > status)
}

/// The order as [`write()`] leaves it.
fn after(mut order: order::Model, change: &StatusChange, step: Step, now: DateTime<Utc>) -> order::Model {
    if let Step::Status(_) = step {
        order.status = change.status;
        let mut set = |status: OrderStatus, at: Option<DateTime<Utc>>| match status {
            OrderStatus::Pending => {}
            OrderStatus::Confirmed => order.confirmed_at = at,
            OrderStatus::Processing => order.processing_at = at,
            OrderStatus::Shipped => order.shipped_at = at,
            OrderStatus::Delivered => order.delivered_at = at,
            OrderStatus::Cancelled => order.cancelled_at = at,
            OrderStatus::Refunded => order.refunded_at = at,
        };
        set(change.status, Some(now));
        undone_by(change.status).for_each(|later| set(later, None));
    }
    order.tracking_number = change.tracking_number.clone().or(order.tracking_number);
    order.estimated_delivery = change.estimated_delivery.or(order.estimated_delivery);
    order.seq += 1;
    order.updated_at = now;
    order
}

/// The update that brings orders where [`after`] says: the same for all orders of a change.
fn write(change: &StatusChange, moves: bool, now: DateTime<Utc>) -> UpdateMany<order::Entity> {
    let mut update = order::Entity::update_many()
        .col_expr(order::Column::Seq, Expr::col(order::Column::Seq).add(1))
        .col_expr(order::Column::UpdatedAt, Expr::value(now));
    if moves {
        update = update.col_expr(order::Column::Status, Expr::value(change.status.as_str()));
        if let Some(column) = reached(change.status) {
            update = update.col_expr(column, Expr::value(now));
        }
        for column in undone_by(change.status).filter_map(reached) {
            update = update.col_expr(column, SimpleExpr::from(Expr::value(Option::<DateTime<Utc>>::None)));
        }
    }
    if let Some(number) = &change.tracking_number {
        update = update.col_expr(order::Column::TrackingNumber, Expr::value(number.as_str()));
    }
    if let Some(date) = change.estimated_delivery {
        update = update.col_expr(order::Column::EstimatedDelivery, Expr::value(date));
    }
    update
}

fn status_changed(order: &order::Model, from: OrderStatus, change: &StatusChange) -> OrderEvent {
    OrderEvent::StatusChanged {
        order_id: order.order_id.clone(),
        from,
        status: order.status,
        tracking_number: order.tracking_number.clone(),
        estimated_delivery: order.estimated_delivery,
        note: change.note.clone(),
    }
}

/// Puts what cancelled orders held back on the shelf, product by product in the order of their ids, as
/// [`super::create()`] takes it: so the two never wait for each other in a circle.
async fn give_back_stock<C: ConnectionTrait>(tx: &C, numbers: &[i64]) -> Result<()> {
    let mut quantities: BTreeMap<String, i64> = BTreeMap::new();
    for lines in order_item::Entity::of_orders(tx, numbers).await?.into_values() {
        for line in lines {
            if let Some(product) = line.product_id {
                *quantities.entry(product).or_default() += i64::from(line.quantity);
            }
        }
    }
    for (product, quantity) in quantities {
        product::Entity::update_many()
            .col_expr(product::Column::Stock, Expr::col(product::Column::Stock).add(quantity))
            .filter(product::Column::Id.eq(product))
            .exec(tx)
            .await?;
    }
    Ok(())
}
