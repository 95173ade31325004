//! A customer's own orders, for a page that asks without end.
//!
//! The shop's orders page fetches its list again as soon as it has it, a hundred times a second. Two things make that
//! cheap. A customer's answer is kept until something of theirs changes: such a call costs one look at the head of the
//! event log, which says whether the answer may be out of date. And a repeated call of one customer is held until
//! something of theirs changes or a second has passed since their last answer: so the page makes one call a second, and
//! yet shows a change at once. Other customers do not notice.
//!
//! The relay wakes held calls as it hands on each committed event ([`Listener`]); the database is not asked in the
//! meantime. A first call, and one after a change, is answered at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use tokio::{
    sync::watch,
    time::{self, Instant},
};
use utoipa::ToSchema;

use crate::services::orders::read::{full_products, join, lines_of};
use crate::{
    core::Core,
    domain::person::Person,
    error::Result,
    event_log::{Book, RecordedEvent, relay::Listener},
    store::{
        database::{Database, in_time},
        entities::{event_log_head, order},
    },
    views::order::{CustomerRef, OrderView},
};

/// The longest time that an answer is kept: it shows products, too, and their changes do not invalidate it.
const MAX_AGE: Duration = Duration::from_secs(10);
/// The most customers that are remembered. Calls of others are answered from the database, unpaced.
const MAX_CUSTOMERS: usize = 10_000;
/// The most bytes of answers that are kept in all.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The answers to customers who asked for their orders lately, and the pace of their calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct OrderListCache {
    memory: Arc<Mutex<Memory>>,
    /// A customer gets at most one unchanged answer in this time.
    pace: Duration,
}

#[derive(Debug, Default)]
struct Memory {
    customers: HashMap<String, Customer>,
    /// Position of the last event that has invalidated what it concerns.
    position: i64,
    /// Bytes of all answers that are kept.
    bytes: usize,
    /// When idle customers were last forgotten.
    tidied: Option<Instant>,
}

#[derive(Debug)]
struct Customer {
    /// Counts what happened to the customer's orders since they are remembered.
    changes: watch::Sender<u64>,
    /// Position of the last of them.
    changed_at: i64,
    /// When the last answer went out, and how many changes there had been.
    answered: Option<(Instant, u64)>,
    kept: Option<Kept>,
    /// Held by the call that asks the database; others of the same customer wait and take its answer.
    loading: Arc<tokio::sync::Mutex<()>>,
}

/// An answer that is still true if the event log has not grown behind `position` unnoticed.
#[derive(Clone, Debug)]
struct Kept {
    body: Bytes,
    position: i64,
    at: Instant,
}

/// Orders, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderList {
    success: bool,
    orders: Vec<OrderView>,
}

/// The answer to a customer who asks for their own orders, newest first, each line with its whole product: a
/// JSON document. A repeated call is held for a while.
///
/// # Errors
/// The database failed.
pub async fn my_orders(core: &Core, cache: &OrderListCache, person: &Person) -> Result<Bytes> {
    if !cache.hold(&person.id).await {
        return load(core, person).await;
    }
    let head = event_log_head::Entity::position(core.db.read()).await?;
    if let Some(body) = cache.kept(&person.id, head) {
        return Ok(body);
    }
    let Some(loading) = cache.loading(&person.id) else { return load(core, person).await };
    let _loading = loading.lock().await;
    if let Some(body) = cache.kept(&person.id, head) {
        return Ok(body);
    }
    // Read before the orders: what happens from here on is behind this position.
    let position = event_log_head::Entity::position(core.db.read()).await?;
    let seen = cache.changes(&person.id);
    let body = load(core, person).await?;
    cache.keep(&person.id, seen, Kept { body: body.clone(), position, at: Instant::now() });
    Ok(body)
}

async fn load(core: &Core, person: &Person) -> Result<Bytes> {
    let db = core.db.read();
    let own = order::Entity::find().filter(order::Column::UserId.eq(&person.id));
    let orders = own.order_by_desc(order::Column::Id).all(db).await?;
    let lines = lines_of(db, &orders).await?;
    let products = full_products(db, &lines).await?;
    let owner = |order: &order::Model| order.user_id.clone().map(CustomerRef::Id);
    let orders = join(orders, lines, owner, |id| products.get(id).cloned());
    let body = serde_json::to_vec(&OrderList { success: true, orders }).map_err(anyhow::Error::from)?;
    Ok(body.into())
}

