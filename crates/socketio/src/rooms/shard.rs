//! [`Shard`]: some members and their part of every room, owned by one task.
//!
//! Events that arrive during a delivery are delivered together. Each member is found with the set of events for it, one
//! bit each, so that two of its rooms make one copy; it gets them in one write. The merged frames of a set are made
//! once.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use slab::Slab;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use crate::{
    event::Event,
    event_sender::{EventSender, SenderKey},
};

/// How many events are delivered together: as many as a set has bits.
const MAX_BATCH: usize = u64::BITS as usize;

/// Numbers the admissions of all shards in the order in which they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AdmissionId(pub(crate) u64);

pub(crate) enum Command<K> {
    Admit { id: AdmissionId, sender: EventSender, rooms: Arc<[K]> },
    Start { id: AdmissionId, member: SenderKey, rooms: Arc<[K]>, replay: Vec<Event>, after: u64 },
    Withdraw { id: AdmissionId, member: SenderKey, rooms: Arc<[K]> },
    Leave { member: SenderKey, room: K },
    LeaveAll { member: SenderKey },
    Send(Post<K>),
    Count { room: K, reply: oneshot::Sender<usize> },
}

/// An event on its way to some rooms.
pub(crate) struct Post<K> {
    pub(crate) rooms: Arc<[K]>,
    pub(crate) event: Event,
    /// Its place in the queue, given back when every shard has delivered it.
    pub(crate) place: Option<Arc<OwnedSemaphorePermit>>,
}

impl<K> Clone for Post<K> {
    fn clone(&self) -> Self {
        Self { rooms: self.rooms.clone(), event: self.event.clone(), place: self.place.clone() }
    }
}

pub(super) struct Shard<K> {
    pub(super) members: Slab<Member<K>>,
    pub(super) slots: HashMap<SenderKey, usize>,
    pub(super) rooms: HashMap<K, Vec<Membership>>,
}

pub(super) struct Member<K> {
    pub(super) sender: EventSender,
    pub(super) rooms: Vec<K>,
    /// The set of events for it, in the batch that is being delivered.
    pub(super) batch: u64,
    /// `Some` only while one of its admissions is not started.
    pub(super) pause: Option<Box<Pause<K>>>,
}

pub(super) struct Pause<K> {
    pub(super) admissions: usize,
    pub(super) waiting: Vec<(Arc<[K]>, Event)>,
    pub(super) waiting_bytes: usize,
}

pub(super) struct Membership {
    /// The member knows the events up to this position.
    pub(super) after: u64,
    pub(super) slot: usize,
    /// The admission that made it.
    pub(super) admitted_by: AdmissionId,
    /// How many admissions are not started, of those made before all were. Later ones are not counted: the membership
    /// is settled.
    pub(super) pending: u32,
    pub(super) started: bool,
    /// The member got what is up to `after` as events.
    pub(super) replayed: bool,
}

pub(crate) async fn run<K: Clone + Eq + Hash>(mut commands: mpsc::UnboundedReceiver<Command<K>>) {
    let mut shard = Shard { members: Slab::new(), slots: HashMap::new(), rooms: HashMap::new() };
    let mut received = Vec::with_capacity(MAX_BATCH);
    let mut posts = Vec::with_capacity(MAX_BATCH);
    while commands.recv_many(&mut received, MAX_BATCH).await > 0 {
        for command in received.drain(..) {
            if let Command::Send(post) = command {
                posts.push(post);
            } else {
                shard.deliver(&mut posts).await;
                shard.apply(command);
            }
        }
        shard.deliver(&mut posts).await;
    }
}

impl<K: Clone + Eq + Hash> Shard<K> {
    fn apply(&mut self, command: Command<K>) {
        match command {
            Command::Admit { id, sender, rooms } => self.admit(id, sender, &rooms),
            Command::Start { id, member, rooms, replay, after } => self.start(id, member, &rooms, &replay, after),
            Command::Withdraw { id, member, rooms } => self.withdraw(id, member, &rooms),
            Command::Leave { member, room } => {
                if let Some(&slot) = self.slots.get(&member) {
                    self.end_membership(slot, &room);
                    self.forget_if_idle(slot);
                }
            }
            Command::LeaveAll { member } => {
                if let Some(&slot) = self.slots.get(&member) {
                    for room in std::mem::take(&mut self.members[slot].rooms) {
                        self.take_out(slot, &room);
                    }
                    self.forget_if_idle(slot);
                }
            }
            Command::Count { room, reply } => {
                reply.send(self.rooms.get(&room).map_or(0, Vec::len)).ok();
            }
            Command::Send(_) => {}
        }
    }
}
