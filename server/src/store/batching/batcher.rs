//! Work that arrives while a batch is under way waits, and shares the next batch.
//!
//! So the cost of a commit or a query is paid once for all callers that came meanwhile, and no caller waits for a clock:
//! if no batch is running, one starts after the tasks that are already runnable have been polled. An item is handled
//! after it was submitted, never before.
//!
//! * Items are handled in the order of their arrival.
//! * A caller that goes away while it waits changes nothing: its item is handled all the same.
//! * The queue is bounded; beyond it, a caller is refused at once.
//! * A batch that panics leaves no caller waiting; the next item starts anew.
//!
//! No task waits for work: a worker starts with the first item and ends with the last.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// How often a worker yields before it closes a batch. Each turn lets all runnable tasks submit their items, and a
/// caller that has just got its answer from one batch may be in the next already. On an idle server a turn takes
/// microseconds.
const TURNS: usize = 3;

/// How many items wait, and how many share a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The most items that wait for the next batch; a caller beyond it is refused.
    pub(crate) waiting: usize,
    /// The most items of one batch: a larger one would only hold its first callers up.
    pub(crate) batch: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { waiting: 10_000, batch: 256 }
    }
}

/// Does the work of a [`Batcher`].
pub(crate) trait BatchHandler: Send + Sync + 'static {
    /// What a caller submits.
    type Item: Send;
    /// What the caller gets for it.
    type Output: Send;

    fn limits(&self) -> Limits {
        Limits::default()
    }

    /// Waits for items that are about to arrive, before a batch is closed.
    fn gather(&self) -> impl Future<Output = ()> + Send {
        let_others_run()
    }

    /// Handles a batch. The outputs come in the order of the items, and within a bounded time: every caller waits.
    fn handle(&self, items: Vec<Self::Item>) -> impl Future<Output = Vec<Self::Output>> + Send;
}

/// Lets every task that is runnable now run a few times.
pub(super) async fn let_others_run() {
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
}

/// The queue has no room for another item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct QueueFull;

/// The queue in front of a [`BatchHandler`]. Cheap to clone.
pub(crate) struct Batcher<H: BatchHandler>(Arc<Shared<H>>);

struct Shared<H: BatchHandler> {
    handler: H,
    queue: Mutex<Queue<H>>,
}

struct Queue<H: BatchHandler> {
    waiting: VecDeque<Waiting<H>>,
    /// How many items the batch under way has.
    under_way: usize,
    /// Whether a worker runs.
    working: bool,
}

type Waiting<H> = (<H as BatchHandler>::Item, oneshot::Sender<<H as BatchHandler>::Output>);

impl<H: BatchHandler> std::fmt::Debug for Batcher<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batcher").field("unanswered", &self.unanswered()).finish_non_exhaustive()
    }
}

impl<H: BatchHandler> Clone for Batcher<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H: BatchHandler> Batcher<H> {
    pub(crate) fn new(handler: H) -> Self {
        let queue = Queue { waiting: VecDeque::new(), under_way: 0, working: false };
        Self(Arc::new(Shared { handler, queue: Mutex::new(queue) }))
    }

    /// How many items have no output yet.
    pub(crate) fn unanswered(&self) -> usize {
        let queue = self.0.queue();
        queue.waiting.len() + queue.under_way
    }

    /// Queues an item, and returns where its output will arrive: an error there means that the batch has panicked.
    ///
    /// # Errors
    /// [`QueueFull`]; the item is not handled.
    pub(crate) fn submit(&self, item: H::Item) -> Result<oneshot::Receiver<H::Output>, QueueFull> {
        let (answer, answered) = oneshot::channel();
        let start = {
            let mut queue = self.0.queue();
            if queue.waiting.len() >= self.0.handler.limits().waiting {
                return Err(QueueFull);
            }
            queue.waiting.push_back((item, answer));
            !std::mem::replace(&mut queue.working, true)
        };
        if start {
            // A task of its own: the caller may go away.
            #[expect(clippy::disallowed_methods, reason = "it ends with the last item, and leaves no caller waiting")]
            tokio::spawn(Worker { shared: self.0.clone(), ended: false }.work());
        }
        Ok(answered)
    }
}

impl<H: BatchHandler> Shared<H> {
    fn queue(&self) -> MutexGuard<'_, Queue<H>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Handles batches until the queue is empty.
struct Worker<H: BatchHandler> {
    shared: Arc<Shared<H>>,
    ended: bool,
}

impl<H: BatchHandler> Worker<H> {
    async fn work(mut self) {
        loop {
            self.shared.handler.gather().await;
            let (items, callers): (Vec<_>, Vec<_>) = self.next().into_iter().unzip();
            if items.is_empty() {
                return;
            }
            let outputs = self.shared.handler.handle(items).await;
            for (caller, output) in callers.into_iter().zip(outputs) {
                // A caller that has gone away needs no answer.
                caller.send(output).ok();
            }
            self.shared.queue().under_way = 0;
        }
    }

