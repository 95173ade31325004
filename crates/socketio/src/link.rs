//! [`Link`]: one engine.io session as the transport sees it, whatever carries it.

use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use engineioxide::sid::Sid;

use crate::{
    conn::Conn,
    counters::{down, up},
    greeting::Greeting,
    moving::Moving,
    route::Route,
    transport::Shared,
};

/// Lives in the extensions of the session's request, which the library keeps as long as the session.
pub(crate) struct Link {
    pub(crate) shared: Arc<Shared>,
    sid: OnceLock<Sid>,
    greeting: Greeting,
    /// The websocket, from the start or since the client moved from polling.
    conn: OnceLock<Arc<Conn>>,
    /// How far it is on its way to a websocket. Nothing: it began as one.
    moving: Option<Moving>,
    /// It is among the polling sessions of the counters.
    counted: AtomicBool,
    /// A polling client has said something.
    spoke: AtomicBool,
    /// Frames go straight to `conn`.
    direct: AtomicBool,
    /// Killed, or closed by the library.
    ended: AtomicBool,
    /// Counts the outlets opened and closed: one Socket.IO connection after another may use the
    /// session, and the outlet of an earlier one must not speak into the next.
    generation: AtomicU32,
    route: Mutex<Route>,
}

impl Link {
    pub(crate) fn websocket(shared: Arc<Shared>, conn: Arc<Conn>) -> Arc<Self> {
        Arc::new(Self::new(shared, OnceLock::from(conn), false))
    }

    pub(crate) fn polling(shared: Arc<Shared>) -> Arc<Self> {
        up(&shared.common.counters.polling);
        Arc::new(Self::new(shared, OnceLock::new(), true))
    }

    fn new(shared: Arc<Shared>, conn: OnceLock<Arc<Conn>>, began_by_polling: bool) -> Self {
        up(&shared.common.counters.sessions);
        Self {
            shared,
            sid: OnceLock::new(),
            greeting: Greeting::new(),
            conn,
            moving: began_by_polling.then(Moving::default),
            counted: AtomicBool::new(began_by_polling),
            spoke: AtomicBool::new(false),
            direct: AtomicBool::new(!began_by_polling),
            ended: AtomicBool::new(false),
            generation: AtomicU32::new(0),
            route: Mutex::default(),
        }
    }

    pub(crate) fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    pub(crate) fn sid(&self) -> Option<Sid> {
        self.sid.get().copied()
    }

    /// The library has told the session's id.
    pub(crate) fn named(&self, sid: Sid) {
        self.sid.get_or_init(|| sid);
    }

    pub(crate) fn route(&self) -> MutexGuard<'_, Route> {
        self.route.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn conn(&self) -> Option<&Arc<Conn>> {
        self.conn.get()
    }

    /// The websocket, if frames may go to it past the library.
    pub(crate) fn direct(&self) -> Option<&Arc<Conn>> {
        self.direct.load(Ordering::Acquire).then(|| self.conn()).flatten()
    }

    /// From now on frames go past the library. The marker has been given to it, under the route's lock.
    pub(crate) fn switch_to_direct(&self) {
        self.direct.store(true, Ordering::Release);
        up(&self.shared.common.counters.upgrades);
    }

    /// How far the session is on its way to a websocket. Nothing: it began as one.
    pub(crate) fn moving(&self) -> Option<&Moving> {
        self.moving.as_ref()
    }

    /// Whether a websocket carries the session, and polls and posts do no more.
    pub(crate) fn has_moved(&self) -> bool {
        self.moving.as_ref().is_none_or(Moving::is_done)
    }

    /// The client has said that it moves to this websocket. False: the session has ended.
    pub(crate) fn moves_to(&self, conn: &Arc<Conn>) -> bool {
        self.conn.get_or_init(|| conn.clone());
        let moves = self.moving.as_ref().is_some_and(Moving::finish);
        if moves {
            self.no_longer_polling();
        }
        moves
    }

    /// Whether what a polling client says now are its first words.
    pub(crate) fn first_words(&self) -> bool {
        !self.spoke.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Acquire)
    }

    /// Opens the next outlet, or closes the present one.
    pub(crate) fn next_generation(&self) -> u32 {
        self.generation.fetch_add(1, Ordering::AcqRel) + 1
    }

    pub(crate) fn ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// True for the first.
    fn end(&self) -> bool {
        if self.ended.swap(true, Ordering::AcqRel) {
            return false;
        }
        self.no_longer_polling();
        if let Some(moving) = &self.moving {
            moving.end();
        }
        true
    }

    fn no_longer_polling(&self) {
        if self.counted.swap(false, Ordering::AcqRel) {
            down(&self.shared.common.counters.polling);
        }
    }

    /// Ends the session at once, whatever carries it. To be called under the route's lock.
    pub(crate) fn kill(&self, route: &mut Route) {
        if !self.end() {
            return;
        }
        route.clear(&self.shared.common.counters);
        match self.conn() {
            Some(conn) => conn.kill(),
            None => up(&self.shared.common.counters.kills),
        }
        self.close_polling();
    }

    /// Ends the session as one does who stops: what was sent to a websocket goes out first.
    pub(crate) fn go_away(&self) {
        match self.conn() {
            Some(conn) => conn.go_away(),
            None => self.kill(&mut self.route()),
        }
    }

    /// The library has dropped the websocket. If that was in the middle of the move, the session would live on without a
    /// heartbeat: it ends as well.
    pub(crate) fn stream_dropped(&self) {
        self.close_polling();
    }

    fn close_polling(&self) {
        if self.moving.is_some()
            && let Some(sid) = self.sid()
        {
            self.shared.close_session(sid);
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let common = self.shared.common.clone();
        self.route().clear(&common.counters);
        down(&common.counters.sessions);
    }
}

/// In the extensions of a polling session's request: dropped with them when the library has closed
/// the session, while outlets may live on.
pub(crate) struct PollingSession(Arc<Link>);

impl PollingSession {
    pub(crate) fn of(link: &Arc<Link>) -> Arc<Self> {
        Arc::new(Self(link.clone()))
    }
}

impl Drop for PollingSession {
    fn drop(&mut self) {
        self.0.end();
        if let Some(sid) = self.0.sid() {
            self.0.shared.unregister(sid);
        }
    }
}
