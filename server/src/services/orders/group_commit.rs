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
//! * What waits is bounded; beyond, a caller is told at once to try again.
//!
//! No task waits for work: one is started with the first change and ends with the last.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::anyhow;
use tokio::sync::oneshot;

use super::status::{Ask, Moved, move_each};
use crate::{
    database::Database,
    error::{Error, Result},
    event_log::relay::RelayWaker,
};

/// So many changes may wait.
const MOST_WAITING: usize = 10_000;
/// So many share a commit at most: a longer transaction would only hold others up.
const BATCH: usize = 256;

/// The queue of changes, and what is needed to make them. Cheap to clone.
#[derive(Clone, Debug)]
pub struct GroupCommit(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    db: Database,
    relay: RelayWaker,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    /// How many are in the commit that is under way.
    carried: usize,
    working: bool,
}

#[derive(Debug)]
struct Waiting {
    ask: Ask,
    answer: oneshot::Sender<Result<Moved>>,
}

/// Why a batch was not carried.
struct Failure {
    error: Error,
    /// One of its changes may be at fault, and the others not.
    of_one: bool,
}

impl GroupCommit {
    /// Commits to `db` and wakes `relay` after it.
    #[must_use]
    pub fn new(db: Database, relay: RelayWaker) -> Self {
        Self(Arc::new(Shared { db, relay, queue: Mutex::default() }))
    }

    /// How many changes nobody has been told of yet.
    #[must_use]
    pub fn unanswered(&self) -> usize {
        let queue = self.0.queue();
        queue.waiting.len() + queue.carried
    }

    /// Makes a change, and returns once it is durable.
    ///
    /// # Errors
    /// What refuses this change, [`Error::Unavailable`] when too much waits, or the database failed.
    pub(super) async fn carry(&self, ask: Ask) -> Result<Moved> {
        let (answer, told) = oneshot::channel();
        let start = {
            let mut queue = self.0.queue();
            if queue.waiting.len() >= MOST_WAITING {
                return Err(Error::Unavailable);
            }
            queue.waiting.push_back(Waiting { ask, answer });
            !std::mem::replace(&mut queue.working, true)
        };
        if start {
            tokio::spawn(Worker { shared: self.0.clone(), ended: false }.work());
        }
        told.await.unwrap_or(Err(Error::Unavailable))
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes changes, and tells whoever waits for them.
    async fn make(&self, batch: Vec<Waiting>) {
        let (asks, answers): (Vec<_>, Vec<_>) = batch.into_iter().map(|one| (one.ask, one.answer)).unzip();
        match self.commit(&asks).await {
            Ok(results) => tell(answers, results),
            Err(failure) if failure.of_one && asks.len() > 1 => {
                tracing::warn!(changes = asks.len(), error = ?failure.error, "a commit of many is tried one by one");
                for (ask, answer) in asks.iter().zip(answers) {
                    let alone = self.commit(std::slice::from_ref(ask)).await;
                    tell(vec![answer], alone.unwrap_or_else(|failure| vec![Err(failure.error)]));
                }
            }
            Err(failure) => {
                // The first has the cause, which is logged with it.
                let others: Vec<_> = answers.iter().skip(1).map(|_| Err(alike(&failure.error))).collect();
                tell(answers, std::iter::once(Err(failure.error)).chain(others));
            }
        }
    }

    /// One transaction for all of them.
    async fn commit(&self, asks: &[Ask]) -> Result<Vec<Result<Moved>>, Failure> {
        let of_all = |error| Failure { error, of_one: false };
        let tx = self.db.begin().await.map_err(|error| of_all(error.into()))?;
        let results = move_each(&tx, asks).await.map_err(|error| {
            let of_one = !matches!(error, Error::DatabaseUnavailable);
            Failure { error, of_one }
        })?;
        // Whether a commit that failed has happened nobody knows: it is not tried again.
        self.db.commit(tx).await.map_err(|error| of_all(error.into()))?;
        self.relay.wake();
        Ok(results)
    }
}

fn tell(answers: Vec<oneshot::Sender<Result<Moved>>>, results: impl IntoIterator<Item = Result<Moved>>) {
    for (answer, result) in answers.into_iter().zip(results) {
        // Who has gone away needs no answer.
        answer.send(result).ok();
    }
}

/// The same failure once more.
fn alike(error: &Error) -> Error {
    match error {
        Error::DatabaseUnavailable => Error::DatabaseUnavailable,
        _ => Error::Internal(anyhow!("the commit that carried the change has failed")),
    }
}

/// Works the queue off.
struct Worker {
    shared: Arc<Shared>,
    ended: bool,
}

impl Worker {
    async fn work(mut self) {
        loop {
            let batch = self.next();
            if batch.is_empty() {
                return;
            }
            self.shared.make(batch).await;
        }
    }

    /// The changes that share the next commit; none: the queue is empty and this worker has ended.
    fn next(&mut self) -> Vec<Waiting> {
        let mut queue = self.shared.queue();
        let count = queue.waiting.len().min(BATCH);
        queue.carried = count;
        if count == 0 {
            queue.working = false;
            self.ended = true;
        }
        queue.waiting.drain(..count).collect()
    }
}

impl Drop for Worker {
    /// A worker that was stopped half-way must not leave callers waiting for ever.
    fn drop(&mut self) {
        if !self.ended {
            let mut queue = self.shared.queue();
            (queue.working, queue.carried) = (false, 0);
            queue.waiting.clear();
        }
    }
}
