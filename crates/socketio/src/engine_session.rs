//! [`EngineSession`]: one Engine.IO session, by polling or over a WebSocket.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use engineioxide::sid::Sid;
use parking_lot::{Mutex, MutexGuard};

use crate::{
    common::Common,
    conn::Conn,
    connect_packet::ConnectPacket,
    counters::{down, up},
    library::Library,
    polling_queue::PollingQueue,
    upgrade::Upgrade,
};

/// Kept in the extensions of the session's first request, which the library keeps as long as the session.
///
/// The parts are atomics rather than one locked state: `generation` and `direct` are read for every event sent.
pub(crate) struct EngineSession {
    library: Arc<Library>,
    sid: OnceLock<Sid>,
    connect_packet: ConnectPacket,
    /// The WebSocket: there from the start, or since the upgrade.
    conn: OnceLock<Arc<Conn>>,
    /// `None`: the session began as a WebSocket.
    upgrade: Option<Upgrade>,
    /// The counters count it among the polling sessions.
    counted_as_polling: AtomicBool,
    /// A polling client has posted something.
    has_posted: AtomicBool,
    /// Frames go straight to `conn`.
    direct: AtomicBool,
    /// Killed, or closed by the library.
    ended: AtomicBool,
    /// Counts the senders opened and closed. One Socket.IO connection after another may use the session, and the sender
    /// of an earlier one must not reach the next.
    generation: AtomicU32,
    queue: Mutex<PollingQueue>,
}

impl EngineSession {
    pub(crate) fn websocket(library: Arc<Library>, conn: Arc<Conn>) -> Arc<Self> {
        Arc::new(Self::new(library, OnceLock::from(conn), false))
    }

    pub(crate) fn polling(library: Arc<Library>) -> Arc<Self> {
        up(&library.common.counters.polling);
        Arc::new(Self::new(library, OnceLock::new(), true))
    }

    fn new(library: Arc<Library>, conn: OnceLock<Arc<Conn>>, began_by_polling: bool) -> Self {
        up(&library.common.counters.sessions);
        Self {
            library,
            sid: OnceLock::new(),
            connect_packet: ConnectPacket::new(),
            conn,
            upgrade: began_by_polling.then(Upgrade::default),
            counted_as_polling: AtomicBool::new(began_by_polling),
            has_posted: AtomicBool::new(false),
            direct: AtomicBool::new(!began_by_polling),
            ended: AtomicBool::new(false),
            generation: AtomicU32::new(0),
            queue: Mutex::default(),
        }
    }

    pub(crate) fn library(&self) -> &Arc<Library> {
        &self.library
    }

    pub(crate) fn common(&self) -> &Arc<Common> {
        &self.library.common
    }

    pub(crate) fn connect_packet(&self) -> &ConnectPacket {
        &self.connect_packet
    }

    pub(crate) fn sid(&self) -> Option<Sid> {
        self.sid.get().copied()
    }

    /// To be called when the library has made the session's id known.
    pub(crate) fn set_sid(&self, sid: Sid) {
        self.sid.get_or_init(|| sid);
    }

    pub(crate) fn queue(&self) -> MutexGuard<'_, PollingQueue> {
        self.queue.lock()
    }

    pub(crate) fn conn(&self) -> Option<&Arc<Conn>> {
        self.conn.get()
    }

    /// The WebSocket, if frames may go to it past the library.
    pub(crate) fn direct(&self) -> Option<&Arc<Conn>> {
        self.direct.load(Ordering::Acquire).then(|| self.conn()).flatten()
    }

    /// From now on frames go past the library. To be called under the queue's lock, after the library got the marker.
    pub(crate) fn switch_to_direct(&self) {
        self.direct.store(true, Ordering::Release);
        up(&self.common().counters.upgrades);
    }

    /// `None`: the session began as a WebSocket.
    pub(crate) fn upgrade(&self) -> Option<&Upgrade> {
        self.upgrade.as_ref()
    }

    /// Whether a WebSocket carries the session, so that its polls and posts are refused.
    pub(crate) fn is_on_websocket(&self) -> bool {
        self.upgrade.as_ref().is_none_or(Upgrade::is_complete)
    }

    /// The client has sent the UPGRADE packet on this WebSocket. False: the session has ended.
    pub(crate) fn upgrade_to(&self, conn: &Arc<Conn>) -> bool {
        self.conn.get_or_init(|| conn.clone());
        let upgraded = self.upgrade.as_ref().is_some_and(Upgrade::complete);
        if upgraded {
            self.uncount_polling();
        }
        upgraded
    }

    /// Whether this is the first POST of a polling client.
    pub(crate) fn is_first_post(&self) -> bool {
        !self.has_posted.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation.load(Ordering::Acquire)
    }

    /// Opens the next sender, or closes the present one.
    pub(crate) fn next_generation(&self) -> u32 {
        self.generation.fetch_add(1, Ordering::AcqRel) + 1
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// True for the first call only.
    pub(crate) fn end(&self) -> bool {
        if self.ended.swap(true, Ordering::AcqRel) {
            return false;
        }
        self.uncount_polling();
        if let Some(upgrade) = &self.upgrade {
            upgrade.end();
        }
        true
    }

    fn uncount_polling(&self) {
        if self.counted_as_polling.swap(false, Ordering::AcqRel) {
            down(&self.common().counters.polling);
        }
    }

    /// Ends the session at once on either transport. `queue` is this session's.
    pub(crate) fn kill(&self, queue: &mut PollingQueue) {
        if !self.end() {
            return;
        }
        queue.clear(&self.common().counters);
        match self.conn() {
            Some(conn) => conn.kill(),
            None => up(&self.common().counters.kills),
        }
        self.close_in_library();
    }

    /// Ends the session because the server stops: what was sent to a WebSocket still goes out.
    pub(crate) fn go_away(&self) {
        match self.conn() {
            Some(conn) => conn.go_away(),
            None => self.kill(&mut self.queue()),
        }
    }

    /// The library has dropped the WebSocket. If that was in the middle of the upgrade, the library would keep the
    /// session without a heartbeat, so it is told to close it.
    pub(crate) fn stream_dropped(&self) {
        self.close_in_library();
    }

    fn close_in_library(&self) {
        if self.upgrade.is_some()
            && let Some(sid) = self.sid()
        {
            self.library.close_session(sid);
        }
    }
}

impl Drop for EngineSession {
    fn drop(&mut self) {
        let counters = &self.library.common.counters;
        self.queue.get_mut().clear(counters);
        down(&counters.sessions);
    }
}
