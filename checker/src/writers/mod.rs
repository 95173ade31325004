//! Writers: the shop's staff, who change orders as fast as they may and write down what they are answered.

mod rest;
mod socket;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{RngExt as _, rngs::StdRng, seq::IndexedRandom as _};
use tokio::{sync::Mutex, time::sleep};

pub(crate) use self::{rest::RestWriter, socket::SocketWriter};
use crate::{
    change::{ChangeId, Status},
    ledger::{Fate, Ledger},
    proxy::Line,
    record::INTERNAL,
    shop::{OrderIndex, Orders},
};

/// How long a writer waits for an answer.
pub(crate) const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a writer waits after a change that was not answered.
const RETRY_DELAY: Duration = Duration::from_millis(200);

/// What all writers share.
pub(crate) struct Writers {
    pub(crate) orders: Arc<Orders>,
    pub(crate) ledger: Ledger,
    pub(crate) token: String,
    pub(crate) lines: Vec<Arc<Line>>,
    pub(crate) http: reqwest::Client,
    pub(crate) rate: RateLimit,
    /// The most orders in one bulk update.
    pub(crate) bulk: usize,
}

/// Limits all writers together to so many changes per second.
pub(crate) struct RateLimit {
    gap: Option<Duration>,
    next: Mutex<Instant>,
}

impl RateLimit {
    /// `per_second` 0: no limit.
    pub(crate) fn new(per_second: u32) -> Self {
        let gap = (per_second > 0).then(|| Duration::from_secs(1) / per_second);
        Self { gap, next: Mutex::new(Instant::now()) }
    }

    /// Waits until the caller may make this many changes.
    async fn turn(&self, changes: usize) {
        let Some(gap) = self.gap else { return };
        let mut next = self.next.lock().await;
        let now = Instant::now();
        if *next > now {
            sleep(*next - now).await;
        }
        // Turns that an outage left unused are not made up for.
        *next = (*next).max(now) + gap * u32::try_from(changes).unwrap_or(u32::MAX);
    }
}

impl Writers {
    fn line(&self, rng: &mut StdRng) -> Arc<Line> {
        self.lines[rng.random_range(0..self.lines.len())].clone()
    }

    /// Any order.
    fn order(&self, rng: &mut StdRng) -> OrderIndex {
        self.orders.all().choose(rng).copied().unwrap_or(OrderIndex::NONE)
    }

    /// Any orders, each once.
    fn orders(&self, rng: &mut StdRng) -> Vec<OrderIndex> {
        let count = rng.random_range(2..=self.bulk.max(2));
        self.orders.all().sample(rng, count).copied().collect()
    }

    /// Writes an answer down that has the code `internal`.
    fn note_internal(&self, change: ChangeId, is_internal: bool, code: &serde_json::Value) {
        if is_internal || code == INTERNAL {
            self.ledger.answered_internal(change);
        }
    }

    /// A status that an order may get from any that it can have here: the five statuses of the path lead to each other.
    fn status(rng: &mut StdRng) -> Status {
        Status(rng.random_range(0..Status::ON_PATH))
    }
}

/// What became of a change whose answer does not confirm it. The server is sure only if it blames the request.
fn fate_of_refusal(blames_request: bool) -> Fate {
    if blames_request { Fate::Refused } else { Fate::Unknown }
}

/// What the code of a refusal says of the change, where there is no status.
fn fate_of_code(code: &str) -> Fate {
    fate_of_refusal(!["unavailable", "database_unavailable", INTERNAL].contains(&code))
}
