//! What one socket has asked and is not answered yet: worked off one by one, in the order of arrival.
//!
//! No task waits for a silent socket: one is started with the first message and ends with the last.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// A queue with at most one worker.
#[derive(Debug)]
pub(super) struct Inbox<T> {
    state: Mutex<State<T>>,
    capacity: usize,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<T>,
    working: bool,
}

/// What to do after putting something in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Put<T> {
    /// Start a worker, which calls [`Inbox::next`] until there is none.
    Start,
    /// A worker is on its way.
    Queued,
    /// The queue is full; the message comes back.
    Full(T),
}

impl<T> Inbox<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self { state: Mutex::new(State { waiting: VecDeque::new(), working: false }), capacity }
    }

    pub(super) fn put(&self, item: T) -> Put<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waiting.len() >= self.capacity {
            return Put::Full(item);
        }
        state.waiting.push_back(item);
        if std::mem::replace(&mut state.working, true) { Put::Queued } else { Put::Start }
    }

    /// The next message; with `None` the worker has ended.
    pub(super) fn next(&self) -> Option<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = state.waiting.pop_front();
        if next.is_none() {
            state.working = false;
            state.waiting = VecDeque::new();
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_worker_takes_everything_in_order() {
        let inbox = Inbox::new(2);
        assert_eq!(inbox.put(1), Put::Start);
        assert_eq!(inbox.put(2), Put::Queued);
        assert_eq!(inbox.put(3), Put::Full(3));
        assert_eq!((inbox.next(), inbox.next(), inbox.next()), (Some(1), Some(2), None));
        assert_eq!(inbox.put(4), Put::Start);
    }
}
