//! Requests being worked on, and whether the server is about to stop: it finishes them before it does.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

/// What must be finished before the server stops.
#[derive(Debug, Default)]
pub struct InFlight {
    count: AtomicUsize,
    ending: AtomicBool,
    done: Notify,
}

/// Something that is being worked on, until it is dropped.
#[derive(Debug)]
pub(crate) struct Working<'a>(&'a InFlight);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.0.done.notify_waiters();
        }
    }
}

impl InFlight {
    /// Begins something.
    pub(crate) fn begin(&self) -> Working<'_> {
        self.count.fetch_add(1, Ordering::AcqRel);
        Working(self)
    }

    /// How much is being worked on.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }

    /// The server is about to stop.
    pub fn end(&self) {
        self.ending.store(true, Ordering::Release);
    }

    /// Whether the server is about to stop: no new sockets, no new commands.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }

    /// Waits until nothing is being worked on.
    pub async fn finished(&self) {
        loop {
            let done = self.done.notified();
            tokio::pin!(done);
            done.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            done.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_finished_when_the_last_is() {
        let work = InFlight::default();
        work.finished().await;
        let (first, second) = (work.begin(), work.begin());
        let finished = work.finished();
        tokio::pin!(finished);
        assert!(futures_util::poll!(finished.as_mut()).is_pending());
        drop(first);
        assert!(futures_util::poll!(finished.as_mut()).is_pending());
        drop(second);
        finished.await;
        assert_eq!(work.count(), 0);
    }
}
