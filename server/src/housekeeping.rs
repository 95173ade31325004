//! What has to be done now and then: rows that nobody needs any more are deleted.

use std::{sync::Arc, time::Duration};

use tokio::time;

use crate::{
    core::Core,
    error::Result,
    services::{idempotency, sessions, tracking_links},
};

const EVERY: Duration = Duration::from_secs(600);

/// Cleans up at the start and every ten minutes, until it is told to stop.
pub(crate) fn start(core: &Arc<Core>) {
    let (weak, stop) = (Arc::downgrade(core), core.tasks.stop().clone());
    core.tasks.spawn("housekeeping", async move {
        let mut tick = time::interval(EVERY);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {}
            }
            let Some(core) = weak.upgrade() else { return };
            if let Err(error) = clean_up(&core).await {
                tracing::warn!(error = %error, "could not clean up; trying again later");
            }
        }
    });
}

async fn clean_up(core: &Core) -> Result<()> {
    let answers = idempotency::clean_up(core).await?;
    let links = tracking_links::clean_up(core).await?;
    let log_ins = sessions::forget_ended(core).await?;
    tracing::debug!(answers, links, log_ins, "cleaned up");
    Ok(())
}
