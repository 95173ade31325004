//! A customer's own orders, for a page that asks without end.
//!
//! The shop's orders page fetches its list again as soon as it has it, a hundred times a second. Two things make
//! that cheap. A customer's answer is kept until something of theirs changes: such a call costs one look at the
//! head of the event log, which says whether the answer may be out of date. And a repeated call of one customer is
//! held until something of theirs changes or a second has passed since their last answer: so the page makes one
//! call a second, and yet shows a change at once. Other customers do not notice.
//!
//! What wakes held calls is the relay, which hands on each committed event ([`Listener`]); nobody asks the database
//! in the meantime. A first call, and one after a change, is answered at once.

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

use super::list::{full_products, join, lines_of};
use crate::{
    app::App,
    auth::Person,
    database::{Database, in_time},
    entities::{event_log_head, order},
    error::Result,
    event_log::{RecordedEvent, relay::Listener},
    views::order::{CustomerRef, OrderView},
};

/// An answer is not kept longer: it shows products, too, and nobody tells of their changes.
const KEEP: Duration = Duration::from_secs(10);
/// How many customers are remembered at a time. Beyond it, calls are answered from the database, unpaced.
const MAX_CUSTOMERS: usize = 10_000;
/// How many bytes of answers are kept in all.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// What is remembered of customers who asked for their orders of late.
#[derive(Clone, Debug)]
pub struct MyOrders {
    memory: Arc<Mutex<Memory>>,
    /// A customer gets at most one unchanged answer in this time.
    pace: Duration,
}

#[derive(Debug, Default)]
struct Memory {
    customers: HashMap<String, Customer>,
    /// Position of the last event whose customer was told.
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
pub async fn my_orders(app: &App, person: &Person) -> Result<Bytes> {
    let memory = &app.my_orders;
    if !memory.hold(&person.id).await {
        return load(app, person).await;
    }
    let head = event_log_head::Entity::position(app.db.read()).await?;
    if let Some(body) = memory.kept(&person.id, head) {
        return Ok(body);
    }
    let Some(loading) = memory.loading(&person.id) else { return load(app, person).await };
    let _loading = loading.lock().await;
    if let Some(body) = memory.kept(&person.id, head) {
        return Ok(body);
    }
    // Read before the orders: what happens from here on is behind this position.
    let position = event_log_head::Entity::position(app.db.read()).await?;
    let seen = memory.changes(&person.id);
    let body = load(app, person).await?;
    memory.keep(&person.id, seen, Kept { body: body.clone(), position, at: Instant::now() });
    Ok(body)
}

async fn load(app: &App, person: &Person) -> Result<Bytes> {
    let db = app.db.read();
    let own = order::Entity::find().filter(order::Column::UserId.eq(&person.id));
    let orders = own.order_by_desc(order::Column::Id).all(db).await?;
    let lines = lines_of(db, &orders).await?;
    let products = full_products(db, &lines).await?;
    let owner = |order: &order::Model| order.user_id.clone().map(CustomerRef::Id);
    let orders = join(orders, lines, owner, |id| products.get(id).cloned());
    let body = serde_json::to_vec(&OrderList { success: true, orders }).map_err(anyhow::Error::from)?;
    Ok(body.into())
}

impl MyOrders {
    /// Nobody is remembered yet. A repeated call is held for `pace`, unless something changes.
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
        let told = memory.position;
        let customer = memory.customers.get_mut(id)?;
        let kept = customer.kept.as_ref()?;
        let noticed = kept.position.max(told);
        if noticed < head || now.duration_since(kept.at) > KEEP {
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
        // What the relay told of meanwhile may have happened before the answer was read: that is in it.
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

    /// Something happened to orders of these customers, at these positions of the log.
    fn tell<'a>(&self, customers: impl Iterator<Item = (&'a str, i64)>, position: i64) {
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

    /// Takes note of the position if nobody is remembered, and says whether that is so.
    fn tell_nobody(&self, position: i64) -> bool {
        let mut memory = self.lock();
        let nobody = memory.customers.is_empty();
        if nobody {
            memory.position = position;
        }
        nobody
    }

    /// Nobody knows to whose orders something happened: to everybody's, then.
    fn tell_everybody(&self, position: i64) {
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
        if self.tidied.is_some_and(|at| now.duration_since(at) < KEEP) {
            return;
        }
        self.tidied = Some(now);
        let mut freed = 0;
        self.customers.retain(|_, customer| {
            let idle = customer.answered.is_none_or(|(at, _)| now.duration_since(at) > KEEP);
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

/// Tells [`MyOrders`] whose orders the events concern.
#[derive(Debug)]
pub struct Teller {
    /// Where the orders are.
    pub db: Database,
    /// Who is to be told.
    pub my_orders: MyOrders,
}

impl Listener for Teller {
    async fn publish(&self, events: &[RecordedEvent]) {
        let Some(position) = events.last().map(|event| event.position) else { return };
        if self.my_orders.tell_nobody(position) {
            return;
        }
        let last: HashMap<i64, i64> = events.iter().map(|event| (event.order, event.position)).collect();
        match in_time(self.owners(last.keys().copied().collect())).await {
            Ok(owners) => {
                let told = owners.iter().map(|(number, owner)| (owner.as_str(), last.get(number).copied()));
                self.my_orders.tell(told.map(|(owner, at)| (owner, at.unwrap_or(position))), position);
            }
            Err(error) => {
                tracing::warn!(error = %error, "the owners of changed orders could not be found");
                self.my_orders.tell_everybody(position);
            }
        }
    }

    async fn start_over(&self, position: i64) {
        self.my_orders.tell_everybody(position);
    }
}

impl Teller {
    /// The orders with these numbers that belong to somebody, and to whom.
    async fn owners(&self, numbers: Vec<i64>) -> Result<Vec<(i64, String)>> {
        let mut owners = Vec::with_capacity(numbers.len());
        for chunk in numbers.chunks(order::IN_LIST) {
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
    async fn polls(memory: &MyOrders, id: &str, time: Duration) -> usize {
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
        let memory = MyOrders::new(Duration::from_secs(1));
        // The first at once, then one a second, also where what is kept grows old.
        assert_eq!(polls(&memory, "asha", Duration::from_secs(30)).await, 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_lets_the_customers_next_call_go_and_nobody_elses() {
        let memory = MyOrders::new(Duration::from_secs(1));
        assert_eq!(polls(&memory, "asha", Duration::from_secs(1)).await, 1);
        assert_eq!(polls(&memory, "ravi", Duration::from_secs(1)).await, 1);
        for id in ["asha", "ravi"] {
            memory.keep(id, memory.changes(id), Kept { body: Bytes::new(), position: 1, at: Instant::now() });
        }
        let began = Instant::now();
        memory.tell([("asha", 2)].into_iter(), 2);
        memory.hold("asha").await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        memory.hold("ravi").await;
        assert_eq!(began.elapsed(), Duration::from_secs(1));
    }
}
