//! Joining, being admitted and leaving, in one shard.

use std::hash::Hash;

use super::{
    delivery::merged,
    shard::{Key, Member, Membership, Pause, Shard},
};
use crate::{event::Event, outlet::Outlet};

impl<K: Clone + Eq + Hash> Shard<K> {
    pub(super) fn admit(&mut self, outlet: Outlet, rooms: &[K]) {
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
                    pending: 0,
                    started: false,
                });
            }
            if let Some(membership) = self.membership(slot, room) {
                membership.pending += 1;
            }
        }
    }

    pub(super) fn start(&mut self, member: Key, rooms: &[K], replay: &[Event], after: u64) {
        let Some(&slot) = self.slots.get(&member) else {
            return;
        };
        for room in rooms {
            if let Some(membership) = self.membership(slot, room) {
                membership.pending = membership.pending.saturating_sub(1);
                membership.started = true;
                membership.after = membership.after.max(after);
            }
        }
        let gone = !replay.is_empty() && {
            let frames = merged(replay.iter());
            !self.members[slot].outlet.send_merged(&frames, replay.iter())
        };
        if gone {
            self.forget(slot);
        } else {
            self.end_admission(slot);
        }
    }

    pub(super) fn withdraw(&mut self, member: Key, rooms: &[K]) {
        let Some(&slot) = self.slots.get(&member) else {
            return;
        };
        for room in rooms {
            let Some(membership) = self.membership(slot, room) else {
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
        let gone = !wanted.is_empty() && {
            let frames = merged(wanted.iter());
            !self.members[slot].outlet.send_merged(&frames, wanted.iter())
        };
        if gone {
            self.forget(slot);
        } else {
            self.forget_if_idle(slot);
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
    pub(super) fn lacks(&self, event: &Event) -> bool {
        event.position().is_none_or(|position| position > self.after)
    }
}
