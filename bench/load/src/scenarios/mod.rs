//! The scenarios, one kind a file. Each prints one line.

mod bulk;
mod fanout;
mod joined;
mod list;
mod opening;
mod spread;

use std::rc::Rc;

use crate::{options::Scenario, run::Run};

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
