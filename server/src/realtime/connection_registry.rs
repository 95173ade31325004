//! The sockets that are connected to this process.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use socketioxide::socket::Sid;

use super::room::Room;

/// What the registry knows of a connection.
pub(super) trait Connected {
    /// The library's id of its socket.
    fn socket(&self) -> Sid;
    /// Whether the server knows the person.
    fn is_recognised(&self) -> bool;
    /// What it follows.
    fn rooms(&self) -> Vec<Room>;
}

/// The connections of this process. It keeps none of them alive.
#[derive(Debug)]
pub(super) struct ConnectionRegistry<C> {
    sockets: Mutex<HashMap<Sid, Weak<C>>>,
}

impl<C> Default for ConnectionRegistry<C> {
    fn default() -> Self {
        Self { sockets: Mutex::default() }
    }
}

impl<C: Connected> ConnectionRegistry<C> {
    /// A socket has been let in.
    pub(super) fn add(&self, connection: &Arc<C>) {
        self.lock().insert(connection.socket(), Arc::downgrade(connection));
    }

    /// A socket has gone. Not if another of the same id has come meanwhile.
    pub(super) fn remove(&self, connection: &Arc<C>) {
        let mut sockets = self.lock();
        if sockets.get(&connection.socket()).is_some_and(|held| std::ptr::eq(held.as_ptr(), Arc::as_ptr(connection))) {
            sockets.remove(&connection.socket());
        }
        // Memory of a crowd that has left goes back.
        if sockets.capacity() > 1024 && sockets.capacity() > 4 * sockets.len() {
            sockets.shrink_to_fit();
        }
    }

    /// The sockets of people the server knows.
    pub(super) fn recognised(&self) -> Vec<Arc<C>> {
        self.lock().values().filter_map(Weak::upgrade).filter(|connection| connection.is_recognised()).collect()
    }

    /// How many different rooms are followed, and how many memberships that makes.
    pub(super) fn rooms(&self) -> (usize, usize) {
        let connections: Vec<_> = self.lock().values().filter_map(Weak::upgrade).collect();
        let mut rooms: HashSet<Room> = HashSet::new();
        let mut memberships = 0;
        for connection in connections {
            let followed = connection.rooms();
            memberships += followed.len();
            rooms.extend(followed);
        }
        (rooms.len(), memberships)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Sid, Weak<C>>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
