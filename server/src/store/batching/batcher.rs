//! What is asked while a batch is under way waits, and shares the next one.
//!
//! So the cost of a commit, or of a query, is paid once for all who came meanwhile, and nobody waits for a clock: who
//! finds nothing under way is worked on as soon as whoever else is ready to ask has done so. An answer is never older than
//! its question.
//!
//! * Questions are handed over in the order of their arrival.
//! * Who goes away while waiting changes nothing: the question is answered all the same.
//! * What waits is bounded; beyond, a caller is told at once.
//!
//! No task waits for work: one is started with the first question and ends with the last.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// So much may wait.
const MOST_WAITING: usize = 10_000;
/// So much shares a batch at most: a larger one would only hold others up.
const BATCH: usize = 256;

/// So many turns do all tasks that are ready get before a batch is closed. Each reads what has arrived meanwhile, and
/// who has just been told the answer of one batch may be in the next already. An idle server's turns take microseconds.
const TURNS: usize = 3;

/// What answers questions, many at a time.
pub(crate) trait Carrier: Send + Sync + 'static {
    /// A question.
    type Ask: Send;
    /// Its answer.
    type Answer: Send;

    /// Answers these questions, each in its place; and in time, as everybody waits for it.
    fn carry(&self, asks: Vec<Self::Ask>) -> impl Future<Output = Vec<Self::Answer>> + Send;
}

/// Questions on their way to a [`Carrier`]. Cheap to clone.
pub(crate) struct Batches<C: Carrier>(Arc<Shared<C>>);

struct Shared<C: Carrier> {
    carrier: C,
    queue: Mutex<Queue<C>>,
}

struct Queue<C: Carrier> {
    waiting: VecDeque<Waiting<C>>,
    /// How many are in the batch that is under way.
    carried: usize,
    working: bool,
}

type Waiting<C> = (<C as Carrier>::Ask, oneshot::Sender<<C as Carrier>::Answer>);

impl<C: Carrier> std::fmt::Debug for Batches<C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batches").field("unanswered", &self.unanswered()).finish_non_exhaustive()
    }
}

impl<C: Carrier> Clone for Batches<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<C: Carrier> Batches<C> {
    pub(crate) fn new(carrier: C) -> Self {
        let queue = Queue { waiting: VecDeque::new(), carried: 0, working: false };
        Self(Arc::new(Shared { carrier, queue: Mutex::new(queue) }))
    }

    /// How many questions nobody has been told the answer of yet.
    pub(crate) fn unanswered(&self) -> usize {
        let queue = self.0.queue();
        queue.waiting.len() + queue.carried
    }

    /// Asks. Nothing: too much waits, or the carrier has failed badly.
    pub(crate) async fn ask(&self, ask: C::Ask) -> Option<C::Answer> {
        let (answer, told) = oneshot::channel();
        let start = {
            let mut queue = self.0.queue();
            if queue.waiting.len() >= MOST_WAITING {
                return None;
            }
            queue.waiting.push_back((ask, answer));
            !std::mem::replace(&mut queue.working, true)
        };
        if start {
            #[expect(clippy::disallowed_methods, reason = "it ends with the last question, and leaves nobody waiting")]
            tokio::spawn(Worker { shared: self.0.clone(), ended: false }.work());
        }
        told.await.ok()
    }
}

impl<C: Carrier> Shared<C> {
    fn queue(&self) -> MutexGuard<'_, Queue<C>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works the queue off.
struct Worker<C: Carrier> {
    shared: Arc<Shared<C>>,
    ended: bool,
}

impl<C: Carrier> Worker<C> {
    async fn work(mut self) {
        loop {
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
            let (asks, askers): (Vec<_>, Vec<_>) = self.next().into_iter().unzip();
            if asks.is_empty() {
                return;
            }
            let answers = self.shared.carrier.carry(asks).await;
            for (asker, answer) in askers.into_iter().zip(answers) {
                // Who has gone away needs no answer.
                asker.send(answer).ok();
            }
            self.shared.queue().carried = 0;
        }
    }

    /// The questions of the next batch; none: the queue is empty and this worker has ended.
    fn next(&mut self) -> Vec<Waiting<C>> {
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

impl<C: Carrier> Drop for Worker<C> {
    /// A worker that was stopped half-way must not leave anybody waiting for ever.
    fn drop(&mut self) {
        if !self.ended {
            let mut queue = self.shared.queue();
            (queue.working, queue.carried) = (false, 0);
            queue.waiting.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    /// Doubles numbers, when it is let; falls over a zero.
    #[derive(Default)]
    struct Doubling {
        batches: AtomicUsize,
        gate: Option<Arc<Semaphore>>,
    }

    impl Carrier for Doubling {
        type Ask = u32;
        type Answer = u32;

        async fn carry(&self, asks: Vec<u32>) -> Vec<u32> {
            self.batches.fetch_add(1, Ordering::Relaxed);
            if let Some(gate) = &self.gate {
                gate.acquire().await.unwrap().forget();
            }
            assert!(!asks.contains(&0), "a zero");
            asks.into_iter().map(|n| n * 2).collect()
        }
    }

    #[tokio::test]
    async fn what_comes_meanwhile_shares_the_next_batch() {
        let gate = Arc::new(Semaphore::new(0));
        let batches = Batches::new(Doubling { gate: Some(gate.clone()), ..Doubling::default() });
        let ask = |n| {
            let batches = batches.clone();
            #[expect(clippy::disallowed_methods, reason = "several ask at once")]
            tokio::spawn(async move { batches.ask(n).await })
        };
        let mut asked = vec![ask(1)];
        while batches.0.carrier.batches.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        asked.extend((2..=10).map(ask));
        while batches.unanswered() < 10 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(2);
        let answers = join_all(asked).await;
        assert_eq!(
            answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
            (1..=10).map(|n| Some(n * 2)).collect::<Vec<_>>()
        );
        assert_eq!(batches.0.carrier.batches.load(Ordering::Relaxed), 2);
        assert_eq!(batches.unanswered(), 0);
    }

    #[tokio::test]
    async fn a_carrier_that_panics_leaves_nobody_waiting_and_works_again() {
        let batches = Batches::new(Doubling::default());
        assert_eq!(batches.ask(0).await, None);
        assert_eq!(batches.ask(4).await, Some(8));
    }
}
