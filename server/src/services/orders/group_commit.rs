//! One durable commit carries many changes of status.
//!
//! A commit waits for the disk, however much it holds, and on PostgreSQL for the writer before it (the log's head). So
//! the changes that come while one is under way wait for the next, and share it. Its promises:
//!
//! * Nobody is answered before the commit that carries their change.
//! * Changes are made in the order of their arrival. One of the same order sees what those before it did, so `If-Match`
//!   and the state machine judge as if each had a transaction of its own.
//! * A refusal is decided before anything is written, and concerns nobody else. A statement that fails takes the batch
//!   back; then each change is tried by itself, so only the one at fault fails.
//! * A commit that fails is an error for everybody in it.
//! * A caller who goes away undoes nothing: what was asked for is done, for them as for the others.
//!
//! How changes wait and are handed over is told in [`crate::store::batching::batcher`].

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

use crate::services::orders::status::{Ask, Moved, move_each};
use crate::{
    bus::{Bus, Notice},
    error::{Error, Result},
    store::{
        batching::batcher::{Batches, Carrier},
        database::Database,
    },
};

/// The changes that wait, and what is needed to make them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct GroupCommit(Batches<Committer>);

impl GroupCommit {
    /// Commits to `db` and tells `bus` of it.
    #[must_use]
    pub fn new(db: Database, bus: Arc<Bus>) -> Self {
        Self(Batches::new(Committer { db, bus }))
    }

    /// How many changes nobody has been told of yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.0.unanswered()
    }

    /// Makes a change, and returns once it is durable.
    ///
    /// # Errors
    /// What refuses this change, [`Error::Unavailable`] when too much waits, or the database failed.
    pub(super) async fn carry(&self, ask: Ask) -> Result<Moved> {
        self.0.ask(ask).await.unwrap_or(Err(Error::Unavailable))
    }
}

#[derive(Debug)]
struct Committer {
    db: Database,
    bus: Arc<Bus>,
}

/// How long a transaction may take: longer than a commit waits for another process's lock on SQLite's file. Whether it has
/// happened, nobody knows then.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why a batch was not carried.
struct Failure {
    error: Error,
    /// One of its changes may be at fault, and the others not.
    of_one: bool,
}

impl Carrier for Committer {
    type Ask = Ask;
    type Answer = Result<Moved>;

    async fn carry(&self, asks: Vec<Ask>) -> Vec<Result<Moved>> {
        match self.commit(&asks).await {
            Ok(results) => results,
            Err(failure) if failure.of_one && asks.len() > 1 => {
                tracing::warn!(changes = asks.len(), error = ?failure.error, "a commit of many is tried one by one");
                let mut results = Vec::with_capacity(asks.len());
                let mut away = false;
                for ask in &asks {
                    if away {
                        results.push(Err(Error::DatabaseUnavailable));
                        continue;
                    }
                    let alone = self.commit(std::slice::from_ref(ask)).await;
                    away = alone.as_ref().is_err_and(|failure| matches!(failure.error, Error::DatabaseUnavailable));
                    results.extend(alone.unwrap_or_else(|failure| vec![Err(failure.error)]));
                }
                results
            }
            Err(failure) => {
                // The first has the cause, which is logged with it.
                let others: Vec<_> = asks.iter().skip(1).map(|_| Err(failure.error.for_another())).collect();
                std::iter::once(Err(failure.error)).chain(others).collect()
            }
        }
    }
}

impl Committer {
    /// One transaction for all of them, if the database is not silent.
    async fn commit(&self, asks: &[Ask]) -> Result<Vec<Result<Moved>>, Failure> {
        let silent = |_| Err(Failure { error: Error::DatabaseUnavailable, of_one: false });
        timeout(PATIENCE, self.try_commit(asks)).await.unwrap_or_else(silent)
    }

    async fn try_commit(&self, asks: &[Ask]) -> Result<Vec<Result<Moved>>, Failure> {
        let of_all = |error| Failure { error, of_one: false };
        let tx = self.db.begin().await.map_err(of_all)?;
        let results = move_each(&tx, asks).await.map_err(|error| {
            let of_one = !matches!(error, Error::DatabaseUnavailable);
            Failure { error, of_one }
        })?;
        // Whether a commit that failed has happened nobody knows: it is not tried again.
        self.db.commit(tx).await.map_err(of_all)?;
        self.bus.publish(&Notice::LogGrew);
        Ok(results)
    }
}
