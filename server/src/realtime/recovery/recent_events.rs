//! The newest events of the log as sockets get them, in memory.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::realtime::entry::Entry;

/// How many events are kept at most.
pub(super) const KEPT: usize = 10_000;
/// How many bytes their frames have at most: an event that holds a text may be a hundred times as long as one that
/// tells of a status. In memory an event takes some twice as much, for it is kept as frame and as arguments.
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// The last events that were announced: all that this program knows of a stretch of the log.
#[derive(Debug)]
pub(in crate::realtime) struct RecentEvents {
    recent: Mutex<Recent>,
    /// The most events, and the most bytes of their frames.
    most: (usize, usize),
}

#[derive(Debug, Default)]
struct Recent {
    entries: VecDeque<Entry>,
    /// Bytes of their frames.
    bytes: usize,
    /// Position behind which they are all that there is.
    from: i64,
    /// Position up to which they are.
    upto: i64,
}

impl Recent {
    fn is_over(&self, most: (usize, usize)) -> bool {
        self.entries.len() > most.0 || self.bytes > most.1
    }
}

impl Default for RecentEvents {
    fn default() -> Self {
        Self::of_at_most(KEPT, KEPT_BYTES)
    }
}

impl RecentEvents {
    fn of_at_most(events: usize, bytes: usize) -> Self {
        Self { recent: Mutex::default(), most: (events, bytes) }
    }

    /// Begins behind this position.
    pub(in crate::realtime) fn begin(&self, position: i64) {
        *self.recent() = Recent { from: position, upto: position, ..Recent::default() };
    }

    /// The position behind which everything is kept.
    pub(super) fn from(&self) -> i64 {
        self.recent().from
    }

    /// Takes events from before the first that is kept, oldest first: all that there is behind `from`. The newest of them
    /// that fit stay.
    pub(super) fn prepend(&self, from: i64, entries: Vec<Entry>) {
        let mut recent = self.recent();
        let upto = recent.from;
        for entry in entries.into_iter().rev().skip_while(|entry| entry.position > upto) {
            recent.bytes += entry.event.frame().len();
            recent.entries.push_front(entry);
            if recent.is_over(self.most) {
                Self::drop_first(&mut recent);
                return;
            }
        }
        recent.from = from.min(upto);
    }

    /// Takes the next event, before it goes to the rooms: whoever is let into a room and reads here afterwards either
    /// finds it here or has it waiting there.
    pub(in crate::realtime) fn push(&self, entry: Entry) {
        let mut recent = self.recent();
        recent.upto = entry.position;
        recent.bytes += entry.event.frame().len();
        recent.entries.push_back(entry);
        while recent.is_over(self.most) {
            Self::drop_first(&mut recent);
        }
    }

    /// What stands at this position goes to nobody.
    pub(in crate::realtime) fn pass(&self, position: i64) {
        self.recent().upto = position;
    }

    fn drop_first(recent: &mut Recent) {
        if let Some(first) = recent.entries.pop_front() {
            recent.bytes -= first.event.frame().len();
            recent.from = first.position;
        }
    }

    /// Position of the last event announced.
    pub(in crate::realtime) fn last(&self) -> i64 {
        self.recent().upto
    }

