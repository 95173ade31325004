//! Connection state recovery: a client that comes back misses nothing.
//!
//! `socket.io-client` 4.6 and later asks for it by itself: its CONNECT brings the `pid` of its session and the
//! offset of the last event it got. Found, the session's rooms are restored and what was missed is replayed, in
//! order, each event once, through a cut, a half-open connection, a restart or on another node; the client says
//! `socket.recovered`. Not found, the client gets a fresh `pid`, which tells it to load anew.
//!
//! * [`history`]: the newest events of the log, in memory, so that a storm of reconnects reads no database.
//! * [`tracked`]: what is known of one session.
//! * [`store`]: the sessions in the database, written in batches, as `kill -9` gives no last chance.

mod history;
mod missed;
mod store;
mod tracked;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::DbBackend;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

pub(super) use self::{
    history::{Entry, History},
    missed::Missed,
    tracked::{Connection, Owner, Pid, Tracked},
};
use self::{store::Store, tracked::Key};
use crate::{auth::Person, clock, database::Database, error::Result};

/// How often sessions are looked through for those that have expired.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Live sessions are marked as alive in the database this often: far below any sensible window.
const TOUCH_EVERY_SWEEPS: u32 = 10;

/// The sessions of this process, and the way to those of others.
#[derive(Debug)]
pub(super) struct Recovery {
    sessions: Mutex<HashMap<Key, Arc<Tracked>>>,
    store: Arc<Store>,
    pub(super) history: Arc<History>,
    /// How long a session outlives its connection; `None`: not at all.
    window: Option<Duration>,
    /// Whether other processes have sessions in the same database.
    shared: bool,
}

/// What a client's CONNECT says of an earlier connection.
struct Claim {
    pid: Pid,
    offset: Option<i64>,
}

impl Claim {
    /// Reads `{pid, offset?}`. An offset that is no position of the log makes the claim void.
    fn read(auth: &Value) -> Option<Self> {
        let pid = Pid::parse(auth.get("pid")?.as_str()?)?;
        let offset = match auth.get("offset") {
            None | Some(Value::Null) => None,
            Some(offset) => Some(offset.as_str()?.parse().ok().filter(|position: &i64| *position >= 0)?),
        };
        Some(Self { pid, offset })
    }
}

/// A session that was found again.
pub(super) struct Found {
    pub(super) pid: Pid,
    pub(super) session: Arc<Tracked>,
    pub(super) missed: Missed,
}

impl Recovery {
    pub(super) fn new(db: &Database, window: Option<Duration>) -> Self {
        Self {
            sessions: Mutex::default(),
            store: Arc::new(Store::new(db.clone())),
            history: Arc::default(),
            window,
            shared: db.backend() == DbBackend::Postgres,
        }
    }

    /// Reads the sessions that a process left behind, and starts writing and sweeping until `stop`.
    pub(super) async fn start(self: &Arc<Self>, stop: CancellationToken) -> Result<tokio::task::JoinHandle<()>> {
        if let (Some(window), false) = (self.window, self.shared) {
            for session in self.store.load(clock::now() - window).await? {
                self.sessions().insert(session.key, Arc::new(session));
            }
        }
        let recovery = self.clone();
        Ok(tokio::spawn(async move {
            let mut sweep = tokio::time::interval(SWEEP_EVERY);
            let mut sweeps = 0;
            loop {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = recovery.store.wanted() => recovery.write().await,
                    _ = sweep.tick() => {
                        sweeps += 1;
                        recovery.sweep(sweeps % TOUCH_EVERY_SWEEPS == 0).await;
                    }
                }
            }
            recovery.write().await;
        }))
    }

    /// The session that a CONNECT claims, if it is the same person's, not expired, and what it missed is not
    /// too much to bring.
    pub(super) async fn find(
        &self,
        db: &Database,
        viewer: Option<&Person>,
        auth: Option<&Value>,
    ) -> Result<Option<Found>> {
        let (Some(window), Some(claim)) = (self.window, auth.and_then(Claim::read)) else { return Ok(None) };
        let Some(session) = self.look_up(claim.pid.key()).await? else { return Ok(None) };
        let same_person = session.user.as_deref() == viewer.map(|person| person.id.as_str());
        if !same_person || session.expired(clock::now() - window) {
            return Ok(None);
        }
        let from = claim.offset.unwrap_or(0).max(session.base);
        let desk = viewer.is_some_and(|person| person.role.handles_orders());
        let missed = Missed::read(db, &self.history, from, session.rooms(), desk).await?;
        Ok(missed.map(|missed| Found { pid: claim.pid, session, missed }))
    }

    async fn look_up(&self, key: Key) -> Result<Option<Arc<Tracked>>> {
        let known = self.sessions().get(&key).cloned();
        // Another process may have had the session since: the database knows, unless we have it right now, or
        // what we know of it (its end, too) is not written yet.
        if !self.shared || known.as_ref().is_some_and(|session| session.is_live()) || self.store.holds(key) {
            return Ok(known);
        }
        let stored = self.store.find(key).await?.map(Arc::new);
        match &stored {
            Some(session) => self.sessions().insert(key, session.clone()),
            None => self.sessions().remove(&key),
        };
        Ok(stored)
    }

    /// A new session, from this place in the log on.
    pub(super) fn begin(&self, viewer: Option<&Person>) -> (Pid, Arc<Tracked>) {
        let pid = Pid::new();
        let session = Arc::new(Tracked::new(pid.key(), viewer.map(|person| person.id.clone()), self.history.last()));
        if self.window.is_some() {
            self.sessions().insert(session.key, session.clone());
        }
        (pid, session)
    }

    /// Whether sessions outlive their connections at all.
    pub(super) fn is_on(&self) -> bool {
        self.window.is_some()
    }

    /// Has the session written soon.
    pub(super) fn save(&self, session: &Tracked) {
        if self.window.is_some() {
            self.store.want(session.key);
        }
    }

    /// The connection has gone; the session waits for the next.
    pub(super) fn leave(&self, session: &Tracked, owner: Owner) {
        if session.disown(owner, clock::now()) {
            self.save(session);
        }
    }

    /// Client or server has ended the session on purpose.
    pub(super) fn end(&self, session: &Tracked, owner: Owner) {
        if session.disown(owner, clock::now()) {
            self.sessions().remove(&session.key);
            self.save(session);
        }
    }

    /// Writes what is wanted: sessions that are known, and the end of those that are not.
    async fn write(&self) {
        let wanted = self.store.take();
        let (mut alive, mut ended) = (Vec::new(), Vec::new());
        {
            let sessions = self.sessions();
            for key in wanted {
                match sessions.get(&key) {
                    Some(session) => alive.push(session.clone()),
                    None => ended.push(key),
                }
            }
        }
        self.store.write(&alive, &ended).await;
        self.store.written();
    }

    async fn sweep(&self, touch: bool) {
        let Some(window) = self.window else { return };
        let expired_before = clock::now() - window;
        let mut touched = Vec::new();
        self.sessions().retain(|key, session| {
            session.notice_closed(clock::now());
            if touch && session.is_live() {
                touched.push(*key);
            }
            !session.expired(expired_before)
        });
        for key in touched {
            self.store.want(key);
        }
        if touch {
            self.store.delete_expired(expired_before - window).await;
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Key, Arc<Tracked>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
