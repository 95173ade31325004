//! Hands committed events on, in log order, each once.
//!
//! The relay reads the log behind its own cursor. A commit wakes it; should a wake-up be lost, it looks once a
//! second anyway. It never hears of events from the writer directly: what was not committed cannot be
//! announced, and what was committed cannot be forgotten, even when the process dies in between.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, time};
use tokio_util::sync::CancellationToken;

use super::{RecordedEvent, replay};
use crate::{database::Database, entities::event_log_head, error::Result};

/// The relay looks at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many events one look reads.
const BATCH: u64 = 1_000;

/// Wakes the relay. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct RelayWaker(Arc<Notify>);

impl RelayWaker {
    /// Makes the relay look now. Call it after a commit.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Where committed events go.
pub trait Listener: Send + Sync + 'static {
    /// Learns where the log stands before the first event comes.
    fn begin(&self, _position: i64) {}

    /// Takes the next events of the log, in order.
    fn publish(&self, events: &[RecordedEvent]) -> impl Future<Output = ()> + Send;
}

/// Two listeners hear of each event one after the other.
impl<A: Listener, B: Listener> Listener for (A, B) {
    fn begin(&self, position: i64) {
        self.0.begin(position);
        self.1.begin(position);
    }

    async fn publish(&self, events: &[RecordedEvent]) {
        self.0.publish(events).await;
        self.1.publish(events).await;
    }
}

/// Reads the log from the present on and hands it to `listener` until `stop`.
///
/// # Errors
/// The log's head could not be read at the start. Later failures are logged and tried again.
pub async fn start(
    db: Database,
    waker: RelayWaker,
    listener: impl Listener,
    stop: CancellationToken,
) -> Result<tokio::task::JoinHandle<()>> {
    let cursor = event_log_head::Entity::position(db.read()).await?;
    listener.begin(cursor);
    Ok(tokio::spawn(async move {
        let mut relay = Relay { db, listener, cursor };
        let mut tick = time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = waker.0.notified() => {}
                _ = tick.tick() => {}
            }
            if let Err(error) = relay.catch_up().await {
                tracing::warn!(position = relay.cursor, error = %error, "the relay could not read the event log");
            }
        }
        // What was committed before the stop still goes out.
        if let Err(error) = relay.catch_up().await {
            tracing::warn!(position = relay.cursor, error = %error, "the relay could not finish the event log");
        }
    }))
}

struct Relay<L> {
    db: Database,
    listener: L,
    /// Position of the last event handed on.
    cursor: i64,
}

impl<L: Listener> Relay<L> {
    async fn catch_up(&mut self) -> Result<()> {
        loop {
            let events = replay::after_position(self.db.read(), self.cursor, BATCH).await?;
            let Some(last) = events.last() else { return Ok(()) };
            let position = last.position;
            self.listener.publish(&events).await;
            self.cursor = position;
        }
    }
}
