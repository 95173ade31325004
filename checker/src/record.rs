//! [`Record`]: what a follower wrote down: every event, every answer to a join, every session that was not recovered.

use std::{collections::HashMap, sync::Arc};

use parking_lot::{Mutex, MutexGuard};

use crate::{event::OrderEvent, history::History, shop::OrderIndex};

/// The code of an answer that reports a fault of the server itself. No fault that we cause may lead to one.
pub(crate) const INTERNAL: &str = "internal";

/// Why a session need not have been recovered: what is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Excuse {
    /// The connection was lost so soon after it was made, or after a join, that the session may not have been saved.
    Young,
    /// The database was down, or went down, when the session should have been saved.
    DatabaseDown,
}

/// One thing that happened to a follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// A join was sent. Whether it took effect is not known until it is answered.
    Asked { order: OrderIndex },
    /// A join took effect. `seq` is the snapshot's, if the client asked for an answer; `since` is what it said it has.
    Joined { order: OrderIndex, seq: Option<u32>, since: Option<u32>, missed: Vec<OrderEvent>, complete: bool },
    /// An event came.
    Received(OrderEvent),
    /// A connection was not the recovered session of an earlier one.
    Fresh { excuse: Option<Excuse> },
}

/// Counts of what are not single events.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Connections that were made.
    pub(crate) connections: u64,
    /// Those of them that recovered an earlier session.
    pub(crate) recovered: u64,
    /// How often the client gave up after its attempts, so that a user would have had to reload the page.
    pub(crate) gave_up: u64,
}

#[derive(Debug)]
pub(crate) struct Record {
    /// The follower's name, for people.
    pub(crate) name: String,
    /// The orders it follows; `None`: all, as the shop's order desk does.
    pub(crate) orders: Option<Vec<OrderIndex>>,
    pages: Mutex<Pages>,
}

/// What a [`Record`] holds.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) notes: Vec<Note>,
    pub(crate) counts: Counts,
    /// The orders whose joins were answered with the code `internal`.
    pub(crate) internal: Vec<OrderIndex>,
    /// Why the server sent the follower away for good, each time it did.
    pub(crate) turned_away: Vec<String>,
    /// The newest `seq` of each order that the follower knows of.
    reached: HashMap<OrderIndex, u32>,
    /// The newest position that it received.
    position: u64,
    connected: bool,
}

impl Record {
    pub(crate) fn new(name: String, orders: Option<Vec<OrderIndex>>) -> Arc<Self> {
        Arc::new(Self { name, orders, pages: Mutex::default() })
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock()
    }

    pub(crate) fn write(&self, note: Note) {
        let mut pages = self.pages();
        match &note {
            Note::Received(event) => {
                pages.reach(event.order, event.seq);
                pages.position = pages.position.max(event.position);
            }
            Note::Joined { order, seq, .. } => pages.reach(*order, seq.unwrap_or_default()),
            Note::Asked { .. } | Note::Fresh { .. } => {}
        }
        pages.notes.push(note);
    }

    pub(crate) fn connected(&self, recovered: bool) {
        let mut pages = self.pages();
        pages.connected = true;
        pages.counts.connections += 1;
        pages.counts.recovered += u64::from(recovered);
    }

    /// The newest `seq` of an order that the follower knows of.
    pub(crate) fn reached(&self, order: OrderIndex) -> Option<u32> {
        self.pages().reached.get(&order).copied()
    }

    /// Whether the follower is in all its rooms, so that it may receive events from now on.
    pub(crate) fn is_in_place(&self) -> bool {
        let pages = self.pages();
        match &self.orders {
            None => pages.connected,
            Some(orders) => orders.iter().all(|order| pages.reached.contains_key(order)),
        }
    }

    /// Whether the follower knows of everything in the log that concerns it.
    pub(crate) fn has_caught_up(&self, log: &History) -> bool {
        let pages = self.pages();
        match &self.orders {
            None => pages.position >= log.position(),
            Some(orders) => {
                let reached = |order| pages.reached.get(order).copied().unwrap_or_default();
                orders.iter().all(|order| reached(order) >= log.head(*order))
            }
        }
    }
}

impl Pages {
    fn reach(&mut self, order: OrderIndex, seq: u32) {
        let reached = self.reached.entry(order).or_default();
        *reached = seq.max(*reached);
    }
}
