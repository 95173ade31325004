//! Joining, being admitted and leaving, in one shard.

use std::hash::Hash;

use super::{
    delivery::merged,
    shard::{AdmissionId, Member, Membership, Pause, Shard},
};
use crate::{
    event::Event,
    event_sender::{EventSender, SenderKey},
};

impl<K: Clone + Eq + Hash> Shard<K> {
    pub(super) fn admit(&mut self, id: AdmissionId, sender: EventSender, rooms: &[K]) {
        if !sender.is_open() {
            return;
        }
        let slot = *self
            .slots
            .entry(sender.key())
            .or_insert_with(|| self.members.insert(Member { sender, rooms: Vec::new(), batch: 0, pause: None }));
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
                    admitted_by: id,
                    pending: 1,
                    started: false,
                    replayed: false,
                });
            } else if let Some(membership) = self.membership(slot, room) {
                // Of two admissions made at the same moment, the later number may arrive first.
                membership.admitted_by = membership.admitted_by.min(id);
                if membership.pending > 0 {
                    membership.pending += 1;
                }
            }
        }
    }

    pub(super) fn start(&mut self, id: AdmissionId, member: SenderKey, rooms: &[K], replay: &[Event], after: u64) {
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
        let sender = &self.members[slot].sender;
        events.is_empty() || sender.send_merged(&merged(events.iter(), sender.form()), events.iter())
    }

    pub(super) fn withdraw(&mut self, id: AdmissionId, member: SenderKey, rooms: &[K]) {
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

    /// If this was the member's last admission, it gets what waited.
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
        // The newest is last, and is the one asked for most.
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
        self.slots.remove(&member.sender.key());
        for room in &member.rooms {
            self.take_out(slot, room);
        }
    }
}

impl Membership {
    /// Whether an admission was made for this membership, rather than for an earlier one that has ended.
    fn is_of(&self, admission: AdmissionId) -> bool {
        admission >= self.admitted_by
    }

    /// One of its admissions is started. The member knows what is up to `after`: it was replayed, or it is in an
    /// answer.
    ///
    /// From the first start on, every event comes. A later one takes nothing away, even if its answer covers events
    /// that wait here for their turn. Of several admissions under way together the earliest answer counts. What has
    /// been replayed does not come again.
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
