//! Connection state recovery: a client that comes back misses nothing.
//!
//! `socket.io-client` 4.6 and later asks for it by itself: its CONNECT brings the `pid` of its session and the
//! offset of the last event it got. Found, the session's rooms are restored and what was missed is replayed, in
//! order, each event once, through a cut, a half-open connection, a restart or on another node; the client says
//! `socket.recovered`. Not found, the client gets a fresh `pid`, which tells it to load anew.
//!
//! * [`recent_events`]: the newest events of the log, in memory, so that a storm of reconnects reads no database.
//! * [`log_pages`]: what is older, read together by those that come back together.
//! * [`replay`]: what of these a session missed: what its rooms heard behind its place.
//! * [`session`]: what is known of one session; [`subscription`]: one of its places in a room.
//! * [`store`]: the sessions in the database, written in batches, as `kill -9` gives no last chance.

mod log_pages;
mod pid;
mod recent_events;
mod replay;
mod session;
mod store;
mod subscription;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sea_orm::DbBackend;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use self::{log_pages::LogPages, store::Store};
pub(super) use self::{
    pid::{Key, Pid},
    recent_events::RecentEvents,
    replay::Replay,
    session::{Attachment, AttachmentId, Session},
};
use crate::{
    bus::Bus,
    clock,
    error::{Error, Result},
    event_log::EventLog,
    realtime::{audience::Held, principal::Principal},
    store::database::{Database, in_time},
    tasks::Tasks,
};

/// How often sessions are looked through for those that have expired.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// Live sessions are marked as alive in the database this often: far below any sensible window.
const TOUCH_EVERY_SWEEPS: u32 = 10;

/// The sessions of this process, and the way to those of others.
#[derive(Debug)]
pub(super) struct Recovery {
    sessions: Mutex<HashMap<Key, Arc<Session>>>,
    store: Arc<Store>,
    pub(super) recent: Arc<RecentEvents>,
    pages: LogPages,
    /// How long a session outlives its connection; `None`: not at all.
    window: Option<Duration>,
    /// The most sessions that wait for their clients.
    most: usize,
    /// About how many wait.
    waiting: AtomicUsize,
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
    pub(super) session: Arc<Session>,
    pub(super) replay: Replay,
}

impl Recovery {
    pub(super) fn new(db: &Database, log: &EventLog, bus: &Arc<Bus>, window: Option<Duration>, most: usize) -> Self {
        Self {
            sessions: Mutex::default(),
            store: Arc::new(Store::new(db.clone(), bus.clone())),
            recent: Arc::default(),
            pages: LogPages::new(log),
            window,
            most,
            waiting: AtomicUsize::new(0),
            shared: db.backend() == DbBackend::Postgres,
        }
    }

