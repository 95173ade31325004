//! [`PollingSessions`]: the sessions that began by polling, by the id that clients name them by.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use engineioxide::sid::Sid;
use parking_lot::Mutex;

use crate::engine_session::EngineSession;

#[derive(Default)]
pub(crate) struct PollingSessions(Mutex<HashMap<Sid, Weak<EngineSession>>>);

impl PollingSessions {
    pub(crate) fn add(&self, sid: Sid, session: &Arc<EngineSession>) {
        self.0.lock().insert(sid, Arc::downgrade(session));
    }

    pub(crate) fn find(&self, sid: Sid) -> Option<Arc<EngineSession>> {
        self.0.lock().get(&sid).and_then(Weak::upgrade)
    }

    pub(crate) fn all(&self) -> Vec<Arc<EngineSession>> {
        self.0.lock().values().filter_map(Weak::upgrade).collect()
    }

    fn remove(&self, sid: Sid) {
        self.0.lock().remove(&sid);
    }
}

/// Ends a session and removes it when the library drops the session's request, in whose extensions this is kept. The
/// application's senders may hold the [`EngineSession`] itself for longer.
pub(crate) struct SessionGuard {
    session: Arc<EngineSession>,
    sessions: Arc<PollingSessions>,
}

impl SessionGuard {
    /// Shared, because extensions have to be `Clone`.
    pub(crate) fn new(session: &Arc<EngineSession>, sessions: &Arc<PollingSessions>) -> Arc<Self> {
        Arc::new(Self { session: session.clone(), sessions: sessions.clone() })
    }
}

impl Drop for SessionGuard {
    fn drop(&mut self) {
        self.session.end();
        if let Some(sid) = self.session.sid() {
            self.sessions.remove(sid);
        }
    }
}
