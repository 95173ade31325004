//! What a session missed while it was away.

use std::collections::HashMap;

use trackroom_socketio::Event;

use super::{Entry, History, past::Past};
use crate::{error::Result, realtime::Room};

/// The most events that are replayed; a client that missed more loads anew. They fit into what may wait for one
/// client.
const MAX_REPLAYED: usize = 5_000;

/// What a session missed, as far as it had been announced when it was read; [`Missed::complete`] adds what came
/// since.
#[derive(Debug)]
pub(in crate::realtime) struct Missed {
    entries: Vec<Entry>,
    /// Everything up to here is in `entries`.
    upto: i64,
    /// Where each room was joined.
    rooms: HashMap<Room, i64>,
    desk: bool,
}

impl Missed {
    /// Reads what came behind `from`. `None` if that is in the future of this log, or too much.
    pub(super) async fn read(
        past: &Past,
        history: &History,
        from: i64,
        rooms: HashMap<Room, i64>,
        desk: bool,
    ) -> Result<Option<Self>> {
        let last = history.last();
        if from > last && from > past.head().await? {
            return Ok(None);
        }
        let mut missed = Self { entries: Vec::new(), upto: from, rooms, desk };
        if missed.complete_from(history) {
            return Ok(missed.bounded());
        }
        // Longer ago than what is kept in memory.
        let orders: Vec<i64> = missed.rooms.keys().filter_map(Room::order).collect();
        let orders = if desk { None } else { Some(orders.as_slice()) };
        let Some(entries) = past.between(orders, from, last, MAX_REPLAYED + 1).await? else { return Ok(None) };
        missed.entries = entries.into_iter().filter(|entry| missed.wants(entry)).collect();
        missed.upto = last;
        Ok(missed.bounded())
    }

    fn bounded(self) -> Option<Self> {
        (self.entries.len() <= MAX_REPLAYED).then_some(self)
    }

    /// Leaves out the rooms that the client may not follow any more, with what has been read of them.
    pub(in crate::realtime) fn keep_rooms(&mut self, keep: impl Fn(&Room) -> bool) {
        self.rooms.retain(|room, _| keep(room));
        let mut entries = std::mem::take(&mut self.entries);
        entries.retain(|entry| self.wants(entry));
        self.entries = entries;
    }

    /// The rooms to restore.
    pub(in crate::realtime) fn rooms(&self) -> Vec<Room> {
        self.rooms.keys().cloned().collect()
    }

    /// Everything that was missed and announced until now, and the position up to which that is all. Call it
    /// after the rooms have been entered: what is announced later waits there.
    pub(in crate::realtime) fn complete(mut self, history: &History) -> Option<(Vec<Event>, u64)> {
        if !self.complete_from(history) {
            return None;
        }
        let events = self.entries.into_iter().map(|entry| entry.event).collect();
        Some((events, u64::try_from(self.upto).unwrap_or_default()))
    }

    fn complete_from(&mut self, history: &History) -> bool {
        let Some((entries, last)) = history.since(self.upto, |entry| self.wants(entry)) else { return false };
        self.entries.extend(entries);
        self.upto = self.upto.max(last);
        true
    }

    fn wants(&self, entry: &Entry) -> bool {
        let joined = self.rooms.get(&Room::Order(entry.order));
        self.desk || (entry.public && joined.is_some_and(|at| entry.position > *at))
    }
}