impl OrderListCache {
    /// An empty cache. A repeated call is held for `pace`, unless something changes.
    #[must_use]
    pub fn new(pace: Duration) -> Self {
        Self { memory: Arc::default(), pace }
    }

    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a customer's call until it is to be answered; `false` when too many customers are remembered already.
    async fn hold(&self, id: &str) -> bool {
        let Some((mut changes, due)) = self.arrive(id) else { return false };
        if let Some(due) = due {
            // An error means that the customer was forgotten meanwhile: then there is nothing to wait for.
            let _ = time::timeout_at(due, changes.changed()).await;
        }
        true
    }

    /// A customer asks. Says until when the call is to be held, unless something changes; `None` altogether when
    /// too many customers are remembered already.
    fn arrive(&self, id: &str) -> Option<(watch::Receiver<u64>, Option<Instant>)> {
        let now = Instant::now();
        let mut memory = self.lock();
        memory.forget_idle(now);
        if memory.customers.len() >= MAX_CUSTOMERS && !memory.customers.contains_key(id) {
            return None;
        }
        let customer = memory.customers.entry(id.to_owned()).or_insert_with(Customer::new);
        let changes = customer.changes.subscribe();
        let seen = *changes.borrow();
        let due = match customer.answered {
            Some((at, changes)) if changes == seen => Some(at + self.pace).filter(|due| *due > now),
            _ => None,
        };
        Some((changes, due))
    }

    /// The kept answer, if it is still true when the event log's head stands at `head`.
    fn kept(&self, id: &str, head: i64) -> Option<Bytes> {
        let now = Instant::now();
        let mut memory = self.lock();
        let invalidated = memory.position;
        let customer = memory.customers.get_mut(id)?;
        let kept = customer.kept.as_ref()?;
        let noticed = kept.position.max(invalidated);
        if noticed < head || now.duration_since(kept.at) > MAX_AGE {
            return None;
        }
        let body = kept.body.clone();
        let changes = *customer.changes.borrow();
        customer.answered = Some((now, changes));
        Some(body)
    }

    fn loading(&self, id: &str) -> Option<Arc<tokio::sync::Mutex<()>>> {
        self.lock().customers.get(id).map(|customer| customer.loading.clone())
    }

    fn changes(&self, id: &str) -> u64 {
        self.lock().customers.get(id).map_or(0, |customer| *customer.changes.borrow())
    }

    /// An answer goes out that was read when there had been `seen` changes. It is not kept when there were more
    /// since.
    fn keep(&self, id: &str, seen: u64, kept: Kept) {
        let mut memory = self.lock();
        let room = MAX_BYTES.saturating_sub(memory.bytes);
        let Some(customer) = memory.customers.get_mut(id) else { return };
        // A change that the relay announced meanwhile may have happened before the answer was read: that one is in it.
        let seen = if customer.changed_at <= kept.position { *customer.changes.borrow() } else { seen };
        customer.answered = Some((kept.at, seen));
        let freed = customer.kept.take().map_or(0, |kept| kept.body.len());
        let mut added = 0;
        if *customer.changes.borrow() == seen && kept.body.len() <= room + freed {
            added = kept.body.len();
            customer.kept = Some(kept);
        }
        memory.bytes = memory.bytes - freed + added;
    }

    /// Drops the answers to these customers, to whose orders something happened at these positions of the log, and wakes
    /// their held calls. `position` is that of the last event.
    fn invalidate<'a>(&self, customers: impl Iterator<Item = (&'a str, i64)>, position: i64) {
        let mut memory = self.lock();
        memory.position = position;
        let mut freed = 0;
        for (id, position) in customers {
            if let Some(customer) = memory.customers.get_mut(id) {
                // The relay may be behind an answer that shows the change already: that is no news.
                let shown = customer.kept.as_ref().is_some_and(|kept| kept.position >= position);
                freed += if shown { 0 } else { customer.change(position) };
            }
        }
        memory.bytes -= freed;
    }

    /// Whether no customer is remembered. Then the position is all there is to note.
    fn skip_if_empty(&self, position: i64) -> bool {
        let mut memory = self.lock();
        let empty = memory.customers.is_empty();
        if empty {
            memory.position = position;
        }
        empty
    }

    /// Drops all answers: it is unknown whose orders have changed.
    fn invalidate_all(&self, position: i64) {
        let mut memory = self.lock();
        memory.position = position;
        memory.customers.values_mut().for_each(|customer| {
            customer.change(position);
        });
        memory.bytes = 0;
    }
}

