//! Sessions that other nodes have taken over, until this node has taken note.

use std::sync::{Mutex, PoisonError};

/// Sessions that may have moved to other nodes, and the bell that says so.
#[derive(Debug, Default)]
pub(super) struct Moved {
    keys: Mutex<MovedKeys>,
    pub(super) bell: tokio::sync::Notify,
}

#[derive(Debug, Default)]
pub(super) struct MovedKeys {
    pub(super) named: Vec<String>,
    /// They may have moved unheard: the database knows.
    pub(super) any: bool,
}

impl Moved {
    pub(super) fn add(&self, change: impl FnOnce(&mut MovedKeys)) {
        change(&mut self.keys.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.notify_one();
    }

    pub(super) fn take(&self) -> MovedKeys {
        std::mem::take(&mut *self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
