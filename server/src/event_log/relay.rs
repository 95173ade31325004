//! Hands committed events on, in log order, each once.
//!
//! The relay reads the log behind its own cursor. A commit wakes it, on whichever node; should a wake-up be lost, it
//! looks once a second anyway. It never hears of events from the writer directly: what was not committed cannot be
//! announced, and what was committed cannot be forgotten, even when the process dies in between.
//!
//! What a database has forgotten by itself (a standby took over that had not got the end of the log, or a copy was put in
//! its place) the relay notices, and begins anew: else the next events, with numbers that were given out before, would
//! look like known ones.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Notify, time};

use super::{
    RecordedEvent,
    log::{EventLog, Place, Reader},
};
use crate::{
    bus::{Bus, Notice},
    error::{Error, Result},
    tasks::Tasks,
};

/// The relay looks at least this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many events one look reads.
const BATCH: i64 = 1_000;
/// A database that takes longer to answer will not: another connection may.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where committed events go.
pub trait Listener: Send + Sync + 'static {
    /// Learns where the log stands before the first event comes.
    fn begin(&self, _position: i64) {}

    /// Takes the next events of the log, in order. A kind that this program does not know is among them.
    fn publish(&self, events: &[RecordedEvent]) -> impl Future<Output = ()> + Send;

    /// Learns that the log ends before what it was told: at this position. What comes next comes behind it.
    fn start_over(&self, position: i64) -> impl Future<Output = ()> + Send;
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

    async fn start_over(&self, position: i64) {
        self.0.start_over(position).await;
        self.1.start_over(position).await;
    }
}

/// Reads the log from the present on and hands it to `listener`, as one of `tasks`, until these are told to stop.
///
/// # Errors
/// The log's head could not be read at the start. Later failures are logged and tried again.
pub async fn start(
    log: EventLog,
    bus: &Bus,
    listener: impl Listener,
    tasks: &Tasks,
) -> Result<tokio::task::JoinHandle<()>> {
    let place = log.end().await?;
    listener.begin(place.position);
    let bell = bell(bus);
    let stop = tasks.stop().clone();
    Ok(tasks.spawn("relay", async move {
        let mut relay = Relay { log, listener, place };
        let mut tick = time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = bell.notified() => {}
                _ = tick.tick() => {}
            }
            relay.look().await;
        }
        // What was committed before the stop still goes out.
        relay.look().await;
    }))
}

/// What rings when the log has grown, or may have.
pub(super) fn bell(bus: &Bus) -> Arc<Notify> {
    let bell = Arc::new(Notify::new());
    let ring = bell.clone();
    bus.listen(move |notice| {
        if matches!(notice, Notice::LogGrew | Notice::Listening) {
            ring.notify_one();
        }
    });
    bell
}

struct Relay<L> {
    log: EventLog,
    listener: L,
    /// Behind the last event handed on.
    place: Place,
}

impl<L: Listener> Relay<L> {
    /// Hands on all there is. What cannot be read now is read at the next look.
    async fn look(&mut self) {
        loop {
            let position = self.place.position;
            let events = match time::timeout(PATIENCE, self.log.behind(&self.place, BATCH)).await {
                Ok(Ok(Some(events))) => events,
                Ok(Ok(None)) => return self.start_over().await,
                Ok(Err(Error::DatabaseUnavailable)) => {
                    tracing::debug!(position, "the relay could not read the event log yet");
                    return;
                }
                Ok(Err(error)) => {
                    tracing::warn!(position, %error, "the relay could not read the event log");
                    return;
                }
                Err(_) => {
                    tracing::warn!(position, "the relay could not read the event log in time");
                    return;
                }
            };
            let Some(last) = events.last() else { return };
            for unknown in events.iter().filter(|event| !event.is_known()) {
                tracing::warn!(
                    position = unknown.position,
                    kind = unknown.kind,
                    "an event of a kind that this program does not know is not announced: a newer one wrote it"
                );
                self.log.skipped(Reader::Relay, unknown);
            }
            self.listener.publish(&events).await;
            self.place = Place::behind(last);
            // What is committed after this was read wakes the relay again.
            if events.len() < BATCH as usize {
                return;
            }
        }
    }

    /// Begins anew where the log ends now.
    async fn start_over(&mut self) {
        let Ok(Ok(place)) = time::timeout(PATIENCE, self.log.end()).await else { return };
        let (announced, head) = (self.place.position, place.position);
        tracing::error!(announced, head, "the event log has lost its end; everybody loads anew");
        self.listener.start_over(head).await;
        self.place = place;
    }
}
