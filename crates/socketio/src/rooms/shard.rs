//! A shard: some members and their part of every room, owned by one task.
//!
//! Events that came meanwhile are delivered together: each member is found with the set of those that
//! are for it (one bit each, so that two of its rooms make one copy), and gets them in one write. The
//! merged frames of a set are made once.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use slab::Slab;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use crate::{event::Event, outlet::Outlet};

/// Events delivered together: as many as a set has bits.
const BATCH: usize = u64::BITS as usize;
pub(crate) type Key = (usize, u32);

pub(crate) enum Command<K> {
    Admit { id: u64, outlet: Outlet, rooms: Arc<[K]> },
    Start { id: u64, member: Key, rooms: Arc<[K]>, replay: Vec<Event>, after: u64 },
    Withdraw { id: u64, member: Key, rooms: Arc<[K]> },
    Leave { member: Key, room: K },
    LeaveAll { member: Key },
    Send(Post<K>),
    Count { room: K, reply: oneshot::Sender<usize> },
}

/// An event on its way to some rooms.
pub(crate) struct Post<K> {
    pub(crate) rooms: Arc<[K]>,
    pub(crate) event: Event,
    /// Its place in the queue, given back when every shard is done.
    pub(crate) place: Option<Arc<OwnedSemaphorePermit>>,
}

impl<K> Clone for Post<K> {
    fn clone(&self) -> Self {
        Self { rooms: self.rooms.clone(), event: self.event.clone(), place: self.place.clone() }
    }
}

pub(super) struct Shard<K> {
    pub(super) members: Slab<Member<K>>,
    pub(super) slots: HashMap<Key, usize>,
    pub(super) rooms: HashMap<K, Vec<Membership>>,
}

pub(super) struct Member<K> {
    pub(super) outlet: Outlet,
    pub(super) rooms: Vec<K>,
    /// The events of the batch under way that are for it.
    pub(super) batch: u64,
    /// Something only while an admission is not started.
    pub(super) pause: Option<Box<Pause<K>>>,
}

pub(super) struct Pause<K> {
    pub(super) admissions: usize,
    pub(super) waiting: Vec<(Arc<[K]>, Event)>,
    pub(super) waiting_bytes: usize,
}

pub(super) struct Membership {
    /// Events at or below are known to the member.
    pub(super) after: u64,
    pub(super) slot: usize,
    /// The admission that made it.
    pub(super) born: u64,
    /// Admissions from the time before it was settled that are not started. Once all are, it stays settled: later ones
    /// are not counted.
    pub(super) pending: u32,
    pub(super) started: bool,
    /// What is up to `after` has come as events.
    pub(super) replayed: bool,
}

pub(crate) async fn run<K: Clone + Eq + Hash>(mut commands: mpsc::UnboundedReceiver<Command<K>>) {
    let mut shard = Shard { members: Slab::new(), slots: HashMap::new(), rooms: HashMap::new() };
    let mut received = Vec::with_capacity(BATCH);
    let mut posts = Vec::with_capacity(BATCH);
    while commands.recv_many(&mut received, BATCH).await > 0 {
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
            Command::Admit { id, outlet, rooms } => self.admit(id, outlet, &rooms),
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
