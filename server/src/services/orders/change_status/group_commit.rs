//! One durable commit carries many changes of status.
//!
//! A commit waits for the disk, however much it holds, and on PostgreSQL for the writer before it (the log's head). So
//! the requests that come while a commit is under way wait for the next one, and share it. The promises:
//!
//! * No request is answered before the commit that carries its change.
//! * Requests are carried out in the order of their arrival. A later request for the same order sees what the earlier
//!   ones did, so `If-Match` and the state machine judge as if each request had a transaction of its own.
//! * A refusal is decided before anything is written, and concerns its request alone. If a statement fails, the batch is
//!   rolled back and each request is tried by itself, so only the one at fault fails.
//! * A commit that fails is an error for every request in it.
//! * A client that goes away undoes nothing: its change is made, as the others are.
//!
//! How requests wait and are handed over is the [`batcher`](crate::store::batching::batcher)'s part.

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

use super::{Moved, StatusRequest, carry_out};
use crate::{
    bus::{Bus, Notice},
    error::{Error, Result},
    store::{
        batching::batcher::{BatchHandler, Batcher},
        database::Database,
    },
};

/// How long a transaction may take: longer than a commit waits for another process's lock on SQLite's file. Whether a
/// transaction that took longer was committed is unknown.
const TRANSACTION_TIMEOUT: Duration = Duration::from_secs(20);

/// The requests that wait for a commit. Cheap to clone.
#[derive(Clone, Debug)]
pub struct GroupCommit(Batcher<Committer>);

impl GroupCommit {
    /// Commits to `db` and tells `bus` of each commit.
    #[must_use]
    pub fn new(db: Database, bus: Arc<Bus>) -> Self {
        Self(Batcher::new(Committer { db, bus }))
    }

    /// How many requests have no answer yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        self.0.unanswered()
    }

    /// Carries a request out, and returns once its change is durable.
    ///
    /// # Errors
    /// The refusal of this request, [`Error::Unavailable`] when too many wait, or the database failed.
    pub(super) async fn submit(&self, request: StatusRequest) -> Result<Moved> {
        let answer = self.0.submit(request).map_err(|_| Error::Unavailable)?;
        answer.await.unwrap_or(Err(Error::Unavailable))
    }
}

#[derive(Debug)]
struct Committer {
    db: Database,
    bus: Arc<Bus>,
}

/// Why a batch was not committed.
struct Failure {
    error: Error,
    /// Whether one of its requests may be at fault, and the others not.
    of_one: bool,
}

impl BatchHandler for Committer {
    type Item = StatusRequest;
    type Output = Result<Moved>;

    async fn handle(&self, requests: Vec<StatusRequest>) -> Vec<Result<Moved>> {
        match self.commit(&requests).await {
            Ok(results) => results,
            Err(failure) if failure.of_one && requests.len() > 1 => {
                tracing::warn!(changes = requests.len(), error = ?failure.error, "a commit of many is tried one by one");
                self.commit_one_by_one(&requests).await
            }
            Err(failure) => {
                // The first answer has the cause, which is logged with it.
                let others: Vec<_> = requests.iter().skip(1).map(|_| Err(failure.error.for_another())).collect();
                std::iter::once(Err(failure.error)).chain(others).collect()
            }
        }
    }
}

impl Committer {
    /// A transaction for each request, until the database is away.
    async fn commit_one_by_one(&self, requests: &[StatusRequest]) -> Vec<Result<Moved>> {
        let mut results = Vec::with_capacity(requests.len());
        let mut away = false;
        for request in requests {
            if away {
                results.push(Err(Error::DatabaseUnavailable));
                continue;
            }
            let alone = self.commit(std::slice::from_ref(request)).await;
            away = alone.as_ref().is_err_and(|failure| matches!(failure.error, Error::DatabaseUnavailable));
            results.extend(alone.unwrap_or_else(|failure| vec![Err(failure.error)]));
        }
        results
    }

    /// One transaction for all of these requests, given up when it takes too long.
    async fn commit(&self, requests: &[StatusRequest]) -> Result<Vec<Result<Moved>>, Failure> {
        let silent = |_| Err(Failure { error: Error::DatabaseUnavailable, of_one: false });
        timeout(TRANSACTION_TIMEOUT, self.try_commit(requests)).await.unwrap_or_else(silent)
    }

    async fn try_commit(&self, requests: &[StatusRequest]) -> Result<Vec<Result<Moved>>, Failure> {
        let of_all = |error| Failure { error, of_one: false };
        let tx = self.db.begin().await.map_err(of_all)?;
        let results = carry_out(&tx, requests).await.map_err(|error| {
            let of_one = !matches!(error, Error::DatabaseUnavailable);
            Failure { error, of_one }
        })?;
        // It is unknown whether a commit that failed has happened: it is not tried again.
        self.db.commit(tx).await.map_err(of_all)?;
        self.bus.publish(&Notice::LogGrew);
        Ok(results)
    }
}
