//! From the event log to the rooms. No other file sends an order's event.

use std::sync::Arc;

use serde_json::value::RawValue;
use trackroom_transport::{Event, Rooms, raw};

use super::{Room, wire::Announcement};
use crate::{
    clock,
    event_log::{RecordedEvent, relay::Listener},
    metrics::Metrics,
};

/// Hands committed events to the rooms that they concern.
#[derive(Debug, Clone)]
pub struct Broadcaster {
    rooms: Arc<Rooms<Room>>,
    metrics: Arc<Metrics>,
}

impl Broadcaster {
    /// For these rooms.
    #[must_use]
    pub fn new(rooms: Arc<Rooms<Room>>, metrics: Arc<Metrics>) -> Self {
        Self { rooms, metrics }
    }
}

impl Listener for Broadcaster {
    async fn publish(&self, events: &[RecordedEvent]) {
        for recorded in events {
            let announcement = Announcement::from(recorded);
            let rooms: Arc<[Room]> = match announcement {
                Announcement::StatusUpdated(_) => [Room::Order(recorded.order), Room::OrderDesk].into(),
                Announcement::Created(_) => [Room::OrderDesk].into(),
            };
            match encode(&announcement, recorded.position) {
                Ok(event) => self.rooms.send(rooms, event).await,
                Err(error) => {
                    tracing::error!(position = recorded.position, %error, "an event could not be encoded");
                }
            }
            self.metrics.relayed(announcement.name());
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

/// An event as sockets get it: the payload, then the offset as a string.
pub(super) fn encode(announcement: &Announcement, position: i64) -> serde_json::Result<Event> {
    let arguments: Vec<Box<RawValue>> = vec![raw(announcement)?, raw(&position.to_string())?];
    Ok(Event::new(announcement.name(), arguments, u64::try_from(position).ok()))
}
