//! Look-ups by key that share queries.
//!
//! When thousands of clients come back in the same moment, the number of queries grows with what they ask for and with
//! the moments, not with the clients. A loader is a [`Batcher`] of keys: its promises hold here too. A value is read
//! after it was asked for, never before, and none is kept.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    hash::Hash,
    pin::Pin,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::anyhow;
use tokio::{
    sync::oneshot,
    time::{Instant, sleep},
};

use super::batcher::{BatchHandler, Batcher, Limits, QueueFull, let_others_run};
use crate::{
    error::{Error, Result},
    store::database::in_time,
};

/// How long keys gather while queries follow each other closely. A key that comes alone does not wait.
const BATCH_WINDOW: Duration = Duration::from_millis(10);
/// How long after a query the next one counts as following closely.
const BUSY: Duration = Duration::from_millis(100);
/// The most keys of one query.
const MAX_KEYS: usize = 1_000;

type Reading<K, V> = Pin<Box<dyn Future<Output = Result<HashMap<K, V>>> + Send>>;
type Answer<V> = Result<Option<V>>;

/// How a loader waits for more keys before it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gather {
    /// Until the runnable tasks have been polled: for requests, whose people wait for each answer. The queue is bounded
    /// as that of any [`Batcher`].
    Turns,
    /// For [`BATCH_WINDOW`] while queries follow each other closely: for sockets, which come back by the thousand. The
    /// sockets bound the queue: each has one message at work.
    Window,
}

/// Finds values by key, many with one query. Cheap to clone.
pub(crate) struct Loader<K, V>(Batcher<Query<K, V>>)
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static;

impl<K, V> Loader<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// A loader by `read`, which finds the values of some keys; it leaves a key without a value out of its answer. Keys
    /// gather for a [`Gather::Window`].
    pub(crate) fn new<F>(read: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<HashMap<K, V>>> + Send + 'static,
    {
        Self::gathering(Gather::Window, read)
    }

    /// The same with another way to wait for more keys.
    pub(crate) fn gathering<F>(gather: Gather, read: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<HashMap<K, V>>> + Send + 'static,
    {
        let read = Box::new(move |keys| -> Reading<K, V> { Box::pin(read(keys)) });
        Self(Batcher::new(Query { read, gather, last: Mutex::new(None) }))
    }

    /// The value of a key.
    ///
    /// # Errors
    /// The query failed, or [`Error::Unavailable`] when too many keys wait.
    pub(crate) async fn get(&self, key: K) -> Result<Option<V>> {
        answer_of(self.0.submit(key)).await
    }

    /// The values of the keys that have one.
    ///
    /// # Errors
    /// A query failed, or [`Error::Unavailable`] when too many keys wait.
    pub(crate) async fn get_all(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<(K, V)>> {
        // All are submitted before the first is awaited: they share a query.
        let answers: Vec<_> = keys.into_iter().map(|key| (key.clone(), self.0.submit(key))).collect();
        let mut found = Vec::with_capacity(answers.len());
        for (key, answer) in answers {
            if let Some(value) = answer_of(answer).await? {
                found.push((key, value));
            }
        }
        Ok(found)
    }
}

async fn answer_of<V>(submitted: Result<oneshot::Receiver<Answer<V>>, QueueFull>) -> Answer<V> {
    let answer = submitted.map_err(|QueueFull| Error::Unavailable)?;
    answer.await.unwrap_or_else(|_| Err(Error::Internal(anyhow!("a shared look-up was given up"))))
}

struct Query<K, V> {
    read: Box<dyn Fn(Vec<K>) -> Reading<K, V> + Send + Sync>,
    gather: Gather,
    /// When the last query ended.
    last: Mutex<Option<Instant>>,
}

impl<K, V> Query<K, V> {
    fn last(&self) -> MutexGuard<'_, Option<Instant>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K, V> BatchHandler for Query<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    type Item = K;
    type Output = Answer<V>;

    fn limits(&self) -> Limits {
        match self.gather {
            Gather::Turns => Limits::default(),
            Gather::Window => Limits { waiting: usize::MAX, batch: usize::MAX },
        }
    }

    async fn gather(&self) {
        match self.gather {
            Gather::Turns => let_others_run().await,
            Gather::Window => {
                let busy = self.last().is_some_and(|last| last.elapsed() < BUSY);
                if busy {
                    sleep(BATCH_WINDOW).await;
                }
            }
        }
    }

    async fn handle(&self, keys: Vec<K>) -> Vec<Answer<V>> {
        let different: Vec<K> = keys.iter().cloned().collect::<HashSet<_>>().into_iter().collect();
        match self.read(different).await {
            Ok(found) => keys.iter().map(|key| Ok(found.get(key).cloned())).collect(),
            Err(error) => {
                // Logged once, for all callers.
                error.log();
                keys.iter().map(|_| Err(error.for_another())).collect()
            }
        }
    }
}

impl<K, V> Query<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    async fn read(&self, mut keys: Vec<K>) -> Result<HashMap<K, V>> {
        let mut found = HashMap::with_capacity(keys.len());
        while !keys.is_empty() {
            let rest = keys.split_off(keys.len().min(MAX_KEYS));
            let read = in_time((self.read)(keys)).await;
            *self.last() = Some(Instant::now());
            found.extend(read?);
            keys = rest;
        }
        Ok(found)
    }
}

impl<K, V> fmt::Debug for Loader<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loader").field(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn many_at_once_share_a_query() {
        let queries = Arc::new(AtomicUsize::new(0));
        let counted = queries.clone();
        let doubled = Loader::new(move |keys: Vec<i64>| {
            counted.fetch_add(1, Ordering::Relaxed);
            async move { Ok(keys.into_iter().filter(|key| *key < 900).map(|key| (key, key * 2)).collect()) }
        });
        assert_eq!(doubled.get(4).await.unwrap(), Some(8));
        let found = doubled.get_all((0..1_000).chain(0..1_000)).await.unwrap();
        assert_eq!(found.len(), 1_800);
        assert!(found.iter().all(|(key, value)| key * 2 == *value));
        assert_eq!(doubled.get(950).await.unwrap(), None);
        assert_eq!(queries.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn a_query_that_panics_leaves_no_caller_waiting_and_the_next_one_is_read() {
        let halves = Loader::new(|keys: Vec<u8>| async move {
            assert!(!keys.contains(&1), "an odd one");
            Ok(keys.into_iter().map(|key| (key, key / 2)).collect())
        });
        assert!(matches!(halves.get(1).await, Err(Error::Internal(_))));
        assert_eq!(halves.get(4).await.unwrap(), Some(2));
    }

    #[tokio::test]
    async fn a_failure_reaches_all_callers_of_its_batch_and_no_later_one() {
        let attempts = AtomicUsize::new(0);
        let failing = Loader::new(move |keys: Vec<u8>| {
            let fails = attempts.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if fails {
                    Err(Error::DatabaseUnavailable)
                } else {
                    Ok(keys.into_iter().map(|key| (key, ())).collect())
                }
            }
        });
        let (one, other) = tokio::join!(failing.get(1), failing.get(2));
        assert!(matches!(one, Err(Error::DatabaseUnavailable)) && matches!(other, Err(Error::DatabaseUnavailable)));
        assert_eq!(failing.get(1).await.unwrap(), Some(()));
    }
}
