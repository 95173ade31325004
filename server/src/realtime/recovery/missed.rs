//! What a session missed while it was away.

use std::collections::HashMap;

use trackroom_transport::Event;

use super::{Entry, History, past::Past};
use crate::{error::Result, realtime::Room};

/// The most events that are replayed; a client that missed more loads anew. They fit into what may wait for one
/// client.
const MAX_REPLAYED: usize = 5_000;

/// What a session missed, as far as it had been announced when it was read; [`Missed::complete`] adds what came
/// since.
#[derive(Debug)]
pub(in crate::realtime) struct Missed {
    events: Vec<Event>,
    /// Everything up to here is in `events`.
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
        let mut missed = Self { events: Vec::new(), upto: from, rooms, desk };
        if missed.complete_from(history) {
            return Ok(missed.bounded());
        }
        // Longer ago than what is kept in memory.
        let orders: Vec<i64> = missed.rooms.keys().filter_map(Room::order).collect();
        let orders = if desk { None } else { Some(orders.as_slice()) };
        let Some(entries) = past.between(orders, from, last, MAX_REPLAYED + 1).await? else { return Ok(None) };
        for entry in entries {
            if missed.wants(&entry) {
                missed.events.push(entry.event);
            }
        }
        missed.upto = last;
        Ok(missed.bounded())
    }

    fn bounded(self) -> Option<Self> {
        (self.events.len() <= MAX_REPLAYED).then_some(self)
    }

    /// Leaves out the rooms that the client may not follow any more.
    pub(in crate::realtime) fn keep_rooms(&mut self, keep: impl Fn(&Room) -> bool) {
        self.rooms.retain(|room, _| keep(room));
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
        Some((self.events, u64::try_from(self.upto).unwrap_or_default()))
    }

    fn complete_from(&mut self, history: &History) -> bool {
        let Some((events, last)) = history.since(self.upto, |entry| self.wants(entry)) else { return false };
        self.events.extend(events);
        self.upto = self.upto.max(last);
        true
    }

    fn wants(&self, entry: &Entry) -> bool {
        let joined = self.rooms.get(&Room::Order(entry.order));
        self.desk || (entry.public && joined.is_some_and(|at| entry.position > *at))
    }
}
