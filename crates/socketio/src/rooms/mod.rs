//! [`Rooms`]: which members get which events.
//!
//! The members are split over shard tasks. Each task owns its members' part of every room, so a delivery takes no lock
//! over a room. Joins, leaves and sends reach each shard in the order of the calls.

mod delivery;
mod membership;
mod shard;

use std::{
    fmt,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::future::BoxFuture;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc, oneshot};

use self::shard::{AdmissionId, Command, Post};
use crate::{event::Event, event_sender::EventSender};

/// How many events may wait for the shards. [`Rooms::send`] waits while there are more.
const MAX_QUEUED_EVENTS: usize = 1024;

/// Rooms named by `K`, with senders as members. Dropping this ends its tasks.
pub struct Rooms<K> {
    shards: Vec<mpsc::UnboundedSender<Command<K>>>,
    /// Held while an event is handed to the shards, so that every shard gets the events in the same order.
    order: Mutex<()>,
    places: Arc<Semaphore>,
    /// Admissions made so far.
    admissions: AtomicU64,
}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> Rooms<K> {
    /// Starts `shards` tasks, at least one. More than the machine has cores gain nothing. To be called within a
    /// runtime.
    pub fn new(shards: usize) -> Self {
        #[expect(clippy::disallowed_methods, reason = "for an application that does not watch its tasks")]
        Self::spawned(shards, |shard| drop(tokio::spawn(shard)))
    }

    /// The same, with `spawn` to start each task. A task ends when this is dropped. If one ends earlier, its members
    /// get no events: the application has to watch for that.
    pub fn spawned(shards: usize, spawn: impl Fn(BoxFuture<'static, ()>)) -> Self {
        let shards = (0..shards.max(1)).map(|_| {
            let (commands, received) = mpsc::unbounded_channel();
            spawn(Box::pin(shard::run(received)));
            commands
        });
        Self {
            shards: shards.collect(),
            order: Mutex::default(),
            places: Arc::new(Semaphore::new(MAX_QUEUED_EVENTS)),
            admissions: AtomicU64::new(0),
        }
    }

    fn shard_of(&self, sender: &EventSender) -> &mpsc::UnboundedSender<Command<K>> {
        &self.shards[sender.key().shard(self.shards.len())]
    }

    fn tell(&self, sender: &EventSender, command: Command<K>) {
        // A shard ends with the last handle to its channel, and this is one.
        self.shard_of(sender).send(command).ok();
    }

    /// Makes the sender a member of the room from now on. Joining twice makes one membership: the second join neither
    /// doubles nor withholds an event. A closed sender is not let in.
    pub fn join(&self, sender: &EventSender, room: K) {
        self.admit(sender, [room]).start(Vec::new(), 0);
    }

    /// Lets a member into rooms without serving it yet: from now on the events of these rooms, and of the member's
    /// other rooms, wait for [`Admission::start`].
    ///
    /// That makes reading and joining one step. What was sent before this call was in the log before it, so a snapshot
    /// or a stretch of the log that is read afterwards has it; what is sent after this call waits. Nothing is missed or
    /// doubled in between.
    pub fn admit(&self, sender: &EventSender, rooms: impl Into<Arc<[K]>>) -> Admission<K> {
        let (rooms, id) = (rooms.into(), AdmissionId(self.admissions.fetch_add(1, Ordering::Relaxed)));
        self.tell(sender, Command::Admit { id, sender: sender.clone(), rooms: rooms.clone() });
        Admission { id, shard: self.shard_of(sender).clone(), sender: sender.clone(), rooms, started: false }
    }

    /// Ends a membership.
    pub fn leave(&self, sender: &EventSender, room: K) {
        let member = sender.key();
        self.tell(sender, Command::Leave { member, room });
    }

    /// Ends all memberships of a member. If its client is gone, close the sender first, so that a join under way is not
    /// granted.
    pub fn leave_all(&self, sender: &EventSender) {
        let member = sender.key();
        self.tell(sender, Command::LeaveAll { member });
    }

    /// Sends an event to the members of some rooms. A member of several gets one copy. Returns when the event is
    /// queued, not when it is delivered.
    pub async fn send(&self, rooms: impl Into<Arc<[K]>>, event: Event) {
        let place = self.places.clone().acquire_owned().await;
        let post = Post { rooms: rooms.into(), event, place: place.ok().map(Arc::new) };
        let _same_order_everywhere = self.order.lock();
        for shard in &self.shards {
            shard.send(Command::Send(post.clone())).ok();
        }
    }

    /// The number of members of a room, after everything that was asked for before this call.
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

/// A member that has been let into rooms and is not served yet. If this is dropped unstarted, the member is let out
/// again and its other rooms go on.
#[must_use = "the member's events wait until the admission is started"]
pub struct Admission<K> {
    id: AdmissionId,
    shard: mpsc::UnboundedSender<Command<K>>,
    sender: EventSender,
    rooms: Arc<[K]>,
    started: bool,
}

impl<K> Admission<K> {
    /// Sends `replay`, then what waited, then goes on live. The rooms' events up to the position `after` (counted from
    /// 1; 0 leaves out none) count as known and are left out. In a room that the member was in before, nothing is left
    /// out: its first join already decided that.
    ///
    /// A `replay` moves the client's recovery offset to its last position. So it belongs to the recovery of a session,
    /// with all its rooms in one admission. A member that joins one more room gets what it missed there in the answer,
    /// and the position at which the answer was read as `after`.
    pub fn start(mut self, replay: Vec<Event>, after: u64) {
        self.started = true;
        let (id, member, rooms) = (self.id, self.sender.key(), self.rooms.clone());
        let command = Command::Start { id, member, rooms, replay, after };
        self.shard.send(command).ok();
    }
}

impl<K> Drop for Admission<K> {
    fn drop(&mut self) {
        if !self.started {
            let (id, member, rooms) = (self.id, self.sender.key(), self.rooms.clone());
            let command = Command::Withdraw { id, member, rooms };
            self.shard.send(command).ok();
        }
    }
}

impl<K> fmt::Debug for Admission<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission").field("sender", &self.sender).finish_non_exhaustive()
    }
}
