//! From the event log to the rooms. No other file sends an order's event.

use std::sync::Arc;

use trackroom_socketio::Rooms;

use super::{
    entry::Entry,
    protocol::table::{announced, announcement},
    recovery::RecentEvents,
    room::Room,
};
use crate::{
    clock,
    event_log::{RecordedEvent, relay::Listener},
    metrics::Metrics,
};

/// Hands committed events to the rooms that they concern.
#[derive(Debug, Clone)]
pub struct Broadcaster {
    rooms: Arc<Rooms<Room>>,
    recent: Arc<RecentEvents>,
    metrics: Arc<Metrics>,
}

impl Broadcaster {
    /// For these rooms, remembering what went to them.
    pub(super) fn new(rooms: Arc<Rooms<Room>>, recent: Arc<RecentEvents>, metrics: Arc<Metrics>) -> Self {
        announced().for_each(|name| metrics.will_relay(name));
        Self { rooms, recent, metrics }
    }
}

impl Listener for Broadcaster {
    fn begin(&self, position: i64) {
        self.recent.begin(position);
    }

    async fn start_over(&self, position: i64) {
        self.begin(position);
    }

    async fn publish(&self, events: &[RecordedEvent]) {
        for recorded in events {
            match Entry::of(recorded) {
                Ok(Some(entry)) => {
                    if let Some(spec) = announcement(&recorded.event) {
                        self.metrics.relayed(spec.name);
                    }
                    let (rooms, event) = (entry.rooms.clone(), entry.event.clone());
                    // Remembered first: see `RecentEvents::push`.
                    self.recent.push(entry);
                    self.rooms.send(rooms, event).await;
                }
                Ok(None) => self.recent.pass(recorded.position),
                Err(error) => {
                    tracing::error!(position = recorded.position, %error, "an event could not be encoded");
                    self.recent.pass(recorded.position);
                }
            }
            self.metrics.relay_position.set(recorded.position);
            let lag = (clock::now() - recorded.at).as_seconds_f64();
            self.metrics.relay_lag.observe(lag.max(0.0));
            tracing::debug!(
                position = recorded.position,
                kind = recorded.kind,
                subject = recorded.subject,
                seq = recorded.seq,
                request_id = recorded.request_id,
                "announced"
            );
        }
    }
}
