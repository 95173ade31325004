//! What is done to a server, one kind a file. Each prints one line.

mod bulk;
mod fanout;
mod list;
mod opening;
mod spread;

use std::{rc::Rc, time::Duration};

use tokio::net::tcp::OwnedWriteHalf;

pub(crate) use self::bulk::Desk;
use crate::{client::Role, options::Scenario, run::Run};

/// Plays a scenario and prints what was measured.
pub(crate) async fn play(run: &Rc<Run>, scenario: &Scenario) -> anyhow::Result<()> {
    match scenario {
        Scenario::Idle(options) => opening::idle(run, options).await,
        Scenario::Memory(options) => opening::memory(run, options).await,
        Scenario::Storm(options) => opening::storm(run, options).await,
        Scenario::Fanout(options) => fanout::fanout(run, options).await,
        Scenario::Spread(options) => spread::spread(run, options).await,
        Scenario::Bulk(options) => bulk::bulk(run, options).await,
        Scenario::List(options) => list::list(run, options).await,
    }
}

/// Somebody who watches one order.
fn watcher(order: String) -> Role {
    Role::Watcher { order, pings: 0 }
}

/// Sends unmeasured updates until all `count` watchers of the order have got one: then all have joined. Returns how
/// many had at best.
async fn until_joined(run: &Run, admin: &OwnedWriteHalf, order: &str, count: u64) -> u64 {
    let mut best = 0;
    for _ in 0..20 {
        run.warm.set(0);
        admin.try_write(&run.admin_event(order, 0)).ok();
        // Until all have got it, or nothing more has come for a while: then some had not joined yet.
        let mut seen = 0;
        while run.warm.get() < count && run.wait_until(Duration::from_millis(300), || run.warm.get() > seen).await {
            seen = run.warm.get();
        }
        if run.warm.get() >= count {
            return count;
        }
        best = best.max(run.warm.get());
    }
    best
}
