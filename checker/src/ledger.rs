//! [`Ledger`]: what the writers wrote down: every change before it is sent, and what became of it.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use parking_lot::Mutex;

use crate::{
    change::{ChangeId, Status},
    shop::OrderIndex,
};

/// What became of a change of one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Not answered: it may have happened, once.
    Unknown,
    /// The server said that it is done, as the order's event with this `seq`.
    Acknowledged(u32),
    /// The server refused it: it must not have happened.
    Refused,
}

/// A change of one order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) status: Status,
    pub(crate) fate: Fate,
}

/// A bulk update is one change of several orders.
pub(crate) type Entries = HashMap<(ChangeId, OrderIndex), Entry>;

pub(crate) struct Ledger {
    next: AtomicU32,
    book: Mutex<Book>,
}

struct Book {
    entries: Entries,
    internal: Vec<ChangeId>,
    file: BufWriter<File>,
}

impl Ledger {
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        Ok(Self {
            next: AtomicU32::new(1),
            book: Mutex::new(Book { entries: HashMap::new(), internal: Vec::new(), file }),
        })
    }

    /// Writes a change of these orders down that is about to be sent.
    pub(crate) fn begin(&self, orders: &[OrderIndex], status: Status) -> ChangeId {
        let change = ChangeId(self.next.fetch_add(1, Relaxed));
        let mut book = self.book.lock();
        for order in orders {
            book.entries.insert((change, *order), Entry { status, fate: Fate::Unknown });
        }
        let orders: Vec<u32> = orders.iter().map(|order| order.0).collect();
        writeln!(book.file, "asked {change} {} {orders:?}", status.name()).ok();
        change
    }

    /// Writes down what became of a change of one order.
    pub(crate) fn settle(&self, change: ChangeId, order: OrderIndex, fate: Fate) {
        let mut book = self.book.lock();
        if let Some(entry) = book.entries.get_mut(&(change, order)) {
            entry.fate = fate;
        }
        writeln!(book.file, "answer {change} {order} {fate:?}").ok();
    }

    /// Writes down that a change was answered with the code `internal`.
    pub(crate) fn answered_internal(&self, change: ChangeId) {
        let mut book = self.book.lock();
        book.internal.push(change);
        writeln!(book.file, "answer {change} internal").ok();
    }

    /// The changes that were answered with the code `internal`, each as often as it was.
    pub(crate) fn internal(&self) -> Vec<ChangeId> {
        self.book.lock().internal.clone()
    }

    /// All changes. The file is complete from here on.
    pub(crate) fn entries(&self) -> Entries {
        let mut book = self.book.lock();
        book.file.flush().ok();
        book.entries.clone()
    }
}
