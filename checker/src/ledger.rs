//! What the writers wrote down: every change before it is sent, and what became of it.
//!
//! A change is named by its tracking number, which no other has: so it is found again in the log and in the events.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use crate::record::Status;

const PREFIX: &str = "CHK";

/// The tracking number of a change.
pub(crate) fn tracking_number(change: u32) -> String {
    format!("{PREFIX}{change}")
}

/// The change that a tracking number names; 0 if it is none of ours.
pub(crate) fn change_of(tracking_number: &str) -> u32 {
    tracking_number.strip_prefix(PREFIX).and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// What became of a change of one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// No answer: it may have happened, once.
    Unknown,
    /// The server said it is done, and that it is the order's event of this number.
    Acknowledged(u32),
    /// The server said no: it must not have happened.
    Refused,
}

/// A change of one order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) status: Status,
    pub(crate) fate: Fate,
}

/// Changes by number and order.
pub(crate) type Entries = HashMap<(u32, u32), Entry>;

/// The writers' book.
pub(crate) struct Ledger {
    next: AtomicU32,
    book: Mutex<Book>,
}

struct Book {
    entries: Entries,
    broken: Vec<u32>,
    file: BufWriter<File>,
}

impl Ledger {
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let file = BufWriter::new(File::create(path)?);
        Ok(Self {
            next: AtomicU32::new(1),
            book: Mutex::new(Book { entries: HashMap::new(), broken: Vec::new(), file }),
        })
    }

    /// Writes down that orders are about to be asked to become this; the number of the change.
    pub(crate) fn begin(&self, orders: &[u32], status: Status) -> u32 {
        let change = self.next.fetch_add(1, Relaxed);
        let mut book = self.book();
        for order in orders {
            book.entries.insert((change, *order), Entry { status, fate: Fate::Unknown });
        }
        writeln!(book.file, "asked {change} {} {orders:?}", status.name()).ok();
        change
    }

    /// Writes down what became of it.
    pub(crate) fn settle(&self, change: u32, order: u32, fate: Fate) {
        let mut book = self.book();
        if let Some(entry) = book.entries.get_mut(&(change, order)) {
            entry.fate = fate;
        }
        writeln!(book.file, "answer {change} {order} {fate:?}").ok();
    }

    /// Writes down that a change was answered as a fault of the server's own: the code `internal`.
    pub(crate) fn broke(&self, change: u32) {
        let mut book = self.book();
        book.broken.push(change);
        writeln!(book.file, "answer {change} internal").ok();
    }

    /// The changes that were answered so, each as often as it was.
    pub(crate) fn broken(&self) -> Vec<u32> {
        self.book().broken.clone()
    }

    /// All changes; the file is complete from here on.
    pub(crate) fn entries(&self) -> Entries {
        let mut book = self.book();
        book.file.flush().ok();
        book.entries.clone()
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
