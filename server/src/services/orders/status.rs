//! Moving orders: one or thousands, by the same rules and in one transaction.
//!
//! The change, its effect on the stock and its event share that transaction. Nobody is told from here: the
//! relay announces what was committed. Single changes that come at the same time share a transaction, too: see
//! [`super::group_commit`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde_json::Value;

use crate::services::orders::steps::{self, Step};
use crate::{
    app::App,
    clock,
    domain::{
        ids::OrderRef,
        order_event::Actor,
        order_status::{OrderStatus, StockEffect},
    },
    error::{Error, Resource, Result},
    event_log::{self, NewEvent},
    services::{
        idempotency::{self, KeptAnswer},
        orders::Call,
    },
    store::entities::{order, order_standing::OrderStanding},
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
    pub order: OrderStanding,
    /// Whether the request changed anything; if not, there was no event.
    pub changed: bool,
}

/// What a bulk update asks for.
#[derive(Clone, Debug)]
pub struct BulkUpdate {
    /// The orders, as the caller spells them, and the `seq` that each must still have, if the caller minds.
    pub asked: Vec<(String, Option<i64>)>,
    /// What they should become.
    pub change: StatusChange,
}

/// What became of one order of a bulk update.
#[derive(Debug)]
pub struct BulkOutcome {
    /// The order's id, as the caller spelled it.
    pub asked: String,
    /// Whether the order was named before, however it was spelled then.
    pub again: bool,
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
    let ask = Ask {
        by: by.clone(),
        wanted: wanted.clone(),
        change: change.clone(),
        request_id: request_id.map(str::to_owned),
    };
    app.group_commit.carry(ask).await
}

/// Moves many orders, each if it can; one that cannot does not hold up the others.
///
/// The outcomes come in the order of `asked`. An order named twice is moved once: its second outcome says that
/// nothing changed, and that it was named before. All of it happens once per idempotency key; `answer` shapes what the client is told, which is
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
    let (asked, seqs): (Vec<String>, Vec<Option<i64>>) = asked.into_iter().unzip();
    let numbers = resolve(&tx, &asked).await?;
    let mut known: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (number, seq) in numbers.iter().zip(seqs) {
        if let Some(number) = number {
            known.entry(*number).or_default().extend(seq);
        }
    }
    let mut moved = move_orders(&tx, by, &known, &change, call.request_id.as_deref()).await?;
    let mut named = HashSet::new();
    let outcomes = asked.into_iter().zip(numbers).map(|(asked, number)| {
        // Of an order that nobody knows there is only what it is called.
        let again = !named.insert(number.ok_or_else(|| OrderRef::bare(&asked)));
        let result = match number.and_then(|number| moved.get_mut(&number)) {
            None => Err(Error::NotFound(Resource::Order)),
            Some(Ok(moved)) => {
                let first = moved.clone();
                moved.changed = false;
                Ok(first)
            }
            Some(Err(error)) => Err(duplicate(error)),
        };
        BulkOutcome { asked, again, result }
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
        _ => Error::NotFound(Resource::Order),
    }
}

/// The numbers of orders that a client spelled; `None` for one that does not exist.
async fn resolve<C: ConnectionTrait>(db: &C, asked: &[String]) -> Result<Vec<Option<i64>>> {
    let wanted: Vec<Option<OrderRef>> = asked.iter().map(|text| OrderRef::parse(text)).collect();
    let order_ids: Vec<&str> =
        wanted.iter().flatten().flat_map(|wanted| wanted.order_ids.iter().map(String::as_str)).collect();
    let public_ids: Vec<&str> = wanted.iter().flatten().filter_map(|wanted| wanted.public_id.as_deref()).collect();
    let mut index = Index::default();
    let columns = || {
        let query = order::Entity::find().select_only();
        query.columns([order::Column::Id, order::Column::OrderId, order::Column::PublicId])
    };
    for (column, spellings) in [(order::Column::OrderId, order_ids), (order::Column::PublicId, public_ids)] {
        for chunk in spellings.chunks(order::IN_LIST) {
            let query = columns().filter(column.is_in(chunk.iter().copied()));
            for (number, order_id, public_id) in query.into_tuple::<(i64, String, String)>().all(db).await? {
                index.add(number, order_id, public_id);
            }
        }
    }
    Ok(wanted.iter().map(|wanted| wanted.as_ref().and_then(|wanted| index.find(wanted))).collect())
}

/// Some orders by what they are called.
#[derive(Default)]
struct Index {
    by_order_id: HashMap<String, i64>,
    by_public_id: HashMap<String, i64>,
}

impl Index {
    fn add(&mut self, number: i64, order_id: String, public_id: String) {
        self.by_order_id.insert(order_id, number);
        self.by_public_id.insert(public_id, number);
    }

