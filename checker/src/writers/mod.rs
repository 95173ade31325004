//! Writers: the shop's people, who change orders as fast as they are let, and write down what they are answered.

mod rest;
mod socket;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::{sync::Mutex, time::sleep};

pub(crate) use self::{rest::Rest, socket::OverSocket};
use crate::{
    ledger::{Fate, Ledger},
    proxy::Line,
    record::{INTERNAL, Status},
    shop::Orders,
};

/// How long a writer waits for an answer.
pub(crate) const ANSWERS_WITHIN: Duration = Duration::from_secs(15);
/// A writer that was not answered takes a breath.
const BREATH: Duration = Duration::from_millis(200);

/// What all writers share.
pub(crate) struct Desk {
    pub(crate) orders: Arc<Orders>,
    pub(crate) ledger: Ledger,
    pub(crate) token: String,
    pub(crate) lines: Vec<Arc<Line>>,
    pub(crate) http: reqwest::Client,
    pub(crate) pace: Pace,
    /// The most orders in one bulk update.
    pub(crate) bulk: usize,
}

/// Holds writers back to so many changes a second.
pub(crate) struct Pace {
    gap: Option<Duration>,
    next: Mutex<Instant>,
}

impl Pace {
    /// `per_second` 0: nobody is held back.
    pub(crate) fn new(per_second: u32) -> Self {
        let gap = (per_second > 0).then(|| Duration::from_secs(1) / per_second);
        Self { gap, next: Mutex::new(Instant::now()) }
    }

    /// Waits for one's turn to make so many changes.
    async fn turn(&self, changes: usize) {
        let Some(gap) = self.gap else { return };
        let mut next = self.next.lock().await;
        let now = Instant::now();
        if *next > now {
            sleep(*next - now).await;
        }
        // What was not used in an outage is not made up for.
        *next = (*next).max(now) + gap * u32::try_from(changes).unwrap_or(u32::MAX);
    }
}

impl Desk {
    fn line(&self, rng: &mut StdRng) -> Arc<Line> {
        self.lines[rng.random_range(0..self.lines.len())].clone()
    }

    /// One order, any.
    fn order(&self, rng: &mut StdRng) -> u32 {
        self.orders.all().choose(rng).copied().unwrap_or_default()
    }

    /// Different orders, in any order.
    fn orders(&self, rng: &mut StdRng) -> Vec<u32> {
        let count = rng.random_range(2..=self.bulk.max(2));
        self.orders.all().sample(rng, count).copied().collect()
    }

    /// Writes an answer down that says: a fault of the server's own.
    fn look_for_faults(&self, change: u32, is_internal: bool, code: &serde_json::Value) {
        if is_internal || code == INTERNAL {
            self.ledger.broke(change);
        }
    }

    /// What an order may become from anywhere it can be here: the five statuses of the path lead to each other.
    fn status(rng: &mut StdRng) -> Status {
        Status(rng.random_range(0..Status::ON_PATH))
    }
}

/// What an answer's status and code say of a change that it does not confirm.
fn fate_of_refusal(is_ours_to_blame: bool) -> Fate {
    if is_ours_to_blame { Fate::Refused } else { Fate::Unknown }
}

/// What the code of a refusal says, where there is no status.
fn fate_of_code(code: &str) -> Fate {
    fate_of_refusal(!["unavailable", "database_unavailable", INTERNAL].contains(&code))
}
