//! Finding out how many watchers have joined an order: the server acknowledges no join.

use std::time::Duration;

use tokio::net::tcp::OwnedWriteHalf;

use crate::run::Run;

/// How many updates are sent at most.
const MAX_UPDATES: u32 = 20;
/// For how long nothing has to arrive before the next update is sent.
const QUIET: Duration = Duration::from_millis(300);

/// Sends unmeasured updates of the order until all `count` watchers have received one: then all have joined. Returns
/// how many received the same update at best.
pub(super) async fn until_joined(run: &Run, admin: &OwnedWriteHalf, order: &str, count: u64) -> u64 {
    let mut best = 0;
    for _ in 0..MAX_UPDATES {
        run.warm.set(0);
        admin.try_write(&run.admin_event(order, 0)).ok();
        let mut seen = 0;
        while run.warm.get() < count && run.wait_until(QUIET, || run.warm.get() > seen).await {
            seen = run.warm.get();
        }
        if run.warm.get() >= count {
            return count;
        }
        best = best.max(run.warm.get());
    }
    best
}
