//! [`Rooms`]: who gets which events.
//!
//! The members are split over shard tasks, each owning its members' part of every room, so a delivery
//! takes no lock over a room. Joins, leaves and sends reach each shard in the order of the calls.

mod delivery;
mod membership;
mod shard;

use std::{
    fmt,
    hash::Hash,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::BoxFuture;
use tokio::sync::{Semaphore, mpsc, oneshot};

use self::shard::{Command, Post};
use crate::{event::Event, outlet::Outlet};

/// Events that may wait for the shards; who sends more waits as well.
const QUEUED_EVENTS: usize = 1024;

/// Rooms named by `K`, with outlets as members. Dropping it ends its tasks.
pub struct Rooms<K> {
    shards: Vec<mpsc::UnboundedSender<Command<K>>>,
    /// Events come to every shard in the same order.
    order: Mutex<()>,
    places: Arc<Semaphore>,
    /// Admissions made so far.
    admissions: AtomicU64,
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Rooms<K> {
    /// Starts `shards` tasks (at least one); more than the machine has cores to spare gain nothing.
    /// To be called within a runtime.
    pub fn new(shards: usize) -> Self {
        #[expect(clippy::disallowed_methods, reason = "for an application that does not watch its tasks")]
        Self::spawned(shards, |shard| drop(tokio::spawn(shard)))
    }

    /// The same, with `spawn` to start each task. A task ends when this is dropped; whatever else ends one leaves its
    /// members without events, and is for the application to notice.
    pub fn spawned(shards: usize, spawn: impl Fn(BoxFuture<'static, ()>)) -> Self {
        let shards = (0..shards.max(1)).map(|_| {
            let (commands, received) = mpsc::unbounded_channel();
            spawn(Box::pin(shard::run(received)));
            commands
        });
        Self {
            shards: shards.collect(),
            order: Mutex::default(),
            places: Arc::new(Semaphore::new(QUEUED_EVENTS)),
            admissions: AtomicU64::new(0),
        }
    }

    fn shard_of(&self, outlet: &Outlet) -> &mpsc::UnboundedSender<Command<K>> {
        // Allocations are some cache lines apart.
        &self.shards[(outlet.key().0 >> 7) % self.shards.len()]
    }

    fn tell(&self, outlet: &Outlet, command: Command<K>) {
        // A shard ends with its last sender; this is one.
        self.shard_of(outlet).send(command).ok();
    }

    /// Makes a member of the room from now on. Joining twice is one membership, which the second time neither doubles
    /// nor withholds an event of. A closed outlet is not let in.
    pub fn join(&self, outlet: &Outlet, room: K) {
        self.admit(outlet, [room]).start(Vec::new(), 0);
    }

    /// Lets a member into rooms without serving it yet: from now on whatever the rooms are sent, and
    /// the member's other rooms, waits for [`Admission::start`].
    ///
    /// That makes reading and joining one step: what was sent before this call was in the log before
    /// it, so a snapshot or a stretch of the log that is read afterwards has it, and what is sent
    /// after this call waits. Nothing is missed or doubled in between.
    pub fn admit(&self, outlet: &Outlet, rooms: impl Into<Arc<[K]>>) -> Admission<K> {
        let (rooms, id) = (rooms.into(), self.admissions.fetch_add(1, Ordering::Relaxed));
        self.tell(outlet, Command::Admit { id, outlet: outlet.clone(), rooms: rooms.clone() });
        Admission { id, shard: self.shard_of(outlet).clone(), outlet: outlet.clone(), rooms, started: false }
    }

    /// Ends a membership.
    pub fn leave(&self, outlet: &Outlet, room: K) {
        let member = outlet.key();
        self.tell(outlet, Command::Leave { member, room });
    }

    /// Ends all memberships of a member. Close the outlet first when its client is gone, so that a
    /// join still under way comes to nothing.
    pub fn leave_all(&self, outlet: &Outlet) {
        let member = outlet.key();
        self.tell(outlet, Command::LeaveAll { member });
    }

    /// Sends an event to the members of some rooms; a member of several gets one copy. Returns when
    /// there is a place in the queue, not when it is delivered.
    pub async fn send(&self, rooms: impl Into<Arc<[K]>>, event: Event) {
        let place = self.places.clone().acquire_owned().await;
        let post = Post { rooms: rooms.into(), event, place: place.ok().map(Arc::new) };
        let _same_order_everywhere = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        for shard in &self.shards {
            shard.send(Command::Send(post.clone())).ok();
        }
    }

    /// The number of members of a room once everything asked for before has been done.
    pub async fn count(&self, room: &K) -> usize {
        let replies: Vec<_> = self
            .shards
            .iter()
            .map(|shard| {
                let (reply, answer) = oneshot::channel();
                let room = room.clone();
                shard.send(Command::Count { room, reply }).ok();
                answer
            })
            .collect();
        let mut count = 0;
        for reply in replies {
            count += reply.await.unwrap_or_default();
        }
        count
    }
}

impl<K> fmt::Debug for Rooms<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rooms").field("shards", &self.shards.len()).finish_non_exhaustive()
    }
}

/// A member that has been let into rooms and is not served yet. Dropped unstarted, it is let out
/// again, and its other rooms go on.
#[must_use = "the member's events wait until the admission is started"]
pub struct Admission<K> {
    id: u64,
    shard: mpsc::UnboundedSender<Command<K>>,
    outlet: Outlet,
    rooms: Arc<[K]>,
    started: bool,
}

impl<K> Admission<K> {
    /// Sends `replay`, then what waited, then goes on live. Of the rooms' events, those at or below
    /// position `after` (counted from 1; 0 leaves out none) are taken to be known and left out. In a
    /// room that it was a member of before, nothing is left out: whoever joined it first goes by its events.
    ///
    /// A `replay` moves the client's recovery offset to its last position. So it belongs to the
    /// recovery of a session, with all its rooms in one admission; a member that joins one room more
    /// gets what it missed there in the answer, and the position it was read at as `after`.
    pub fn start(mut self, replay: Vec<Event>, after: u64) {
        self.started = true;
        let (id, member, rooms) = (self.id, self.outlet.key(), self.rooms.clone());
        let command = Command::Start { id, member, rooms, replay, after };
        self.shard.send(command).ok();
    }
}

impl<K> Drop for Admission<K> {
    fn drop(&mut self) {
        if !self.started {
            let (id, member, rooms) = (self.id, self.outlet.key(), self.rooms.clone());
            let command = Command::Withdraw { id, member, rooms };
            self.shard.send(command).ok();
        }
    }
}

impl<K> fmt::Debug for Admission<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission").field("outlet", &self.outlet).finish_non_exhaustive()
    }
}
