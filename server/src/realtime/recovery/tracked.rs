//! What is known of one session.

use std::{
    collections::HashMap,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use socketioxide::socket::Sid;
use trackroom_transport::Outlet;

use crate::realtime::{Room, session::Right};

/// Bytes of a recovery id: 192 random bits.
const PID_BYTES: usize = 24;

/// A session's recovery id: a bearer secret that only its client has.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::realtime) struct Pid(String);

/// By what a session is found: a hash of its recovery id.
pub(super) type Key = [u8; 32];

/// A connection that has, or had, a session.
pub(in crate::realtime) type Owner = i64;

impl Pid {
    pub(super) fn new() -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; PID_BYTES]>()))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        (text.len() == PID_BYTES * 4 / 3 && text.is_ascii()).then(|| Self(text.to_owned()))
    }

    pub(super) fn key(&self) -> Key {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The id as the client gets it.
    pub(in crate::realtime) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[pid]")
    }
}

/// One session.
#[derive(Debug)]
pub(in crate::realtime) struct Tracked {
    pub(super) key: Key,
    /// Whose it is; none for a stranger's.
    pub(super) user: Option<String>,
    /// Where it began in the log: nothing before concerns it.
    pub(super) base: i64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rooms: HashMap<Room, Seat>,
    /// The last connection that had the session.
    owner: Owner,
    /// Whether that one has yet to be written over an older one's row.
    claimed: bool,
    live: Option<Connection>,
    gone_at: Option<DateTime<Utc>>,
}

/// A place in a room.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Seat {
    /// Where in the log it was taken: what came before concerns the client not.
    pub(super) at: i64,
    /// By what right.
    pub(super) right: Right,
}

/// A connection that has the session now.
#[derive(Debug)]
pub(in crate::realtime) struct Connection {
    pub(in crate::realtime) socket: Sid,
    pub(in crate::realtime) outlet: Outlet,
}

/// A session as the database holds it.
pub(super) struct Snapshot {
    pub(super) rooms: HashMap<Room, Seat>,
    pub(super) owner: Owner,
    pub(super) claimed: bool,
    pub(super) gone_at: Option<DateTime<Utc>>,
}

impl Tracked {
    pub(super) fn new(key: Key, user: Option<String>, base: i64) -> Self {
        let state = State { rooms: HashMap::new(), owner: 0, claimed: false, live: None, gone_at: None };
        Self { key, user, base, state: Mutex::new(state) }
    }

    /// A session that another process, or this one before a restart, left behind.
    pub(super) fn stored(
        key: Key,
        user: Option<String>,
        base: i64,
        owner: Owner,
        rooms: HashMap<Room, Seat>,
        touched_at: DateTime<Utc>,
    ) -> Self {
        let state = State { rooms, owner, claimed: false, live: None, gone_at: Some(touched_at) };
        Self { key, user, base, state: Mutex::new(state) }
    }

    /// A connection takes the session. Returns its number, and the connection that had it until now.
    pub(in crate::realtime) fn own(&self, socket: Sid, outlet: Outlet) -> (Owner, Option<Connection>) {
        let owner = rand::random();
        let mut state = self.state();
        state.owner = owner;
        state.claimed = true;
        state.gone_at = None;
        (owner, state.live.replace(Connection { socket, outlet }))
    }

    /// The connection has gone. False if it does not have the session any more.
    pub(super) fn disown(&self, owner: Owner, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        let had = state.owner == owner && state.live.is_some();
        if had {
            state.live = None;
            state.gone_at = Some(now);
        }
        had
    }

    /// Makes sure that a connection which ended without a word does not hold the session for ever.
    pub(super) fn notice_closed(&self, now: DateTime<Utc>) {
        let mut state = self.state();
        if state.live.as_ref().is_some_and(|connection| !connection.outlet.is_open()) {
            state.live = None;
            state.gone_at = Some(now);
        }
    }

    pub(super) fn is_live(&self) -> bool {
        self.state().live.is_some()
    }

    /// Whether the session was left before this time.
    pub(super) fn expired(&self, before: DateTime<Utc>) -> bool {
        let state = self.state();
        state.live.is_none() && state.gone_at.is_none_or(|gone_at| gone_at < before)
    }

    /// Whether the session has a room.
    pub(in crate::realtime) fn is_in(&self, room: &Room) -> bool {
        self.state().rooms.contains_key(room)
    }

    /// The session has a room more, from this position of the log on; `None` if it has too many. Joining again
    /// changes nothing but a link's right into one's own, and is told by `false`.
    pub(in crate::realtime) fn enter(&self, room: &Room, right: Right, at: i64, most: usize) -> Option<bool> {
        let mut state = self.state();
        if let Some(seat) = state.rooms.get_mut(room) {
            if seat.right != Right::Own {
                seat.right = right;
            }
            return Some(false);
        }
        if state.rooms.len() >= most {
            return None;
        }
        state.rooms.insert(room.clone(), Seat { at, right });
        Some(true)
    }

    /// The client has been told of everything up to this position.
    pub(in crate::realtime) fn settle(&self, room: &Room, at: i64) {
        if let Some(seat) = self.state().rooms.get_mut(room) {
            seat.at = seat.at.max(at);
        }
    }

    /// A link has ended. True if the session had the room by it.
    pub(in crate::realtime) fn link_ended(&self, link: &str, room: &Room) -> bool {
        let mut state = self.state();
        let by_it = state.rooms.get(room).is_some_and(|seat| matches!(&seat.right, Right::Link(held) if held == link));
        if by_it {
            state.rooms.remove(room);
        }
        by_it
    }

    /// The session has a room less.
    pub(in crate::realtime) fn exit(&self, room: &Room) {
        self.state().rooms.remove(room);
    }

    /// The session has these rooms only.
    pub(in crate::realtime) fn retain(&self, keep: impl Fn(&Room) -> bool) {
        self.state().rooms.retain(|room, _| keep(room));
    }

    /// The rooms, and where in the log each was joined.
    pub(super) fn rooms(&self) -> HashMap<Room, i64> {
        self.state().rooms.iter().map(|(room, seat)| (room.clone(), seat.at)).collect()
    }

    /// The rooms, and by what right each is held.
    pub(in crate::realtime) fn rights(&self) -> Vec<(Room, Right)> {
        self.state().rooms.iter().map(|(room, seat)| (room.clone(), seat.right.clone())).collect()
    }

    /// The last snapshot was not written.
    pub(super) fn claim_again(&self) {
        self.state().claimed = true;
    }

    /// What to write. A claim is made once.
    pub(super) fn snapshot(&self) -> Snapshot {
        let mut state = self.state();
        let claimed = std::mem::take(&mut state.claimed);
        Snapshot { rooms: state.rooms.clone(), owner: state.owner, claimed, gone_at: state.gone_at }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
