//! What a session missed while it was away.

use trackroom_socketio::Event;

use super::{log_pages::LogPages, recent_events::RecentEvents};
use crate::{
    error::Result,
    realtime::{audience::Held, entry::Entry, room::Room},
};

/// The most events that are replayed; a client that missed more loads anew. They fit into what may wait for one
/// client.
const MAX_REPLAYED: usize = 5_000;

/// What a session missed, as far as it had been announced when it was read; [`Replay::complete`] adds what came since.
#[derive(Debug)]
pub(in crate::realtime) struct Replay {
    entries: Vec<Entry>,
    /// Everything up to here is in `entries`.
    upto: i64,
    held: Held,
}

impl Replay {
    /// Reads what came behind `from`. `None` if that is in the future of this log, or too much.
    pub(super) async fn read(pages: &LogPages, recent: &RecentEvents, from: i64, held: Held) -> Result<Option<Self>> {
        let last = recent.last();
        if from > last && from > pages.head().await? {
            return Ok(None);
        }
        let mut replay = Self { entries: Vec::new(), upto: from, held };
        if replay.complete_from(recent) {
            return Ok(replay.bounded());
        }
        // Longer ago than what is kept in memory.
        let Some(entries) = pages.between(&replay.held, from, last, MAX_REPLAYED + 1).await? else { return Ok(None) };
        replay.entries = entries;
        replay.upto = last;
        Ok(replay.bounded())
    }

    fn bounded(self) -> Option<Self> {
        (self.entries.len() <= MAX_REPLAYED).then_some(self)
    }

    /// Leaves out the rooms that the client may not be in any more, with what has been read of them.
    pub(in crate::realtime) fn keep_rooms(&mut self, keep: impl Fn(&Room) -> bool) {
        self.held.retain(keep);
        self.entries.retain(|entry| self.held.hear(&entry.rooms, entry.position));
    }

    /// The rooms to restore.
    pub(in crate::realtime) fn rooms(&self) -> Vec<Room> {
        self.held.rooms()
    }

    /// Everything that was missed and announced until now, and the position up to which that is all. Call it after the
    /// rooms have been entered: what is announced later waits there.
    pub(in crate::realtime) fn complete(mut self, recent: &RecentEvents) -> Option<(Vec<Event>, u64)> {
        if !self.complete_from(recent) {
            return None;
        }
        let events = self.entries.into_iter().map(|entry| entry.event).collect();
        Some((events, u64::try_from(self.upto).unwrap_or_default()))
    }

    fn complete_from(&mut self, recent: &RecentEvents) -> bool {
        let missed = |entry: &Entry| self.held.hear(&entry.rooms, entry.position);
        let Some((entries, last)) = recent.since(self.upto, missed) else { return false };
        self.entries.extend(entries);
        self.upto = self.upto.max(last);
        true
    }
}