impl Memory {
    /// Forgets customers who have not asked for a while, now and then.
    fn forget_idle(&mut self, now: Instant) {
        if self.tidied.is_some_and(|at| now.duration_since(at) < MAX_AGE) {
            return;
        }
        self.tidied = Some(now);
        let mut freed = 0;
        self.customers.retain(|_, customer| {
            let idle = customer.answered.is_none_or(|(at, _)| now.duration_since(at) > MAX_AGE);
            let forget = idle && customer.changes.receiver_count() == 0;
            if forget {
                freed += customer.kept.as_ref().map_or(0, |kept| kept.body.len());
            }
            !forget
        });
        self.bytes -= freed;
    }
}

impl Customer {
    fn new() -> Self {
        Self { changes: watch::Sender::new(0), changed_at: 0, answered: None, kept: None, loading: Arc::default() }
    }

    /// Wakes held calls; what is kept is no longer true. Returns how many bytes that was.
    fn change(&mut self, position: i64) -> usize {
        self.changed_at = position;
        self.changes.send_modify(|changes| *changes += 1);
        self.kept.take().map_or(0, |kept| kept.body.len())
    }
}

/// Invalidates the answers of those customers whose orders have changed.
#[derive(Debug)]
pub struct OrderListInvalidator {
    /// Where the orders are.
    pub db: Database,
    /// The answers that it invalidates.
    pub cache: OrderListCache,
}

impl Listener for OrderListInvalidator {
    async fn publish(&self, events: &[RecordedEvent]) {
        let Some(position) = events.last().map(|event| event.position) else { return };
        if self.cache.skip_if_empty(position) {
            return;
        }
        let last: HashMap<i64, i64> = events
            .iter()
            // Of a kind that this program does not know, too: the order may have changed.
            .filter(|event| event.book == Book::Orders)
            .map(|event| (event.subject, event.position))
            .collect();
        match in_time(self.owners(last.keys().copied().collect())).await {
            Ok(owners) => {
                let changed = owners.iter().map(|(number, owner)| (owner.as_str(), last.get(number).copied()));
                self.cache.invalidate(changed.map(|(owner, at)| (owner, at.unwrap_or(position))), position);
            }
            Err(error) => {
                tracing::warn!(error = %error, "the owners of changed orders could not be found");
                self.cache.invalidate_all(position);
            }
        }
    }

    async fn start_over(&self, position: i64) {
        self.cache.invalidate_all(position);
    }
}

impl OrderListInvalidator {
    /// Those of these orders that have an owner, with the owner's id.
    async fn owners(&self, numbers: Vec<i64>) -> Result<Vec<(i64, String)>> {
        let mut owners = Vec::with_capacity(numbers.len());
        for chunk in numbers.chunks(order::MAX_IN_LIST) {
            let query = order::Entity::find().select_only().columns([order::Column::Id, order::Column::UserId]);
            let query = query.filter(order::Column::Id.is_in(chunk.iter().copied()));
            let found: Vec<(i64, Option<String>)> = query.into_tuple().all(self.db.read()).await?;
            owners.extend(found.into_iter().filter_map(|(number, owner)| Some((number, owner?))));
        }
        Ok(owners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks, and asks again as soon as there is an answer, as the shop's page does; how often within `time`.
    async fn polls(memory: &OrderListCache, id: &str, time: Duration) -> usize {
        let end = Instant::now() + time;
        for answers in 0.. {
            assert!(answers < 1_000, "nothing holds the calls");
            assert!(memory.hold(id).await);
            if Instant::now() >= end {
                return answers;
            }
            if memory.kept(id, 1).is_none() {
                let kept = Kept { body: Bytes::from_static(b"{}"), position: 1, at: Instant::now() };
                memory.keep(id, memory.changes(id), kept);
            }
        }
        unreachable!()
    }

    // contract 6.3
    #[tokio::test(start_paused = true)]
    async fn an_endless_poller_makes_at_most_a_call_a_second() {
        let memory = OrderListCache::new(Duration::from_secs(1));
        // The first at once, then one a second, also where what is kept grows old.
        assert_eq!(polls(&memory, "asha", Duration::from_secs(30)).await, 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_lets_the_customers_next_call_go_and_nobody_elses() {
        let memory = OrderListCache::new(Duration::from_secs(1));
        assert_eq!(polls(&memory, "asha", Duration::from_secs(1)).await, 1);
        assert_eq!(polls(&memory, "ravi", Duration::from_secs(1)).await, 1);
        for id in ["asha", "ravi"] {
            memory.keep(id, memory.changes(id), Kept { body: Bytes::new(), position: 1, at: Instant::now() });
        }
        let began = Instant::now();
        memory.invalidate([("asha", 2)].into_iter(), 2);
        memory.hold("asha").await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        memory.hold("ravi").await;
        assert_eq!(began.elapsed(), Duration::from_secs(1));
    }
}
