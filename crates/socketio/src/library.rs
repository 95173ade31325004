//! [`Library`]: socketioxide, built once for each way in which a session can begin.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use engineioxide::{service::NotFoundService, sid::Sid};
use http::Request;
use socketioxide::{SocketIo, SocketIoBuilder, extract::SocketRef, service::SocketIoService};
use tokio::io::{AsyncRead, AsyncWrite};

use crate::{common::Common, heartbeat::Heartbeat, pinger::Pinger};

/// The library, and what all sessions in it share.
pub(crate) struct Library {
    /// For sessions that begin by polling, and may be upgraded to a WebSocket.
    polling: Instance,
    /// For sessions that begin as a WebSocket: it leaves their heartbeat to `pinger`.
    websocket: Instance,
    pub(crate) pinger: Pinger,
    pub(crate) common: Arc<Common>,
}

/// One build of the library. Its heartbeat is the same for all its sessions.
pub(crate) struct Instance {
    service: SocketIoService<NotFoundService>,
    pub(crate) io: SocketIo,
}

impl Instance {
    fn build(builder: SocketIoBuilder, heartbeat: Heartbeat) -> Self {
        let (service, io) = builder.ping_interval(heartbeat.interval).ping_timeout(heartbeat.timeout).build_svc();
        Self { service, io }
    }

    /// A connected socket of the namespace `/`.
    pub(crate) fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.io.of("/")?.get_socket(sid)
    }
}

impl Library {
    pub(crate) fn build(builder: impl Fn() -> SocketIoBuilder, common: Arc<Common>, pinger: Pinger) -> Self {
        Self {
            polling: Instance::build(builder(), common.heartbeat),
            websocket: Instance::build(builder(), Heartbeat::NEVER),
            pinger,
            common,
        }
    }

    pub(crate) fn instances(&self) -> [&Instance; 2] {
        [&self.polling, &self.websocket]
    }

    /// Lets the library answer an HTTP request.
    pub(crate) async fn call(&self, request: Request<Body>) -> Response {
        let mut service = self.polling.service.clone();
        let answer = tower::Service::<Request<Body>>::call(&mut service, request).await;
        answer.unwrap_or_else(|never| match never {}).map(Body::new)
    }

    /// Gives the library the WebSocket of a new session.
    pub(crate) async fn accept<S>(&self, stream: S, request: Request<()>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        self.websocket.accept(stream, request).await;
    }

    /// Gives the library the WebSocket to which a polling session has been upgraded.
    pub(crate) async fn accept_upgraded<S>(&self, stream: S, request: Request<()>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        self.polling.accept(stream, request).await;
    }

    /// The namespace socket of a session that began by polling, while there is one.
    pub(crate) fn polling_socket(&self, sid: Sid) -> Option<SocketRef> {
        self.polling.socket(sid)
    }

    /// Whether a session that began as a WebSocket has this id.
    pub(crate) fn has_websocket(&self, sid: Sid) -> bool {
        self.websocket.socket(sid).is_some()
    }

    /// The library's limit for the answer to one poll, in bytes.
    pub(crate) fn max_payload(&self) -> usize {
        let max_payload = self.polling.io.config().engine_config.max_payload;
        usize::try_from(max_payload).unwrap_or(usize::MAX)
    }

    /// How many packets the library buffers for one session. It drops what does not fit.
    pub(crate) fn max_packets(&self) -> usize {
        self.polling.io.config().engine_config.max_buffer_size
    }

    /// Makes the library close a polling session. It has no call for that, so it gets the CLOSE packet a leaving client
    /// would send; a session that is on a WebSocket, or gone, ignores it.
    pub(crate) fn close_session(self: &Arc<Self>, sid: Sid) {
        let library = self.clone();
        self.common.runtime.spawn(async move { library.post(sid, "1").await });
    }

    /// Posts a packet to the library as a polling client would.
    pub(crate) async fn post(&self, sid: Sid, packet: &'static str) {
        match Request::post(self.polling_uri(sid)).body(Body::from(packet)) {
            Ok(request) => drop(self.call(request).await),
            Err(error) => tracing::error!(%error, "the path of the Socket.IO service is not a valid URI"),
        }
    }

    /// The URI at which the library serves a polling session.
    pub(crate) fn polling_uri(&self, sid: Sid) -> String {
        let path = &self.polling.io.config().engine_config.req_path;
        format!("{path}/?EIO=4&transport=polling&sid={sid}")
    }
}

impl Instance {
    async fn accept<S>(&self, stream: S, request: Request<()>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut service = self.service.clone();
        if let Err(error) = tower::Service::call(&mut service, (stream, request)).await {
            tracing::error!(%error, "the library refused a checked WebSocket request");
        }
    }
}
