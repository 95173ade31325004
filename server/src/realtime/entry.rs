//! [`Entry`]: an event of the log as it goes to rooms.

use std::sync::Arc;

use trackroom_socketio::{Event, raw};

use super::{
    audience::audience,
    protocol::{
        table::announcement,
        wire::{Announcement, Offset},
    },
    room::Room,
};
use crate::event_log::RecordedEvent;

/// An event as sockets get it, made once for all of them: the fan-out and every replay share it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) position: i64,
    /// Who hears of it.
    pub(super) rooms: Arc<[Room]>,
    pub(super) event: Event,
}

impl Entry {
    /// The payload, then the offset as a string, which a client may have asked to be spared. None: the event is of a kind
    /// that this program does not know.
    ///
    /// # Errors
    /// The event cannot be written as JSON.
    pub(super) fn of(recorded: &RecordedEvent) -> serde_json::Result<Option<Self>> {
        let (Some(spec), Some(payload)) = (announcement(&recorded.event), Announcement::of(recorded)) else {
            return Ok(None);
        };
        let (payload, offset) = (raw(&payload)?, raw(&Offset(recorded.position))?);
        let event = Event::recoverable(spec.name, vec![payload], offset, u64::try_from(recorded.position).ok());
        Ok(Some(Self { position: recorded.position, rooms: audience(recorded), event }))
    }
}
