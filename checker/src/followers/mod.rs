//! Followers: clients that write down all events that they receive.

pub(crate) mod official;
pub(crate) mod raw;

use std::time::{Duration, Instant};

use rand::RngExt as _;

use crate::{outages::Outages, record::Excuse};

/// How long after a session was made or changed it is surely saved. The promise is some ten milliseconds.
const SAVE_DELAY: Duration = Duration::from_secs(1);
/// How often the official client tries before it gives up, as the shop's front end configures it
/// (`reconnectionAttempts`).
pub(crate) const RECONNECTION_ATTEMPTS: u32 = 5;

/// How long the official client waits before an attempt (`reconnectionDelay` 1000, `reconnectionDelayMax` 5000,
/// `randomizationFactor` 0.5).
pub(crate) fn backoff(attempt: u32) -> Duration {
    let delay = (1_000 * 2_u64.pow(attempt.min(10))).min(5_000);
    let jitter: f64 = rand::rng().random_range(0.5..1.5);
    Duration::from_millis(delay).mul_f64(jitter).min(Duration::from_secs(5))
}

/// Why a session with these times need not have been recovered, if there is a reason.
pub(crate) fn excuse(outages: &Outages, changed_at: Instant, lost_at: Instant) -> Option<Excuse> {
    if lost_at.duration_since(changed_at) < SAVE_DELAY {
        return Some(Excuse::Young);
    }
    outages.overlap(changed_at, changed_at + SAVE_DELAY).then_some(Excuse::DatabaseDown)
}
