//! The newest events of the log as sockets get them, in memory.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use trackroom_socketio::Event;

/// How many events are kept.
pub(super) const KEPT: usize = 10_000;

/// An event that was announced.
#[derive(Clone, Debug)]
pub(in crate::realtime) struct Entry {
    pub(in crate::realtime) position: i64,
    /// The order's number.
    pub(in crate::realtime) order: i64,
    /// Whether the order's followers get it, not the order desk alone.
    pub(in crate::realtime) public: bool,
    pub(in crate::realtime) event: Event,
}

/// The last events that were announced, without a gap.
#[derive(Debug, Default)]
pub(in crate::realtime) struct History {
    recent: Mutex<Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    entries: VecDeque<Entry>,
    /// Position of the last event announced, which `entries` ends with unless it is empty.
    last: i64,
}

impl Recent {
    fn begins_behind(&self) -> i64 {
        self.entries.front().map_or(self.last, |first| first.position - 1)
    }
}

impl History {
    /// Begins behind this position.
    pub(in crate::realtime) fn begin(&self, last: i64) {
        *self.recent() = Recent { entries: VecDeque::new(), last };
    }

    /// The position before the first event that is kept.
    pub(super) fn begins_behind(&self) -> i64 {
        self.recent().begins_behind()
    }

    /// Takes events from before the first that is kept, oldest first and without a gap: those that fit.
    pub(super) fn prepend(&self, entries: Vec<Entry>) {
        let mut recent = self.recent();
        for entry in entries.into_iter().rev() {
            if recent.entries.len() < KEPT && entry.position == recent.begins_behind() {
                recent.entries.push_front(entry);
            }
        }
    }

    /// Takes the next event, before it goes to the rooms: whoever is let into a room and reads here afterwards
    /// either finds it here or has it waiting there.
    pub(in crate::realtime) fn push(&self, entry: Entry) {
        let mut recent = self.recent();
        recent.last = entry.position;
        if recent.entries.len() == KEPT {
            recent.entries.pop_front();
        }
        recent.entries.push_back(entry);
    }

    /// Position of the last event announced.
    pub(in crate::realtime) fn last(&self) -> i64 {
        self.recent().last
    }

    /// The events behind `from` that `wanted` wants, and the position up to which that is all of them. `None`
    /// if `from` is older than what is kept.
    pub(in crate::realtime) fn since(&self, from: i64, wanted: impl Fn(&Entry) -> bool) -> Option<(Vec<Entry>, i64)> {
        let recent = self.recent();
        let skipped = usize::try_from(from.checked_sub(recent.begins_behind())?).ok()?;
        let missed = recent.entries.iter().skip(skipped).filter(|entry| wanted(entry));
        Some((missed.cloned().collect(), recent.last))
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(position: i64) -> Entry {
        let event = Event::new("e", Vec::new(), u64::try_from(position).ok());
        Entry { position, order: position % 2, public: true, event }
    }

    fn positions(found: Option<(Vec<Entry>, i64)>) -> Option<(Vec<i64>, i64)> {
        found.map(|(entries, last)| (entries.iter().map(|entry| entry.position).collect(), last))
    }

    #[test]
    fn events_behind_a_position_are_found_while_they_are_kept() {
        let history = History::default();
        history.begin(10);
        assert_eq!(positions(history.since(10, |_| true)), Some((vec![], 10)));
        assert_eq!(positions(history.since(9, |_| true)), None, "older than what is kept");
        history.prepend((5..=10).map(entry).collect());
        history.prepend((1..=3).map(entry).collect());
        assert_eq!(history.begins_behind(), 4, "a gap is no history");
        assert_eq!(positions(history.since(8, |_| true)), Some((vec![9, 10], 10)));
        history.begin(10);
        for position in 11..=14 {
            history.push(entry(position));
        }
        assert_eq!(positions(history.since(12, |_| true)), Some((vec![13, 14], 14)));
        assert_eq!(positions(history.since(10, |entry| entry.order == 1)), Some((vec![11, 13], 14)));
        assert_eq!(positions(history.since(99, |_| true)), Some((vec![], 14)));
        for position in 15..=10_014 {
            history.push(entry(position));
        }
        assert!(history.since(13, |_| true).is_none());
        assert_eq!(history.since(14, |_| true).map(|(entries, _)| entries.len()), Some(10_000));
    }
}
