//! What is known of one session.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use socketioxide::socket::Sid;
use trackroom_socketio::EventSender;

use super::{pid::Key, subscription::Subscription};
use crate::realtime::{
    principal::Principal,
    room::{Right, Room},
};

/// A connection that has, or had, a session.
pub(in crate::realtime) type AttachmentId = i64;

/// One session.
#[derive(Debug)]
pub(in crate::realtime) struct Session {
    pub(super) key: Key,
    /// Whose it is; none for a stranger's.
    pub(super) user: Option<String>,
    /// Where it began in the log: nothing before concerns it.
    pub(super) base: i64,
    /// Whether it outlives its connection.
    pub(super) kept: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rooms: HashMap<Room, Subscription>,
    /// The log-in by which its person is, or was, connected; none for a stranger's.
    log_in: Option<String>,
    /// The last connection that had the session.
    owner: AttachmentId,
    /// Whether that one has yet to be written over an older one's row.
    claimed: bool,
    /// Whether that one took the session from a connection of another process.
    moved: bool,
    live: Option<Attachment>,
    gone_at: Option<DateTime<Utc>>,
    /// The last connection that had the session was one of this process, as far as is known.
    here: bool,
    /// The client hears of every order, without a room.
    desk: bool,
    /// There may be a row in the database.
    stored: bool,
}

/// A connection that has the session now.
#[derive(Debug)]
pub(in crate::realtime) struct Attachment {
    pub(in crate::realtime) socket: Sid,
    pub(in crate::realtime) sender: EventSender,
}

/// A session as the database holds it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) rooms: HashMap<Room, Subscription>,
    pub(super) owner: AttachmentId,
    pub(super) log_in: Option<String>,
    pub(super) touched_at: DateTime<Utc>,
}

/// A session as the database is to hold it.
pub(super) struct Snapshot {
    pub(super) rooms: HashMap<Room, Subscription>,
    pub(super) owner: AttachmentId,
    pub(super) log_in: Option<String>,
    pub(super) claimed: bool,
    /// Another process may have a connection that believes to have the session.
    pub(super) moved: bool,
    pub(super) gone_at: Option<DateTime<Utc>>,
}

impl Session {
    /// A session that begins. It is `kept` when its connection has gone, or not.
    pub(super) fn new(key: Key, viewer: Option<&Principal>, base: i64, kept: bool) -> Self {
        let state = State { log_in: viewer.map(|principal| principal.log_in.clone()), ..State::default() };
        let user = viewer.map(|principal| principal.person.id.clone());
        Self { key, user, base, kept, state: Mutex::new(state) }
    }

    /// A session that another process, or this one before a restart, left behind.
    pub(super) fn stored(key: Key, user: Option<String>, base: i64, row: Row) -> Self {
        let session = Self { key, user, base, kept: true, state: Mutex::default() };
        session.adopt(row);
        session
    }

    /// Another process has had the session since: what that one has stored counts.
    pub(super) fn adopt(&self, row: Row) {
        let mut state = self.state();
        if state.stored && state.owner == row.owner {
            return;
        }
        // Only what is of use is stored: a session without a room is one of the order desk's.
        state.desk = row.rooms.is_empty();
        state.rooms = row.rooms;
        state.log_in = row.log_in;
        state.owner = row.owner;
        state.gone_at = Some(row.touched_at);
        (state.here, state.claimed, state.stored) = (false, false, true);
    }

    /// Whether it is the session of who is there now: a person's, by the log-in by which they were connected. A token
    /// of it may end and another come; with the log-in everything ends. (Of a session that was stored before log-ins
    /// were, the person alone is known.)
    pub(super) fn is_of(&self, viewer: Option<&Principal>) -> bool {
        let state = self.state();
        self.user.as_deref() == viewer.map(|principal| principal.person.id.as_str())
            && state.log_in.as_ref().is_none_or(|log_in| viewer.is_some_and(|principal| principal.log_in == *log_in))
    }

    /// Its person goes on by this log-in.
    pub(in crate::realtime) fn goes_on_by(&self, log_in: &str) {
        self.state().log_in = Some(log_in.to_owned());
    }

    /// A connection takes the session. Returns its number, and the connection that had it until now.
    pub(in crate::realtime) fn own(
        &self,
        socket: Sid,
        sender: EventSender,
        desk: bool,
    ) -> (AttachmentId, Option<Attachment>) {
        let owner = rand::random();
        let mut state = self.state();
        state.owner = owner;
        state.claimed = true;
        state.moved |= state.stored && !state.here;
        (state.here, state.desk) = (true, desk);
        state.gone_at = None;
        (owner, state.live.replace(Attachment { socket, sender }))
    }

    /// The connection has gone. False if it does not have the session any more.
    pub(super) fn disown(&self, owner: AttachmentId, now: DateTime<Utc>) -> bool {
        let mut state = self.state();
        let had = state.owner == owner && state.live.is_some();
        if had {
            state.live = None;
            state.gone_at = Some(now);
        }
        had
    }