    /// The items of the next batch. If there are none, this worker has ended.
    fn next(&mut self) -> Vec<Waiting<H>> {
        let mut queue = self.shared.queue();
        let count = queue.waiting.len().min(self.shared.handler.limits().batch);
        queue.under_way = count;
        if count == 0 {
            queue.working = false;
            self.ended = true;
        }
        queue.waiting.drain(..count).collect()
    }
}

impl<H: BatchHandler> Drop for Worker<H> {
    /// A worker that stops half-way, in a panic or with the runtime, lets go of all who wait.
    fn drop(&mut self) {
        if !self.ended {
            let mut queue = self.shared.queue();
            (queue.working, queue.under_way) = (false, 0);
            queue.waiting.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::{sync::Semaphore, task::JoinHandle};

    use super::*;

    /// Doubles numbers, once the gate lets it; panics at a zero.
    #[derive(Default)]
    struct Doubling {
        batches: AtomicUsize,
        gate: Option<Arc<Semaphore>>,
    }

    impl BatchHandler for Doubling {
        type Item = u32;
        type Output = u32;

        fn limits(&self) -> Limits {
            Limits { waiting: 9, ..Limits::default() }
        }

        async fn handle(&self, items: Vec<u32>) -> Vec<u32> {
            self.batches.fetch_add(1, Ordering::Relaxed);
            if let Some(gate) = &self.gate {
                gate.acquire().await.unwrap().forget();
            }
            assert!(!items.contains(&0), "a zero");
            items.into_iter().map(|n| n * 2).collect()
        }
    }

    /// One caller with its item.
    fn calls(batcher: &Batcher<Doubling>, item: u32) -> JoinHandle<Option<u32>> {
        let batcher = batcher.clone();
        #[expect(clippy::disallowed_methods, reason = "several callers at once")]
        tokio::spawn(async move { batcher.submit(item).unwrap().await.ok() })
    }

    /// A batcher whose first batch is under way, with that batch's caller. No batch ends before the gate opens.
    async fn busy_batcher() -> (Batcher<Doubling>, Arc<Semaphore>, JoinHandle<Option<u32>>) {
        let gate = Arc::new(Semaphore::new(0));
        let batcher = Batcher::new(Doubling { gate: Some(gate.clone()), ..Doubling::default() });
        let first = calls(&batcher, 1);
        while batcher.0.handler.batches.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        (batcher, gate, first)
    }

    async fn until_unanswered(batcher: &Batcher<Doubling>, count: usize) {
        while batcher.unanswered() < count {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn items_that_arrive_meanwhile_share_the_next_batch() {
        let (batcher, gate, first) = busy_batcher().await;
        let mut callers = vec![first];
        callers.extend((2..=10).map(|item| calls(&batcher, item)));
        until_unanswered(&batcher, 10).await;
        gate.add_permits(2);
        let answers = join_all(callers).await;
        assert_eq!(
            answers.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
            (1..=10).map(|n| Some(n * 2)).collect::<Vec<_>>()
        );
        assert_eq!(batcher.0.handler.batches.load(Ordering::Relaxed), 2);
        assert_eq!(batcher.unanswered(), 0);
    }

    #[tokio::test]
    async fn a_caller_beyond_the_bound_is_refused_at_once_and_the_others_are_answered() {
        let (batcher, gate, first) = busy_batcher().await;
        let waiting: Vec<_> = (2..=10).map(|item| batcher.submit(item).unwrap()).collect();
        assert_eq!(batcher.submit(11).err(), Some(QueueFull));
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), Some(2));
        for (answer, item) in waiting.into_iter().zip(2..) {
            assert_eq!(answer.await.unwrap(), item * 2);
        }
    }

    #[tokio::test]
    async fn the_item_of_a_caller_that_goes_away_is_handled_all_the_same() {
        let (batcher, gate, first) = busy_batcher().await;
        drop(batcher.submit(2).unwrap());
        until_unanswered(&batcher, 2).await;
        gate.add_permits(2);
        first.await.unwrap();
        while batcher.unanswered() > 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(batcher.0.handler.batches.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn a_batch_that_panics_leaves_no_caller_waiting_and_the_next_one_is_handled() {
        let batcher = Batcher::new(Doubling::default());
        assert!(batcher.submit(0).unwrap().await.is_err());
        assert_eq!(batcher.submit(4).unwrap().await, Ok(8));
    }
}
