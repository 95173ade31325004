//! The sockets that are connected to this process.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use super::{room::Room, session::Session};

/// Who is connected. It keeps nobody alive.
#[derive(Debug, Default)]
pub(super) struct Live {
    sockets: Mutex<HashMap<socketioxide::socket::Sid, Weak<Session>>>,
}

impl Live {
    /// A socket has been let in.
    pub(super) fn add(&self, session: &Arc<Session>) {
        self.lock().insert(session.socket, Arc::downgrade(session));
    }

    /// A socket has gone. Not if another of the same id has come meanwhile.
    pub(super) fn remove(&self, session: &Arc<Session>) {
        let mut sockets = self.lock();
        if sockets.get(&session.socket).is_some_and(|held| std::ptr::eq(held.as_ptr(), Arc::as_ptr(session))) {
            sockets.remove(&session.socket);
        }
        // Memory of a crowd that has left goes back.
        if sockets.capacity() > 1024 && sockets.capacity() > 4 * sockets.len() {
            sockets.shrink_to_fit();
        }
    }

    /// The sockets of people the server knows.
    pub(super) fn recognised(&self) -> Vec<Arc<Session>> {
        self.lock().values().filter_map(Weak::upgrade).filter(|session| session.viewer().is_some()).collect()
    }

    /// How many different rooms are followed, and how many memberships that makes.
    pub(super) fn rooms(&self) -> (usize, usize) {
        let sessions: Vec<_> = self.lock().values().filter_map(Weak::upgrade).collect();
        let mut rooms: HashSet<Room> = HashSet::new();
        let mut memberships = 0;
        for session in sessions {
            let followed = session.followed();
            memberships += followed.len();
            rooms.extend(followed.into_keys());
        }
        (rooms.len(), memberships)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<socketioxide::socket::Sid, Weak<Session>>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
