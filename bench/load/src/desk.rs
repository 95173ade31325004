//! [`Desk`]: the admins who listen, and what they received. An admin receives the events of all orders.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    time::Instant,
};

pub(crate) struct Desk {
    /// The ids of the orders that each admin received an event of.
    received: Vec<RefCell<HashSet<Box<[u8]>>>>,
    doubled: Cell<u64>,
    last_event: Cell<Option<Instant>>,
}

impl Desk {
    pub(crate) fn new(admins: usize) -> Self {
        Self {
            received: (0..admins).map(|_| RefCell::default()).collect(),
            doubled: Cell::new(0),
            last_event: Cell::new(None),
        }
    }

    /// Takes an event of the admin with this number.
    pub(crate) fn receive(&self, admin: usize, message: &[u8]) {
        const KEY: &[u8] = br#""orderId":""#;
        if !message.starts_with(br#"42["order-status-updated""#) {
            return;
        }
        let Some(at) = memchr::memmem::find(message, KEY) else { return };
        let id = &message[at + KEY.len()..];
        let id = &id[..memchr::memchr(b'"', id).unwrap_or(0)];
        if !self.received[admin].borrow_mut().insert(id.into()) {
            self.doubled.set(self.doubled.get() + 1);
        }
        self.last_event.set(Some(Instant::now()));
    }

    /// How many events came, each counted once an admin.
    pub(crate) fn total(&self) -> usize {
        self.received.iter().map(|orders| orders.borrow().len()).sum()
    }

    /// How many events came a second time.
    pub(crate) fn doubled(&self) -> u64 {
        self.doubled.get()
    }

    /// When the last event came to any admin.
    pub(crate) fn last_event(&self) -> Option<Instant> {
        self.last_event.get()
    }
}
