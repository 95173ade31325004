//! Durable subscriptions: each takes every event of the log once, in order, whatever dies in between.
//!
//! A subscription's place stands in the database (`event_subscriptions`). A step reads the events behind it, has its
//! consumer write what follows from them, and moves the place, all in one transaction: so what a consumer writes has
//! happened exactly once for each event. Whatever goes out of the house (a mail, a webhook) is a row that the consumer
//! writes and somebody else sends.
//!
//! Any node may run a step, and one at a time does: the step's transaction locks the row of the place. The lock is of
//! the transaction that commits, so whoever has lost it cannot commit any more, and needs no token to prove that they
//! still hold it. PostgreSQL takes it from a holder that falls silent ([`HOLD`]); SQLite has one process.
//!
//! A subscription begins where the log ends when it is first started. If the log has lost its end, it goes on at the new
//! one, as the relay does: to take events again that were told before would be worse.

use std::time::Duration;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait as _, ConnectionTrait, DbBackend, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use tokio::{task::JoinHandle, time};

use super::{
    EventLog, RecordedEvent,
    log::{Place, Reader},
    relay,
};
use crate::{
    bus::Bus,
    clock,
    error::{Error, Result},
    store::{
        database::{Database, Transaction},
        entities::event_subscription,
    },
    tasks::Tasks,
};

/// A subscription looks at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many events one step takes.
const BATCH: i64 = 500;
/// A step that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(20);
/// PostgreSQL ends the transaction of a holder from which it has heard nothing for so long, and with it the holding.
const HOLD: &str = "SET LOCAL idle_in_transaction_session_timeout = '30s'";

/// What follows from events.
pub trait Consumer: Send + Sync + 'static {
    /// Writes what follows from the next events, in order, with `tx` and nothing else. They are of kinds that this
    /// program knows.
    ///
    /// # Errors
    /// Nothing is written, and the place does not move: the same events come again.
    fn take(&mut self, tx: &Transaction, events: &[RecordedEvent]) -> impl Future<Output = Result<()>> + Send;
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There was nothing to take.
    Idle,
    /// Events were taken, up to this position. There may be more.
    Took(i64),
    /// Somebody else has the subscription at this moment, or had it since the place was read.
    HeldElsewhere,
    /// The log has lost its end; the subscription goes on behind this position.
    LogReset(i64),
}

/// A subscription by its name, for one consumer.
#[derive(Debug)]
pub struct Subscription<C> {
    name: &'static str,
    db: Database,
    log: EventLog,
    consumer: C,
}

impl<C: Consumer> Subscription<C> {
    /// The subscription of this name. It begins with its first step.
    pub fn new(name: &'static str, db: Database, log: EventLog, consumer: C) -> Self {
        Self { name, db, log, consumer }
    }

