//! From the event log to the rooms. No other file sends an order's event.

use std::sync::Arc;

use trackroom_socketio::{Event, Rooms, raw};

use super::{
    Room,
    recovery::{Entry, History},
    wire::{Announcement, ORDER_CREATED, ORDER_STATUS_UPDATED, Offset},
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
    history: Arc<History>,
    metrics: Arc<Metrics>,
}

impl Broadcaster {
    /// For these rooms, remembering what went to them.
    pub(super) fn new(rooms: Arc<Rooms<Room>>, history: Arc<History>, metrics: Arc<Metrics>) -> Self {
        Self { rooms, history, metrics }
    }
}

impl Listener for Broadcaster {
    fn begin(&self, position: i64) {
        self.history.begin(position);
    }

    async fn start_over(&self, position: i64) {
        self.begin(position);
    }

    async fn publish(&self, events: &[RecordedEvent]) {
        for recorded in events {
            match entry(recorded) {
                Ok(entry) => {
                    let event = entry.event.clone();
                    let (name, rooms): (_, Arc<[Room]>) = if entry.public {
                        (ORDER_STATUS_UPDATED, [Room::Order(entry.order), Room::OrderDesk].into())
                    } else {
                        (ORDER_CREATED, [Room::OrderDesk].into())
                    };
                    self.metrics.relayed(name);
                    // Remembered first: see `History::push`.
                    self.history.push(entry);
                    self.rooms.send(rooms, event).await;
                }
                Err(error) => {
                    tracing::error!(position = recorded.position, %error, "an event could not be encoded");
                }
            }
            self.metrics.relay_position.set(recorded.position);
            let lag = (clock::now() - recorded.at).as_seconds_f64();
            self.metrics.relay_lag.observe(lag.max(0.0));
            tracing::debug!(
                position = recorded.position,
                order = recorded.event.order_id(),
                seq = recorded.seq,
                request_id = recorded.request_id,
                "announced"
            );
        }
    }
}

/// An event as sockets get it: the payload, then the offset as a string, which a client may have asked to be spared.
pub(super) fn entry(recorded: &RecordedEvent) -> serde_json::Result<Entry> {
    let announcement = Announcement::from(recorded);
    let (payload, offset) = (raw(&announcement)?, raw(&Offset(recorded.position))?);
    Ok(Entry {
        position: recorded.position,
        order: recorded.order,
        public: matches!(announcement, Announcement::StatusUpdated(_)),
        event: Event::recoverable(announcement.name(), vec![payload], offset, u64::try_from(recorded.position).ok()),
    })
}