    /// The best match for a client's spelling, by the same order as [`OrderRef::rank`].
    fn find(&self, wanted: &OrderRef) -> Option<i64> {
        let exact = wanted.order_ids.first().and_then(|id| self.by_order_id.get(id));
        let document = || wanted.public_id.as_ref().and_then(|id| self.by_public_id.get(id));
        let respelled = || wanted.order_ids.iter().skip(1).find_map(|id| self.by_order_id.get(id));
        exact.or_else(document).or_else(respelled).copied()
    }
}

/// One of the changes that share a commit.
#[derive(Debug)]
pub(super) struct Ask {
    /// Who asks.
    pub(super) by: Actor,
    /// For which order.
    pub(super) wanted: OrderRef,
    /// What it should become.
    pub(super) change: StatusChange,
    /// The request, to follow it to the emitted event.
    pub(super) request_id: Option<String>,
}

/// Moves an order for each of `asks`, one after the other, inside the caller's transaction. A refusal is decided
/// before anything is written and concerns its ask alone; a later ask for the same order sees what an earlier one did.
///
/// # Errors
/// The database failed; the transaction must roll back.
pub(super) async fn move_each<C: ConnectionTrait>(tx: &C, asks: &[Ask]) -> Result<Vec<Result<Moved>>> {
    let now = clock::now();
    let mut orders = BTreeMap::new();
    let mut index = Index::default();
    for order in OrderStanding::lock_refs(tx, asks.iter().map(|ask| &ask.wanted)).await? {
        index.add(order.id, order.order_id.clone(), order.public_id.clone());
        orders.insert(order.id, order);
    }
    let (mut written, mut giving_back) = (BTreeSet::new(), Vec::new());
    let mut events = Vec::with_capacity(asks.len());
    let mut results = Vec::with_capacity(asks.len());
    for Ask { by, wanted, change, request_id } in asks {
        let Some(order) = index.find(wanted).and_then(|number| orders.get_mut(&number)) else {
            results.push(Err(Error::NotFound(Resource::Order)));
            continue;
        };
        let step = match steps::plan(order, change) {
            Ok(step) => step,
            Err(error) => {
                results.push(Err(error));
                continue;
            }
        };
        let changed = step.is_some();
        if let Some(step) = step {
            if matches!(step, Step::Status(StockEffect::GiveBack)) {
                giving_back.push(order.id);
            }
            let from = order.status;
            steps::make(order, change, step, now);
            written.insert(order.id);
            let event = steps::status_changed(order, from, change);
            let new = NewEvent { order: order.id, seq: order.seq, event, actor: by.clone(), at: now };
            events.push((new, request_id.as_deref()));
        }
        results.push(Ok(Moved { order: order.clone(), changed }));
    }
    let written: Vec<&OrderStanding> = written.iter().filter_map(|number| orders.get(number)).collect();
    OrderStanding::write(tx, &written).await?;
    steps::give_back_stock(tx, &giving_back).await?;
    event_log::append_each(tx, &events).await?;
    Ok(results)
}

/// The heart of every move, inside the caller's transaction: lock, ask the state machine, write orders, give
/// stock back, append the events. A refusal concerns its order alone. With each order come the versions that it
/// was seen at: one for each time that it was named with one.
async fn move_orders<C: ConnectionTrait>(
    tx: &C,
    by: &Actor,
    wanted: &BTreeMap<i64, Vec<i64>>,
    change: &StatusChange,
    request_id: Option<&str>,
) -> Result<HashMap<i64, Result<Moved>>> {
    let now = clock::now();
    let locked = OrderStanding::lock(tx, wanted.keys().copied().collect()).await?;
    let (mut written, mut giving_back) = (Vec::new(), Vec::new());
    let mut events = Vec::with_capacity(locked.len());
    let mut results = HashMap::with_capacity(locked.len());
    for mut order in locked {
        let number = order.id;
        let seen = wanted.get(&number).into_iter().flatten();
        let at_seen = seen.copied().try_for_each(|seq| steps::still_at(&order, seq));
        let step = match at_seen.and_then(|()| steps::plan(&order, change)) {
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
        if matches!(step, Step::Status(StockEffect::GiveBack)) {
            giving_back.push(number);
        }
        let from = order.status;
        steps::make(&mut order, change, step, now);
        let event = steps::status_changed(&order, from, change);
        events.push(NewEvent { order: number, seq: order.seq, event, actor: by.clone(), at: now });
        written.push(order.clone());
        results.insert(number, Ok(Moved { order, changed: true }));
    }
    OrderStanding::write(tx, &written.iter().collect::<Vec<_>>()).await?;
    steps::give_back_stock(tx, &giving_back).await?;
    event_log::append(tx, &events, request_id).await?;
    Ok(results)
}