    /// Another process has the session. Returns the connection that had it here.
    pub(super) fn lose(&self) -> Option<Attachment> {
        let mut state = self.state();
        state.here = false;
        state.live.take()
    }

    /// Whether the last connection that is known of is one of this process.
    pub(super) fn is_here(&self) -> bool {
        self.state().here
    }

    /// The last connection that had the session.
    pub(super) fn owner(&self) -> AttachmentId {
        self.state().owner
    }

    /// The client hears of every order from now on, or no more.
    pub(in crate::realtime) fn at_desk(&self, desk: bool) {
        self.state().desk = desk;
    }

    /// Whether there is anything to come back to.
    pub(super) fn is_of_use(&self) -> bool {
        let state = self.state();
        state.desk || !state.rooms.is_empty()
    }

    /// If there may be a row in the database, it is to go: whose, or whoever's it is.
    pub(super) fn unstore(&self) -> Option<Option<AttachmentId>> {
        let mut state = self.state();
        let written = (!state.claimed).then_some(state.owner);
        std::mem::take(&mut state.stored).then_some(written)
    }

    /// When the session was left; none while somebody has it.
    pub(super) fn gone_at(&self) -> Option<DateTime<Utc>> {
        let state = self.state();
        if state.live.is_some() { None } else { state.gone_at }
    }

    /// Makes sure that a connection which ended without a word does not hold the session for ever.
    pub(super) fn notice_closed(&self, now: DateTime<Utc>) {
        let mut state = self.state();
        if state.live.as_ref().is_some_and(|connection| !connection.sender.is_open()) {
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
        state.live.is_none() && state.gone_at.is_some_and(|gone_at| gone_at < before)
    }

    /// Whether the session has a room.
    pub(in crate::realtime) fn is_in(&self, room: &Room) -> bool {
        self.state().rooms.contains_key(room)
    }

    /// The session has a room more, from this position of the log on; `None` if it has too many. Joining again
    /// takes nothing away: another right is one more. It is told by `false`.
    pub(in crate::realtime) fn enter(&self, room: &Room, right: Right, at: i64, most: usize) -> Option<bool> {
        let mut state = self.state();
        if let Some(subscription) = state.rooms.get_mut(room) {
            subscription.taken_by(right);
            return Some(false);
        }
        if state.rooms.len() >= most {
            return None;
        }
        state.rooms.insert(room.clone(), Subscription::new(at, right));
        Some(true)
    }

    /// The client has been told of everything up to this position.
    pub(in crate::realtime) fn settle(&self, room: &Room, at: i64) {
        if let Some(subscription) = self.state().rooms.get_mut(room) {
            subscription.at = subscription.at.max(at);
        }
    }

    /// A link has ended. True if the session had the room by it, and by nothing else.
    pub(in crate::realtime) fn link_ended(&self, link: &str, room: &Room) -> bool {
        let mut state = self.state();
        let ended = state.rooms.get_mut(room).is_some_and(|subscription| !subscription.keep_links(|held| held != link));
        if ended {
            state.rooms.remove(room);
        }
        ended
    }

    /// The session has a room less.
    pub(in crate::realtime) fn exit(&self, room: &Room) {
        self.state().rooms.remove(room);
    }

    /// The session has these rooms only, and of the links by which it has them only those that hold.
    pub(in crate::realtime) fn retain(&self, keep: impl Fn(&Room) -> bool, holds: impl Fn(&str) -> bool) {
        self.state().rooms.retain(|room, subscription| keep(room) && subscription.keep_links(&holds));
    }

    /// The rooms, and where in the log each was joined.
    pub(super) fn rooms(&self) -> Vec<(Room, i64)> {
        self.state().rooms.iter().map(|(room, subscription)| (room.clone(), subscription.at)).collect()
    }

    /// The rooms, each once for every right by which it is held.
    pub(in crate::realtime) fn rights(&self) -> Vec<(Room, Right)> {
        let state = self.state();
        state
            .rooms
            .iter()
            .flat_map(|(room, subscription)| subscription.rights().map(|right| (room.clone(), right)))
            .collect()
    }

    /// The last snapshot was not written.
    pub(super) fn claim_again(&self, snapshot: &Snapshot) {
        let mut state = self.state();
        state.claimed |= snapshot.claimed;
        state.moved |= snapshot.moved;
    }

    /// What to write. A claim is made once.
    pub(super) fn snapshot(&self) -> Snapshot {
        let mut state = self.state();
        let (claimed, moved) = (std::mem::take(&mut state.claimed), std::mem::take(&mut state.moved));
        state.stored = true;
        Snapshot {
            rooms: state.rooms.clone(),
            owner: state.owner,
            log_in: state.log_in.clone(),
            claimed,
            moved,
            gone_at: state.gone_at,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
