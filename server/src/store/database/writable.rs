//! [`Writable`]: can the database be written now? What fails is noticed here, once for everybody, and heals by itself.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use prometheus_client::metrics::counter::Counter;
use sea_orm::{DbErr, RuntimeErr};

use super::file::DatabaseFile;
use crate::error::{Error, refuses_writes};

/// An operator is told of a database that stays away so often.
const SAID_EVERY: Duration = Duration::from_secs(60);
/// Connections are replaced so often at most: a database that refuses everything must not be asked for new ones all the time.
const RETIRED_EVERY: Duration = Duration::from_secs(1);

/// Whether writes are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writes {
    /// As far as is known, they are.
    Work,
    /// The last one was refused: the disk is full, the database is read only or locked.
    Fail,
    /// The file that is written is no longer the one at its place.
    Nowhere,
}

/// What the operator was told of a database that does not work.
#[derive(Debug, Default)]
struct Told {
    at: Option<Instant>,
    /// It has not been said yet that it works again.
    open: bool,
}

/// What is known of writing to the database.
#[derive(Debug)]
pub(super) struct Writable {
    file: Option<DatabaseFile>,
    failing: AtomicBool,
    gone: AtomicBool,
    /// Connections from before are not used again.
    retired: Mutex<Option<Instant>>,
    told: Mutex<Told>,
    failures: Counter,
}

impl Writable {
    pub(super) fn new(file: Option<DatabaseFile>, failures: Counter) -> Arc<Self> {
        Arc::new(Self {
            file,
            failing: AtomicBool::new(false),
            gone: AtomicBool::new(false),
            retired: Mutex::default(),
            told: Mutex::default(),
            failures,
        })
    }

    pub(super) fn file(&self) -> Option<&DatabaseFile> {
        self.file.as_ref()
    }

    pub(super) fn state(&self) -> Writes {
        if self.gone.load(Ordering::Acquire) {
            Writes::Nowhere
        } else if self.failing.load(Ordering::Acquire) {
            Writes::Fail
        } else {
            Writes::Work
        }
    }

    /// A statement failed. If it was the database's fault, its connection is not used again: what state it is in, nobody
    /// knows.
    pub(super) fn failed(&self, error: &DbErr) {
        if refuses_writes(error) {
            self.fail(&error.to_string());
        }
    }

    /// A commit failed; what that means to who asked for it.
    pub(super) fn failed_commit(&self, error: DbErr) -> Error {
        self.failed(&error);
        match Error::from(error) {
            // SQLite: there is no transaction any more. It was taken back from below.
            Error::Internal(cause) if self.file.is_some() => {
                self.fail(&format!("{cause:#}"));
                Error::DatabaseUnavailable
            }
            error => error,
        }
    }

    fn fail(&self, why: &str) {
        self.failures.inc();
        self.failing.store(true, Ordering::Release);
        self.retire();
        self.say(why, "the database cannot be written: what would change it is answered 503 until it can");
    }

    /// A write was carried out to its end, to find out whether that can be done.
    pub(super) fn proved(&self) {
        if self.failing.swap(false, Ordering::AcqRel) {
            self.heard_again("the database can be written again");
        }
    }

    /// The file is the one that was opened.
    ///
    /// # Errors
    /// It was taken away or replaced.
    pub(super) fn check_file(&self) -> Result<(), DbErr> {
        let Some(file) = &self.file else { return Ok(()) };
        match file.check() {
            Ok(()) => {
                if self.gone.swap(false, Ordering::AcqRel) {
                    self.heard_again("the database's file is back");
                }
                Ok(())
            }
            Err(why) => {
                let what = "the database's file is gone: nothing is written until it is back, or the server restarted";
                if self.gone.swap(true, Ordering::AcqRel) {
                    self.say(&why, what);
                } else {
                    self.say_now(&why, what);
                }
                Err(DbErr::Conn(RuntimeErr::Internal(why)))
            }
        }
    }

    /// Whether a connection of this age may be used.
    pub(super) fn is_fresh(&self, age: Duration) -> bool {
        let retired = *self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        retired.is_none_or(|retired| age < retired.elapsed())
    }

    fn retire(&self) {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        if retired.is_none_or(|last| last.elapsed() >= RETIRED_EVERY) {
            *retired = Some(Instant::now());
        }
    }

    /// Tells the operator, unless that was done within the last minute.
    pub(super) fn say(&self, why: &str, what: &str) {
        let at = self.told.lock().unwrap_or_else(PoisonError::into_inner).at;
        if at.is_none_or(|last| last.elapsed() >= SAID_EVERY) {
            self.say_now(why, what);
        }
    }

    fn say_now(&self, why: &str, what: &str) {
        let told = Told { at: Some(Instant::now()), open: true };
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = told;
        tracing::error!(error = why, "{what}");
    }

    /// Tells the operator that it works again, if they know that it did not.
    pub(super) fn heard_again(&self, what: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut told.open) {
            tracing::info!("{what}");
        }
    }
}
