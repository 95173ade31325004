//! Joining, being admitted and leaving, in one shard.

use std::hash::Hash;

use super::{
    delivery::merged,
    shard::{Key, Member, Membership, Pause, Shard},
};
use crate::{event::Event, outlet::Outlet};

impl<K: Clone + Eq + Hash> Shard<K> {
    pub(super) fn admit(&mut self, id: u64, outlet: Outlet, rooms: &[K]) {
        if !outlet.is_open() {
            return;
        }
        let slot = *self
            .slots
            .entry(outlet.key())
            .or_insert_with(|| self.members.insert(Member { outlet, rooms: Vec::new(), batch: 0, pause: None }));
        let member = &mut self.members[slot];
        let pause = member
            .pause
            .get_or_insert_with(|| Box::new(Pause { admissions: 0, waiting: Vec::new(), waiting_bytes: 0 }));
        pause.admissions += 1;
        for room in rooms {
            let member = &mut self.members[slot];
            if !member.rooms.contains(room) {
                member.rooms.reserve_exact(1);
                member.rooms.push(room.clone());
                self.rooms.entry(room.clone()).or_default().push(Membership {
                    after: 0,
                    slot,
                    born: id,
                    pending: 1,
                    started: false,
                    replayed: false,
                });
            } else if let Some(membership) = self.membership(slot, room) {
                // Of two that are made at the same moment, the later number may come first.
                membership.born = membership.born.min(id);
                if membership.pending > 0 {
                    membership.pending += 1;
                }
            }
        }
    }

    pub(super) fn start(&mut self, id: u64, member: Key, rooms: &[K], replay: &[Event], after: u64) {
        let Some(&slot) = self.slots.get(&member) else {
            return;
        };
        for room in rooms {
            if let Some(membership) = self.membership(slot, room).filter(|membership| membership.is_of(id)) {
                membership.start(!replay.is_empty(), after);
            }
        }
        if self.send(slot, replay) {
            self.end_admission(slot);
        } else {
            self.forget(slot);
        }
    }

    /// Sends events to a member. False: it is gone.
    fn send(&self, slot: usize, events: &[Event]) -> bool {
        let outlet = &self.members[slot].outlet;
        events.is_empty() || outlet.send_merged(&merged(events.iter(), outlet.form()), events.iter())
    }

    pub(super) fn withdraw(&mut self, id: u64, member: Key, rooms: &[K]) {
        let Some(&slot) = self.slots.get(&member) else {
            return;
        };
        for room in rooms {
            let Some(membership) = self.membership(slot, room).filter(|membership| membership.is_of(id)) else {
                continue;
            };
            membership.pending = membership.pending.saturating_sub(1);
            if membership.pending == 0 && !membership.started {
                self.end_membership(slot, room);
            }
        }
        self.end_admission(slot);
    }

    /// After the last admission the member gets what waited.
    pub(super) fn end_admission(&mut self, slot: usize) {
        let member = &mut self.members[slot];
        let Some(pause) = &mut member.pause else {
            return;
        };
        pause.admissions = pause.admissions.saturating_sub(1);
        if pause.admissions > 0 {
            return;
        }
        let waiting = member.pause.take().map(|pause| pause.waiting).unwrap_or_default();
        let wanted: Vec<Event> = waiting
            .into_iter()
            .filter(|(rooms, event)| self.wants(slot, rooms, event))
            .map(|(_, event)| event)
            .collect();
        if self.send(slot, &wanted) {
            self.forget_if_idle(slot);
        } else {
            self.forget(slot);
        }
    }

    pub(super) fn wants(&self, slot: usize, rooms: &[K], event: &Event) -> bool {
        rooms.iter().any(|room| {
            let memberships = self.rooms.get(room).into_iter().flatten();
            memberships.filter(|membership| membership.slot == slot).any(|membership| membership.lacks(event))
        })
    }

    pub(super) fn membership(&mut self, slot: usize, room: &K) -> Option<&mut Membership> {
        let memberships = self.rooms.get_mut(room)?;
        // The newest is last, and joins are followed up at once.
        let mut newest_first = memberships.iter_mut().rev();
        newest_first.find(|membership| membership.slot == slot)
    }

    pub(super) fn end_membership(&mut self, slot: usize, room: &K) {
        self.members[slot].rooms.retain(|joined| joined != room);
        self.take_out(slot, room);
    }

    pub(super) fn take_out(&mut self, slot: usize, room: &K) {
        let Some(memberships) = self.rooms.get_mut(room) else {
            return;
        };
        if let Some(at) = memberships.iter().position(|m| m.slot == slot) {
            memberships.swap_remove(at);
        }
        if memberships.is_empty() {
            self.rooms.remove(room);
        }
    }

    pub(super) fn forget_if_idle(&mut self, slot: usize) {
        let member = &self.members[slot];
        if member.rooms.is_empty() && member.pause.is_none() {
            self.forget(slot);
        }
    }

    pub(super) fn forget(&mut self, slot: usize) {
        let member = self.members.remove(slot);
        self.slots.remove(&member.outlet.key());
        for room in &member.rooms {
            self.take_out(slot, room);
        }
    }
}

impl Membership {
    /// Whether an admission was made for this membership, not for one that has ended since.
    fn is_of(&self, admission: u64) -> bool {
        admission >= self.born
    }

    /// One of its admissions is started, by a member that has been replayed, or told in an answer, what is up to `after`.
    ///
    /// From the first on, every event comes: a later one takes nothing away, though its answer tells of some that wait
    /// here for their turn. Of several that were under way together the earliest answer counts; what has been replayed
    /// does not come again.
    fn start(&mut self, replayed: bool, after: u64) {
        let early = self.pending > 0;
        self.pending = self.pending.saturating_sub(1);
        if replayed || !self.started {
            self.after = self.after.max(after);
        } else if early && !self.replayed {
            self.after = self.after.min(after);
        }
        self.started = true;
        self.replayed |= replayed;
    }

    pub(super) fn lacks(&self, event: &Event) -> bool {
        event.position().is_none_or(|position| position > self.after)
    }
}
