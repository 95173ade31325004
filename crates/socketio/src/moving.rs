//! [`Moving`]: how far a polling session is on its way to a websocket (Engine.IO 4, "Upgrade").
//!
//! Polling carries everything until the client's `5`. A probe changes nothing but that, once it has been answered, a poll
//! that waits is flushed by a NOOP, so that the client can stop polling and move. The library does not know of a probe: it
//! would answer every poll at once from the moment it does, and end the session with a probe that comes to nothing.

use std::{
    future::pending,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use tokio::{sync::watch, time::sleep};

/// How long a poll that comes after a flushed one waits before it is flushed as well: its client has not had the probe's
/// answer yet, or never will. It doubles with each.
const PAUSE: Duration = Duration::from_millis(100);
/// So often the pause doubles.
const DOUBLINGS: u32 = 6;

pub(crate) struct Moving {
    phase: watch::Sender<Phase>,
    /// Polls flushed since the probe was answered.
    flushed: AtomicU32,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Polling,
    /// A websocket has been opened for the session.
    Probing,
    /// The probe has been answered.
    Answered,
    Moved,
    /// The session has ended before it moved.
    Over,
}

impl Default for Moving {
    fn default() -> Self {
        Self { phase: watch::Sender::new(Phase::Polling), flushed: AtomicU32::new(0) }
    }
}

impl Moving {
    /// Takes the session for a probe. False: there is one, or the session has moved.
    pub(crate) fn begin(&self) -> bool {
        self.phase.send_if_modified(|phase| {
            let free = *phase == Phase::Polling;
            if free {
                self.flushed.store(0, Relaxed);
                *phase = Phase::Probing;
            }
            free
        })
    }

    /// The probe has been answered: who waits in a poll is let go.
    pub(crate) fn answered(&self) {
        self.goes_on(&[Phase::Probing], Phase::Answered);
    }

    /// The probe came to nothing: it may be tried again.
    pub(crate) fn give_up(&self) {
        self.goes_on(&[Phase::Probing, Phase::Answered], Phase::Polling);
    }

    /// The client moves. False: the session has ended.
    pub(crate) fn finish(&self) -> bool {
        self.goes_on(&[Phase::Probing, Phase::Answered], Phase::Moved)
    }

    /// The session has ended, and with it whatever probes it.
    pub(crate) fn end(&self) {
        self.goes_on(&[Phase::Polling, Phase::Probing, Phase::Answered], Phase::Over);
    }

    pub(crate) fn is_done(&self) -> bool {
        *self.phase.borrow() == Phase::Moved
    }

    /// Returns when the session has ended before it moved.
    pub(crate) async fn over(&self) {
        if self.phase.subscribe().wait_for(|phase| *phase == Phase::Over).await.is_err() {
            pending().await
        }
    }

    /// Returns when a poll that waits is to be answered with a NOOP.
    pub(crate) async fn flush(&self) {
        let mut phase = self.phase.subscribe();
        loop {
            let now = *phase.borrow_and_update();
            let pause = async {
                match now {
                    Phase::Moved => {}
                    Phase::Answered => match self.flushed.load(Relaxed) {
                        0 => {}
                        before => sleep(PAUSE * 2_u32.pow((before - 1).min(DOUBLINGS))).await,
                    },
                    Phase::Polling | Phase::Probing | Phase::Over => pending().await,
                }
            };
            tokio::select! {
                () = pause => {
                    self.flushed.fetch_add(1, Relaxed);
                    return;
                }
                changed = phase.changed() => if changed.is_err() {
                    return pending().await;
                },
            }
        }
    }

    fn goes_on(&self, from: &[Phase], to: Phase) -> bool {
        self.phase.send_if_modified(|phase| {
            let goes = from.contains(phase);
            if goes {
                *phase = to;
            }
            goes
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_poll_waits_until_the_probe_is_answered_and_the_next_ones_longer_and_longer() {
        let moving = Moving::default();
        assert!(moving.begin());
        assert!(!moving.begin(), "one at a time");
        assert!(moving.flush().now_or_never().is_none());
        moving.answered();
        assert!(moving.flush().now_or_never().is_some());
        let start = tokio::time::Instant::now();
        for _ in 0..5 {
            moving.flush().await;
        }
        assert_eq!(start.elapsed().as_millis() / 100, 1 + 2 + 4 + 8 + 16);
        moving.give_up();
        assert!(moving.flush().now_or_never().is_none());
        assert!(moving.begin(), "it may be tried again");
        assert!(moving.finish());
        assert!(moving.flush().now_or_never().is_some());
        moving.give_up();
        assert!(moving.is_done(), "for good");
        assert!(!moving.begin());
    }

    #[tokio::test]
    async fn a_probe_ends_with_its_session() {
        let moving = Moving::default();
        assert!(moving.begin());
        moving.end();
        moving.over().await;
        assert!(!moving.finish());
    }
}
