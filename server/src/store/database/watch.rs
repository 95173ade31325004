//! [`watch()`]: looks after the database while nobody asks for anything.
//!
//! Every second: is the file still there, does the database answer, and, when writes have failed, do they work again?

use std::time::Duration;

use tokio::time::{self, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::{Database, Writes, in_time};
use crate::{error::Error, store::entities::event_log_head};

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks after `db` until `stop`.
pub(crate) async fn watch(db: Database, stop: CancellationToken) {
    let mut tick = time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        // Cut short, the write that proves something is rolled back.
        if stop.run_until_cancelled(look(&db)).await.is_none() {
            return;
        }
    }
}

async fn look(db: &Database) {
    let writable = &db.write.writable;
    if writable.check_file().is_err() {
        return;
    }
    if db.writes() == Writes::Fail {
        // What fails is noticed, and said, on the way.
        if in_time(prove(db)).await.is_ok() {
            writable.proved();
        }
        return;
    }
    let answer = in_time(async { Ok(db.read().ping().await?) }).await;
    match answer {
        Ok(()) => writable.heard_again("the database answers again"),
        Err(error) => writable.say(&error.to_string(), "the database does not answer"),
    }
}

/// Writes and takes back what was written, durably: a change that changes nothing would not reach the disk.
async fn prove(db: &Database) -> Result<(), Error> {
    let tx = db.begin().await?;
    event_log_head::Entity::touch(&tx).await?;
    db.commit(tx).await
}
