//! What a follower wrote down: every event, every answer to a join, every session that was not recovered.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::shop::Orders;

/// The code of an answer that says: a fault of the server's own. No fault that we make is one.
pub(crate) const INTERNAL: &str = "internal";

/// An event of an order, as a follower got it. What is no number of ours is 0, which no order, event or change has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Index of the order.
    pub(crate) order: u32,
    /// Its number among the order's events.
    pub(crate) seq: u32,
    /// The change that the tracking number names.
    pub(crate) change: u32,
    /// Place in the log: the offset on the wire; 0 for one that came in the answer to a join.
    pub(crate) position: u64,
    /// The status that it tells of.
    pub(crate) status: Status,
}

/// A status by its place among [`Status::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u8);

impl Status {
    pub(crate) const NAMES: [&str; 7] =
        ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
    /// How many of them lead from any one to any other.
    pub(crate) const ON_PATH: u8 = 5;
    pub(crate) const UNKNOWN: Self = Self(u8::MAX);

    pub(crate) fn parse(name: &str) -> Self {
        let place = Self::NAMES.iter().position(|known| *known == name).and_then(|place| u8::try_from(place).ok());
        place.map_or(Self::UNKNOWN, Self)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.get(usize::from(self.0)).copied().unwrap_or("unknown")
    }
}

/// Why a session could not be expected to be recovered: what is not promised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Excuse {
    /// The connection was lost within a moment of being made or of a join: before the session was surely written.
    Young,
    /// The database was down, or went down, when the session should have been written.
    DatabaseDown,
}

/// One thing that happened to a follower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// A join was sent; whether it took effect is not known until it is answered.
    Asked { order: u32 },
    /// A join took effect. `seq` is the snapshot's, if the client asked for an answer; `since` is what it said it has.
    Joined { order: u32, seq: Option<u32>, since: Option<u32>, missed: Vec<Told>, complete: bool },
    /// An event came.
    Told(Told),
    /// A connection was not the recovered session of an earlier one.
    Fresh { excuse: Option<Excuse> },
}

/// Counts that are not about single events.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Connections that were made.
    pub(crate) connections: u64,
    /// Those of them that recovered an earlier session.
    pub(crate) recovered: u64,
    /// How often the client gave up after its attempts, and somebody had to press reload.
    pub(crate) gave_up: u64,
}

/// A follower's notebook.
#[derive(Debug)]
pub(crate) struct Record {
    /// Who: a name for people.
    pub(crate) name: String,
    /// The orders it follows; `None`: all, as the shop's order desk does.
    pub(crate) orders: Option<Vec<u32>>,
    pages: Mutex<Pages>,
}

/// What a notebook holds.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pub(crate) notes: Vec<Note>,
    pub(crate) counts: Counts,
    /// The orders whose joins were answered as a fault of the server's own: the code `internal`.
    pub(crate) broken: Vec<u32>,
    /// Why the server sent it away for good, each time it did.
    pub(crate) turned_away: Vec<String>,
    /// The newest `seq` of each order that it knows of.
    reached: HashMap<u32, u32>,
    /// The newest position that it was told.
    position: u64,
    connected: bool,
}

impl Record {
    pub(crate) fn new(name: String, orders: Option<Vec<u32>>) -> Arc<Self> {
        Arc::new(Self { name, orders, pages: Mutex::default() })
    }

    pub(crate) fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self, note: Note) {
        let mut pages = self.pages();
        match &note {
            Note::Told(told) => {
                pages.reach(told.order, told.seq);
                pages.position = pages.position.max(told.position);
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
    pub(crate) fn reached(&self, order: u32) -> Option<u32> {
        self.pages().reached.get(&order).copied()
    }

    /// Whether it is in all its rooms: it may be told events from now on.
    pub(crate) fn is_in_place(&self) -> bool {
        let pages = self.pages();
        match &self.orders {
            None => pages.connected,
            Some(orders) => orders.iter().all(|order| pages.reached.contains_key(order)),
        }
    }

    /// Whether it knows of everything: the newest `seq` per order, the newest position of all.
    pub(crate) fn has_caught_up(&self, seqs: &[u32], position: u64) -> bool {
        let pages = self.pages();
        match &self.orders {
            None => pages.position >= position,
            Some(orders) => orders.iter().all(|order| pages.reached.get(order) >= seqs.get(*order as usize)),
        }
    }
}

impl Pages {
    fn reach(&mut self, order: u32, seq: u32) {
        let reached = self.reached.entry(order).or_default();
        *reached = seq.max(*reached);
    }
}

/// The payload of `order-status-updated` and `order-created`, as far as the checker minds.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload {
    pub(crate) order_id: String,
    pub(crate) status: String,
    pub(crate) seq: Option<u32>,
    pub(crate) tracking_number: Option<String>,
}

impl Payload {
    pub(crate) fn told(&self, orders: &Orders, offset: Option<&str>) -> Told {
        Told {
            order: orders.index(&self.order_id),
            seq: self.seq.unwrap_or_default(),
            change: self.tracking_number.as_deref().map_or(0, crate::ledger::change_of),
            position: offset.and_then(|offset| offset.parse().ok()).unwrap_or_default(),
            status: Status::parse(&self.status),
        }
    }
}