    /// The events behind `from` that `wanted` wants, and the position up to which that is all of them. `None` if `from`
    /// is older than what is kept.
    pub(in crate::realtime) fn since(&self, from: i64, wanted: impl Fn(&Entry) -> bool) -> Option<(Vec<Entry>, i64)> {
        let recent = self.recent();
        if from < recent.from {
            return None;
        }
        // What was skipped leaves gaps, so a position is no index.
        let first = recent.entries.partition_point(|entry| entry.position <= from);
        let missed = recent.entries.range(first..).filter(|entry| wanted(entry));
        Some((missed.cloned().collect(), recent.upto))
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use trackroom_socketio::{Event, raw};

    use super::*;
    use crate::realtime::room::Room;

    fn entry(position: i64) -> Entry {
        let event = Event::new("e", Vec::new(), u64::try_from(position).ok());
        Entry { position, rooms: [Room::Order(position % 2)].into(), event }
    }

    fn positions(found: Option<(Vec<Entry>, i64)>) -> Option<(Vec<i64>, i64)> {
        found.map(|(entries, last)| (entries.iter().map(|entry| entry.position).collect(), last))
    }

    #[test]
    fn events_behind_a_position_are_found_while_they_are_kept() {
        let recent = RecentEvents::default();
        recent.begin(10);
        assert_eq!(positions(recent.since(10, |_| true)), Some((vec![], 10)));
        assert_eq!(positions(recent.since(9, |_| true)), None, "older than what is kept");
        recent.prepend(4, (5..=10).map(entry).collect());
        assert_eq!(recent.from(), 4);
        assert_eq!(positions(recent.since(8, |_| true)), Some((vec![9, 10], 10)));
        recent.begin(10);
        for position in 11..=14 {
            recent.push(entry(position));
        }
        assert_eq!(positions(recent.since(12, |_| true)), Some((vec![13, 14], 14)));
        let odd = |entry: &Entry| *entry.rooms == [Room::Order(1)];
        assert_eq!(positions(recent.since(10, odd)), Some((vec![11, 13], 14)));
        assert_eq!(positions(recent.since(99, |_| true)), Some((vec![], 14)));
        for position in 15..=10_014 {
            recent.push(entry(position));
        }
        assert!(recent.since(13, |_| true).is_none());
        assert_eq!(recent.since(14, |_| true).map(|(entries, _)| entries.len()), Some(10_000));
    }

    #[test]
    fn what_nobody_hears_of_leaves_no_hole() {
        let recent = RecentEvents::default();
        recent.begin(10);
        recent.push(entry(11));
        recent.pass(12);
        recent.push(entry(13));
        recent.pass(14);
        assert_eq!(recent.last(), 14);
        assert_eq!(positions(recent.since(11, |_| true)), Some((vec![13], 14)));
        assert_eq!(positions(recent.since(12, |_| true)), Some((vec![13], 14)));
        recent.prepend(6, vec![entry(8), entry(10)]);
        assert_eq!(positions(recent.since(6, |_| true)), Some((vec![8, 10, 11, 13], 14)));
        assert_eq!(positions(recent.since(5, |_| true)), None);
    }

    #[test]
    fn long_events_are_kept_for_a_shorter_time() {
        let long = |position| {
            let text = raw(&"x".repeat(990)).unwrap();
            Entry { event: Event::new("e", vec![text], None), ..entry(position) }
        };
        let bytes = long(1).event.frame().len();
        let recent = RecentEvents::of_at_most(10, 3 * bytes);
        recent.begin(0);
        for position in 1..=5 {
            recent.push(long(position));
        }
        assert_eq!(positions(recent.since(2, |_| true)), Some((vec![3, 4, 5], 5)));
        assert_eq!(positions(recent.since(1, |_| true)), None);
        // Short ones are as many as there may be.
        for position in 6..=20 {
            recent.push(entry(position));
        }
        assert_eq!(positions(recent.since(10, |_| true)).unwrap().0.len(), 10);
        assert!(recent.since(9, |_| true).is_none());

        let recent = RecentEvents::of_at_most(10, 3 * bytes);
        recent.begin(9);
        recent.prepend(0, (1..=9).map(long).collect());
        assert_eq!(positions(recent.since(6, |_| true)), Some((vec![7, 8, 9], 9)));
        assert_eq!(recent.from(), 6, "of those from before, too, the newest stay");
        // One that is longer than everything may be is told to who is there, and nobody else.
        let recent = RecentEvents::of_at_most(10, bytes - 1);
        recent.push(long(1));
        assert_eq!((recent.last(), positions(recent.since(0, |_| true))), (1, None));
        assert_eq!(positions(recent.since(1, |_| true)), Some((vec![], 1)));
    }
}
