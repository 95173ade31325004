//! [`Upgrade`]: how far a polling session is on its way to a WebSocket (Engine.IO 4, "Upgrade").
//!
//! Polling carries everything until the client's UPGRADE packet (`5`). A probe changes one thing only: once it has been
//! answered, a waiting poll is answered with a NOOP, so that the client can stop polling and send that packet. The
//! library does not know of the probe: from the moment it did, it would answer every poll at once, and it would end the
//! session with a probe that fails.

use std::{
    future::pending,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use tokio::{sync::watch, time::sleep};

/// How long a poll that follows a NOOP waits before it gets one as well: its client has not received the probe's answer
/// yet, or never will. It doubles with each.
const NOOP_DELAY: Duration = Duration::from_millis(100);
/// How often the delay doubles.
const MAX_DOUBLINGS: u32 = 6;

pub(crate) struct Upgrade {
    phase: watch::Sender<Phase>,
    /// Polls answered with a NOOP since the probe was answered.
    noops: AtomicU32,
}

#[derive(Clone, Copy, PartialEq)]
enum Phase {
    Polling,
    /// A client has opened a WebSocket for the session.
    Probing,
    /// The probe has been answered.
    Answered,
    /// The client has sent the UPGRADE packet.
    Upgraded,
    /// The session ended before that.
    Ended,
}

impl Default for Upgrade {
    fn default() -> Self {
        Self { phase: watch::Sender::new(Phase::Polling), noops: AtomicU32::new(0) }
    }
}

impl Upgrade {
    /// Reserves the session for a probe. False: there is another, or the session is past polling.
    pub(crate) fn begin_probe(&self) -> bool {
        self.phase.send_if_modified(|phase| {
            let free = *phase == Phase::Polling;
            if free {
                self.noops.store(0, Relaxed);
                *phase = Phase::Probing;
            }
            free
        })
    }

    pub(crate) fn probe_answered(&self) {
        self.advance(&[Phase::Probing], Phase::Answered);
    }

    /// The probe failed: another may be tried.
    pub(crate) fn probe_failed(&self) {
        self.advance(&[Phase::Probing, Phase::Answered], Phase::Polling);
    }

    /// The client has sent the UPGRADE packet. False: the session has ended.
    pub(crate) fn complete(&self) -> bool {
        self.advance(&[Phase::Probing, Phase::Answered], Phase::Upgraded)
    }

    /// The session has ended, and its probe with it.
    pub(crate) fn end(&self) {
        self.advance(&[Phase::Polling, Phase::Probing, Phase::Answered], Phase::Ended);
    }

    pub(crate) fn is_complete(&self) -> bool {
        *self.phase.borrow() == Phase::Upgraded
    }

    /// Returns if the session ends before it is upgraded.
    pub(crate) async fn ended(&self) {
        if self.phase.subscribe().wait_for(|phase| *phase == Phase::Ended).await.is_err() {
            pending().await
        }
    }

    /// Returns when a waiting poll is to be answered with a NOOP.
    pub(crate) async fn noop_due(&self) {
        let mut phase = self.phase.subscribe();
        loop {
            let now = *phase.borrow_and_update();
            let delay = async {
                match now {
                    Phase::Upgraded => {}
                    Phase::Answered => match self.noops.load(Relaxed) {
                        0 => {}
                        before => sleep(NOOP_DELAY * 2_u32.pow((before - 1).min(MAX_DOUBLINGS))).await,
                    },
                    Phase::Polling | Phase::Probing | Phase::Ended => pending().await,
                }
            };
            tokio::select! {
                () = delay => {
                    self.noops.fetch_add(1, Relaxed);
                    return;
                }
                changed = phase.changed() => if changed.is_err() {
                    return pending().await;
                },
            }
        }
    }

    fn advance(&self, from: &[Phase], to: Phase) -> bool {
        self.phase.send_if_modified(|phase| {
            let advances = from.contains(phase);
            if advances {
                *phase = to;
            }
            advances
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_poll_waits_until_the_probe_is_answered_and_the_next_ones_longer_and_longer() {
        let upgrade = Upgrade::default();
        assert!(upgrade.begin_probe());
        assert!(!upgrade.begin_probe(), "one at a time");
        assert!(upgrade.noop_due().now_or_never().is_none());
        upgrade.probe_answered();
        assert!(upgrade.noop_due().now_or_never().is_some());
        let start = tokio::time::Instant::now();
        for _ in 0..5 {
            upgrade.noop_due().await;
        }
        assert_eq!(start.elapsed().as_millis() / 100, 1 + 2 + 4 + 8 + 16);
        upgrade.probe_failed();
        assert!(upgrade.noop_due().now_or_never().is_none());
        assert!(upgrade.begin_probe(), "it may be tried again");
        assert!(upgrade.complete());
        assert!(upgrade.noop_due().now_or_never().is_some());
        upgrade.probe_failed();
        assert!(upgrade.is_complete(), "for good");
        assert!(!upgrade.begin_probe());
    }

    #[tokio::test]
    async fn a_probe_ends_with_its_session() {
        let upgrade = Upgrade::default();
        assert!(upgrade.begin_probe());
        upgrade.end();
        upgrade.ended().await;
        assert!(!upgrade.complete());
    }
}