    /// Takes the next events, if there are any.
    ///
    /// # Errors
    /// The database or the consumer failed. The place has not moved; of a connection that was lost while it committed,
    /// the next step sees whether it has.
    pub async fn step(&mut self) -> Result<Progress> {
        let place = match self.place(self.db.read(), None).await? {
            Some(place) => place,
            None => self.begin().await?,
        };
        // Read before anything is locked: most looks find nothing, and must not make writers wait.
        let events = self.log.behind(&place, BATCH).await?;
        if events.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Progress::Idle);
        }
        let tx = self.db.begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(HOLD).await?;
        }
        // The row is passed over where somebody holds it, and another one where somebody has moved it since.
        if self.place(&tx, Some((LockType::Update, LockBehavior::SkipLocked))).await?.as_ref() != Some(&place) {
            return Ok(Progress::HeldElsewhere);
        }
        let Some(mut events) = events else {
            let end = self.log.end().await?;
            self.move_to(&tx, &end).await?;
            self.db.commit(tx).await?;
            let (name, was) = (self.name, place.position);
            tracing::error!(
                name,
                was,
                head = end.position,
                "the event log has lost its end; a subscription begins anew"
            );
            return Ok(Progress::LogReset(end.position));
        };
        let Some(next) = events.last().map(Place::behind) else { return Ok(Progress::Idle) };
        let unknown: Vec<_> = events.extract_if(.., |event| !event.is_known()).collect();
        if !events.is_empty() {
            self.consumer.take(&tx, &events).await?;
        }
        self.move_to(&tx, &next).await?;
        self.db.commit(tx).await?;
        unknown.iter().for_each(|event| self.log.skipped(Reader::Subscription, event));
        Ok(Progress::Took(next.position))
    }

    /// The place; none before the first step, or when another transaction has it locked.
    async fn place<D: ConnectionTrait>(&self, db: &D, lock: Option<(LockType, LockBehavior)>) -> Result<Option<Place>> {
        let mut query = event_subscription::Entity::find_by_id(self.name);
        if let Some((lock, behavior)) = lock {
            query = query.lock_with_behavior(lock, behavior);
        }
        let Some(row) = query.one(db).await? else { return Ok(None) };
        let last = row.last_event.as_deref().map(serde_json::from_str).transpose().map_err(anyhow::Error::from)?;
        Ok(Some(Place { position: row.position, last }))
    }

    /// Begins where the log ends, unless somebody else has begun.
    async fn begin(&self) -> Result<Place> {
        let end = self.log.end().await?;
        let row = event_subscription::ActiveModel {
            name: Set(self.name.to_owned()),
            position: Set(end.position),
            last_event: Set(last_event(&end)?),
            moved_at: Set(clock::now()),
        };
        let first = event_subscription::Entity::insert(row)
            .on_conflict(OnConflict::column(event_subscription::Column::Name).do_nothing().to_owned());
        first.exec_without_returning(self.db.write()).await?;
        let begun = self.place(self.db.read(), None).await?;
        Ok(begun.ok_or_else(|| anyhow::anyhow!("the subscription {} did not begin", self.name))?)
    }

    async fn move_to(&self, tx: &Transaction, place: &Place) -> Result<()> {
        let moved = event_subscription::Entity::update_many()
            .col_expr(event_subscription::Column::Position, Expr::value(place.position))
            .col_expr(event_subscription::Column::LastEvent, Expr::value(last_event(place)?))
            .col_expr(event_subscription::Column::MovedAt, Expr::value(clock::now()))
            .filter(event_subscription::Column::Name.eq(self.name));
        moved.exec(tx).await?;
        Ok(())
    }

    /// Takes all there is. What fails is tried again at the next look.
    async fn look(&mut self) {
        let name = self.name;
        loop {
            match time::timeout(PATIENCE, self.step()).await {
                Ok(Ok(Progress::Took(_) | Progress::LogReset(_))) => {}
                Ok(Ok(Progress::Idle | Progress::HeldElsewhere)) => return,
                Ok(Err(Error::DatabaseUnavailable)) => {
                    return tracing::debug!(name, "a subscription could not go on yet");
                }
                Ok(Err(error)) => return tracing::warn!(name, %error, "a subscription could not go on"),
                Err(_) => return tracing::warn!(name, "a subscription could not go on in time"),
            }
        }
    }

    /// Takes events as one of `tasks`, until these are told to stop: whenever the log has grown, and once a second anyway.
    pub fn start(mut self, bus: &Bus, tasks: &Tasks) -> JoinHandle<()> {
        let bell = relay::bell(bus);
        let stop = tasks.stop().clone();
        tasks.spawn(self.name, async move {
            let mut tick = time::interval(LOOK_EVERY);
            tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = bell.notified() => {}
                    _ = tick.tick() => {}
                }
                // Left in the middle of a step, nothing of it has happened.
                if stop.run_until_cancelled(self.look()).await.is_none() {
                    return;
                }
            }
        })
    }
}

fn last_event(place: &Place) -> Result<Option<String>> {
    Ok(place.last.as_ref().map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?)
}
