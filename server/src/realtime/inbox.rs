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

    /// The next message, with those behind it that can be worked on at the same time, `most` in all; with none the worker
    /// has ended.
    pub(super) fn next(&self, most: usize, together: impl Fn(&T) -> bool) -> Vec<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.waiting.is_empty() {
            state.working = false;
            state.waiting = VecDeque::new();
        }
        let count = state.waiting.iter().take(most).take_while(|item| together(item)).count();
        let count = count.max(1).min(state.waiting.len());
        state.waiting.drain(..count).collect()
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
        let next = || inbox.next(9, |_| false);
        assert_eq!((next(), next(), next()), (vec![1], vec![2], vec![]));
        assert_eq!(inbox.put(4), Put::Start);
    }

    #[test]
    fn what_goes_together_is_taken_together_and_overtakes_nothing() {
        let inbox = Inbox::new(9);
        for item in [2, 4, 6, 3, 8, 5] {
            inbox.put(item);
        }
        let next = || inbox.next(2, |item| item % 2 == 0);
        assert_eq!(
            [next(), next(), next(), next(), next(), next()],
            [vec![2, 4], vec![6], vec![3], vec![8], vec![5], vec![]]
        );
    }
}
