//! [`EngineServer`]: what the requests of the Socket.IO path are answered with.

use std::sync::Arc;

use http::{Extensions, StatusCode, request::Parts};

use crate::{engine_session::EngineSession, library::Library, polling_sessions::PollingSessions, refusal::Refusal};

pub(crate) struct EngineServer {
    pub(crate) library: Arc<Library>,
    pub(crate) sessions: Arc<PollingSessions>,
    check: Box<HandshakeCheck>,
}

/// The application's check of a handshake: it refuses the request, or leaves what it made of it in the extensions.
type HandshakeCheck = dyn Fn(&Parts, &mut Extensions) -> Result<(), StatusCode> + Send + Sync;

/// A session that a client named by its id.
pub(crate) enum NamedSession {
    /// It began by polling.
    Polling(Arc<EngineSession>),
    /// It began as a WebSocket.
    WebSocket,
}

impl EngineServer {
    pub(crate) fn new(
        library: Library,
        check: impl Fn(&Parts, &mut Extensions) -> Result<(), StatusCode> + Send + Sync + 'static,
    ) -> Self {
        Self { library: Arc::new(library), sessions: Arc::default(), check: Box::new(check) }
    }

    pub(crate) fn check_handshake(&self, parts: &Parts, extensions: &mut Extensions) -> Result<(), Refusal> {
        (self.check)(parts, extensions).map_err(Refusal::Handshake)
    }

    /// The live session with this id, which comes from the client.
    pub(crate) fn find(&self, sid: &str) -> Option<NamedSession> {
        let sid = sid.parse().ok()?;
        match self.sessions.find(sid) {
            Some(session) => (!session.has_ended()).then_some(NamedSession::Polling(session)),
            None => self.library.has_websocket(sid).then_some(NamedSession::WebSocket),
        }
    }
}