    /// Reads the sessions that a process left behind, and starts writing and sweeping, as one of `tasks`, until `stop`.
    pub(super) async fn start(
        self: &Arc<Self>,
        tasks: &Tasks,
        stop: CancellationToken,
    ) -> Result<tokio::task::JoinHandle<()>> {
        if let (Some(window), false) = (self.window, self.shared) {
            for session in self.store.load(clock::now() - window, self.most as u64).await? {
                self.sessions().insert(session.key, Arc::new(session));
            }
        }
        if self.is_on() {
            // Whoever was connected before a restart comes back all at once.
            let (from, entries) = self.pages.last(self.recent.from(), recent_events::KEPT).await?;
            self.recent.prepend(from, entries);
        }
        let recovery = self.clone();
        Ok(tasks.spawn_until(&stop.clone(), "sessions", async move {
            let mut sweep = tokio::time::interval(SWEEP_EVERY);
            let mut sweeps = 0;
            loop {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = recovery.store.wanted() => recovery.write().await,
                    _ = sweep.tick() => {
                        sweeps += 1;
                        recovery.sweep(sweeps % TOUCH_EVERY_SWEEPS == 0).await;
                        // What has just been wanted may have lost its turn to this.
                        recovery.write().await;
                    }
                }
            }
            recovery.write().await;
        }))
    }

    /// The session that a CONNECT claims, if it is the same person's by the same log-in, not expired, and what it missed
    /// is not too much to bring.
    pub(super) async fn find(&self, viewer: Option<&Principal>, auth: Option<&Value>) -> Result<Option<Found>> {
        let (Some(window), Some(claim)) = (self.window, auth.and_then(Claim::read)) else { return Ok(None) };
        let Some(session) = self.look_up(claim.pid.key()).await? else { return Ok(None) };
        if !session.is_of(viewer) || session.expired(clock::now() - window) {
            return Ok(None);
        }
        let from = claim.offset.unwrap_or(0).max(session.base);
        let desk = viewer.is_some_and(|principal| principal.person.role.handles_orders());
        let held = Held::new(session.rooms(), desk.then_some(from));
        let replay = Replay::read(&self.pages, &self.recent, from, held).await?;
        Ok(replay.map(|replay| Found { pid: claim.pid, session, replay }))
    }

    async fn look_up(&self, key: Key) -> Result<Option<Arc<Session>>> {
        let known = self.sessions().get(&key).cloned();
        // Another process may have had the session since: the database knows, unless what we know of it (its end, too)
        // is not written yet.
        if !self.shared || self.store.holds(key) {
            return Ok(known);
        }
        match (self.store.find(key).await, known) {
            // Nobody else can take it while the database is away.
            (Err(Error::DatabaseUnavailable), Some(known)) if known.is_here() => Ok(Some(known)),
            (Err(error), _) => Err(error),
            // It has been left so lately that it is not stored, or has no room to be stored for.
            (Ok(None), Some(known)) if known.is_live() => Ok(Some(known)),
            (Ok(None), _) => {
                self.sessions().remove(&key);
                Ok(None)
            }
            (Ok(Some(model)), Some(known)) => {
                if model.owner != known.owner()
                    && !self.store.holds(key)
                    && let Some(row) = store::row(&model)
                {
                    known.adopt(row);
                }
                Ok(Some(known))
            }
            (Ok(Some(model)), None) => Ok(store::tracked(&model).map(|session| {
                // Of two that find it at the same moment, both get the same.
                self.sessions().entry(key).or_insert_with(|| Arc::new(session)).clone()
            })),
        }
    }

    /// The sessions, of those that a notice names, which somebody has here.
    pub(super) fn moved<'a>(&self, columns: impl Iterator<Item = &'a str>) -> Vec<Arc<Session>> {
        let sessions = self.sessions();
        let known = columns.filter_map(store::key).filter_map(|key| sessions.get(&key).cloned());
        known.filter(|session| session.is_live()).collect()
    }

    /// The sessions that somebody has here, and other processes may have.
    pub(super) fn live(&self) -> Vec<Arc<Session>> {
        self.sessions().values().filter(|session| session.is_live() && session.is_of_use()).cloned().collect()
    }

    /// The connections of those of these sessions that another process has now.
    pub(super) async fn lost(&self, mut sessions: Vec<Arc<Session>>) -> Result<Vec<Attachment>> {
        // What is not written yet is newer than what can be read.
        sessions.retain(|session| !self.store.holds(session.key));
        let owned: HashMap<Key, (AttachmentId, Arc<Session>)> =
            sessions.into_iter().map(|session| (session.key, (session.owner(), session))).collect();
        let mut lost = Vec::new();
        for (key, model) in self.store.find_all(owned.keys().copied().collect()).await? {
            let Some((owner, session)) = owned.get(&key) else { continue };
            if model.owner != *owner && session.owner() == *owner {
                self.sessions().remove(&key);
                lost.extend(session.lose());
            }
        }
        Ok(lost)
    }

    /// A new session, from this place in the log on, which is `kept` for its client to come back to, or ends with its
    /// connection.
    pub(super) fn begin(&self, viewer: Option<&Principal>, kept: bool) -> (Pid, Arc<Session>) {
        let pid = Pid::new();
        let session = Arc::new(Session::new(pid.key(), viewer, self.recent.last(), kept));
        if self.keeps(&session) {
            self.sessions().insert(session.key, session.clone());
        }
        (pid, session)
    }

    /// Whether sessions outlive their connections at all.
    fn is_on(&self) -> bool {
        self.window.is_some()
    }

    /// Whether the session outlives its connection.
    pub(super) fn keeps(&self, session: &Session) -> bool {
        self.is_on() && session.kept
    }

    /// Has the session written soon.
    pub(super) fn save(&self, session: &Session) {
        if self.keeps(session) {
            self.store.want(session.key);
        }
    }

    /// Returns when a process that is killed from now on leaves the session behind as it is.
    pub(super) async fn saved(&self, session: &Session) {
        if self.keeps(session) {
            self.store.stored(session.key).await;
        }
    }

    /// The connection has gone; the session waits for the next, if there is anything to come back to.
    pub(super) fn leave(&self, session: &Session, owner: AttachmentId) {
        if !session.disown(owner, clock::now()) || !self.keeps(session) {
            return;
        }
        if !session.is_of_use() {
            return self.forget(session);
        }
        self.save(session);
        if self.waiting.fetch_add(1, Ordering::Relaxed) > self.most + self.most / 10 {
            self.forget_oldest();
        }
    }

    /// The session is at its end: its client has left on purpose, or its log-in or account has ended.
    pub(super) fn end(&self, session: &Session, owner: AttachmentId) {
        if session.disown(owner, clock::now()) {
            self.forget(session);
        }
    }

    fn forget(&self, session: &Session) {
        self.sessions().remove(&session.key);
        if let Some(whose) = session.unstore() {
            self.store.want_end(session.key, whose);
        }
    }

    /// No session is found again.
    pub(super) async fn forget_all(&self) {
        self.sessions().clear();
        self.store.forget_all().await;
    }

    /// Of the sessions that wait, those that were left first make room. Where the database is shared, they may still be
    /// found there.
    fn forget_oldest(&self) {
        let mut sessions = self.sessions();
        let mut waiting: Vec<_> =
            sessions.iter().filter_map(|(key, session)| Some((session.gone_at()?, *key))).collect();
        let surplus = waiting.len().saturating_sub(self.most);
        self.waiting.store(waiting.len() - surplus, Ordering::Relaxed);
        if surplus == 0 {
            return;
        }
        waiting.select_nth_unstable(surplus - 1);
        for (_, key) in &waiting[..surplus] {
            if let Some(session) = sessions.remove(key)
                && !self.shared
                && let Some(whose) = session.unstore()
            {
                self.store.want_end(*key, whose);
            }
        }
        tracing::warn!(surplus, most = self.most, "too many sessions wait for their clients; the oldest are forgotten");
    }

    /// Writes what is wanted.
    async fn write(&self) {
        let (wanted, mut ended) = self.store.take();
        let mut alive = Vec::new();
        {
            let sessions = self.sessions();
            for session in wanted.iter().filter_map(|key| sessions.get(key)) {
                if session.is_of_use() {
                    // One that ended and is here again has not ended.
                    ended.remove(&session.key);
                    alive.push((session.clone(), session.snapshot()));
                } else if let Some(whose) = session.unstore() {
                    ended.insert(session.key, whose);
                }
            }
        }
        self.store.write(alive, ended).await;
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
            let left = session.gone_at();
            left.is_none_or(|left| left >= expired_before && session.is_of_use())
        });
        for key in touched {
            self.store.want(key);
        }
        self.forget_oldest();
        if touch {
            self.store.delete_expired(expired_before - window).await;
        }
        if let Err(error) = in_time(self.store.trim(self.most as u64)).await {
            tracing::warn!(%error, "socket sessions could not be counted");
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Key, Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
