//! Look-ups that come at the same time share a query: when thousands of clients come back in a moment, the number of
//! queries grows with what they ask for and with the moments, not with the clients.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::oneshot,
    time::{Instant, sleep, timeout},
};

use crate::error::{Error, Result};

/// How long look-ups gather while there are many. One that comes alone does not wait.
const GATHER: Duration = Duration::from_millis(10);
/// How long after a query there may be many.
const BUSY: Duration = Duration::from_millis(100);
/// A database that takes longer to answer will not.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most keys of one query.
const KEYS: usize = 1_000;

type Reading<K, V> = Pin<Box<dyn Future<Output = Result<HashMap<K, V>>> + Send>>;

/// Finds values by key, many with one query. A value is read after it was asked for, never before.
pub(crate) struct Gathered<K, V> {
    shared: Arc<Shared<K, V>>,
}

struct Shared<K, V> {
    read: Box<dyn Fn(Vec<K>) -> Reading<K, V> + Send + Sync>,
    state: Mutex<State<K, V>>,
}

struct State<K, V> {
    waiting: HashMap<K, Vec<oneshot::Sender<Result<Option<V>>>>>,
    reading: bool,
    last: Option<Instant>,
}

impl<K, V> Gathered<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    /// By `read`, which answers for some keys at once; a key without a value is left out of its answer.
    pub(crate) fn new<F>(read: impl Fn(Vec<K>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<HashMap<K, V>>> + Send + 'static,
    {
        let state = State { waiting: HashMap::new(), reading: false, last: None };
        let shared = Shared { read: Box::new(move |keys| Box::pin(read(keys))), state: Mutex::new(state) };
        Self { shared: Arc::new(shared) }
    }

    /// The value of a key.
    ///
    /// # Errors
    /// The query failed.
    pub(crate) async fn get(&self, key: K) -> Result<Option<V>> {
        let answer = self.ask(key);
        answer.await.unwrap_or_else(|_| Err(Error::Internal(anyhow::anyhow!("a shared look-up was given up"))))
    }

    /// The values of the keys that have one.
    ///
    /// # Errors
    /// The query failed.
    pub(crate) async fn get_all(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<(K, V)>> {
        let answers: Vec<_> = keys.into_iter().map(|key| (key.clone(), self.ask(key))).collect();
        let mut found = Vec::with_capacity(answers.len());
        for (key, answer) in answers {
            let gone = |_| Err(Error::Internal(anyhow::anyhow!("a shared look-up was given up")));
            if let Some(value) = answer.await.unwrap_or_else(gone)? {
                found.push((key, value));
            }
        }
        Ok(found)
    }

    fn ask(&self, key: K) -> oneshot::Receiver<Result<Option<V>>> {
        let (answer, answered) = oneshot::channel();
        let mut state = self.shared.state();
        state.waiting.entry(key).or_default().push(answer);
        if !state.reading {
            state.reading = true;
            // A task of its own: the one who asks may go away.
            #[expect(clippy::disallowed_methods, reason = "it ends when nobody waits, and leaves nobody waiting")]
            tokio::spawn(self.shared.clone().read_all());
        }
        answered
    }
}

impl<K, V> Shared<K, V>
where
    K: Clone + Eq + Hash + Send + 'static,
    V: Clone + Send + 'static,
{
    async fn read_all(self: Arc<Self>) {
        let mut reader = Reader { shared: &self, ended: false };
        loop {
            let busy = self.state().last.is_some_and(|last| last.elapsed() < BUSY);
            if busy {
                sleep(GATHER).await;
            }
            let mut asked = {
                let mut state = self.state();
                if state.waiting.is_empty() {
                    state.reading = false;
                    reader.ended = true;
                    return;
                }
                let keys: Vec<K> = state.waiting.keys().take(KEYS).cloned().collect();
                keys.into_iter().filter_map(|key| state.waiting.remove_entry(&key)).collect::<HashMap<_, _>>()
            };
            let found = timeout(PATIENCE, (self.read)(asked.keys().cloned().collect())).await;
            let found = found.unwrap_or(Err(Error::DatabaseUnavailable));
            self.state().last = Some(Instant::now());
            match found {
                Ok(found) => {
                    for (key, answers) in asked.drain() {
                        for answer in answers {
                            answer.send(Ok(found.get(&key).cloned())).ok();
                        }
                    }
                }
                Err(error) => {
                    // Logged once, for all.
                    error.log();
                    for answer in asked.into_values().flatten() {
                        let error = match error {
                            Error::DatabaseUnavailable => Error::DatabaseUnavailable,
                            _ => Error::Internal(anyhow::anyhow!("a shared look-up failed")),
                        };
                        answer.send(Err(error)).ok();
                    }
                }
            }
        }
    }
}

impl<K, V> Shared<K, V> {
    fn state(&self) -> MutexGuard<'_, State<K, V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever reads for all.
struct Reader<'a, K, V> {
    shared: &'a Shared<K, V>,
    ended: bool,
}

impl<K, V> Drop for Reader<'_, K, V> {
    /// One that was stopped half-way must not leave anybody waiting for ever.
    fn drop(&mut self) {
        if !self.ended {
            let mut state = self.shared.state();
            state.reading = false;
            state.waiting.clear();
        }
    }
}

impl<K, V> fmt::Debug for Gathered<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gathered").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn many_at_once_share_a_query() {
        let queries = Arc::new(AtomicUsize::new(0));
        let counted = queries.clone();
        let doubled = Gathered::new(move |keys: Vec<i64>| {
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
    async fn a_reader_that_panics_leaves_nobody_waiting_and_reads_again() {
        let halves = Gathered::new(|keys: Vec<u8>| async move {
            assert!(!keys.contains(&1), "an odd one");
            Ok(keys.into_iter().map(|key| (key, key / 2)).collect())
        });
        assert!(matches!(halves.get(1).await, Err(Error::Internal(_))));
        assert_eq!(halves.get(4).await.unwrap(), Some(2));
    }

    #[tokio::test]
    async fn a_failure_reaches_all_who_asked_and_nobody_else() {
        let attempts = AtomicUsize::new(0);
        let failing = Gathered::new(move |keys: Vec<u8>| {
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
