//! Followers: clients that write down all they are told.

pub(crate) mod official;
pub(crate) mod raw;

use std::time::{Duration, Instant};

use rand::RngExt as _;

use crate::{record::Excuse, weather::Weather};

/// A session is surely written this long after it was made or changed; the promise is some ten milliseconds.
const SETTLES_WITHIN: Duration = Duration::from_secs(1);
/// How often the official client tries before it gives up, as the shop's front end configures it.
pub(crate) const ATTEMPTS: u32 = 5;

/// How long the official client waits before an attempt (`reconnectionDelay` 1000, `reconnectionDelayMax` 5000,
/// `randomizationFactor` 0.5).
pub(crate) fn backoff(attempt: u32) -> Duration {
    let delay = (1_000 * 2_u64.pow(attempt.min(10))).min(5_000);
    let jitter: f64 = rand::rng().random_range(0.5..1.5);
    Duration::from_millis(delay).mul_f64(jitter).min(Duration::from_secs(5))
}

/// Why a session that was last changed then and lost then need not have been recovered, if there is a reason.
pub(crate) fn excuse(weather: &Weather, settled_at: Instant, lost_at: Instant) -> Option<Excuse> {
    if lost_at.duration_since(settled_at) < SETTLES_WITHIN {
        return Some(Excuse::Young);
    }
    weather.database_was_down(settled_at, settled_at + SETTLES_WITHIN).then_some(Excuse::DatabaseDown)
}
