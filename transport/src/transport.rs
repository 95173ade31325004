//! [`Transport`]: the shim's handle, and what all its connections share.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use axum::{body::Body, response::Response};
use engineioxide::{service::NotFoundService, sid::Sid};
use http::{Extensions, Request, StatusCode, request::Parts};
use socketioxide::{SocketIo, extract::SocketRef, service::SocketIoService};
use tokio::runtime::Handle;
use tower::Service;

use crate::{
    common::{Common, Limits},
    counters::{Counters, Stats},
    link::Link,
    refusal::Refusal,
    service::TransportService,
};

/// The shim around one Socket.IO service. Cloning shares it.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
}

type Library = SocketIoService<NotFoundService>;
type Handshake = dyn Fn(&Parts, &mut Extensions) -> Result<(), StatusCode> + Send + Sync;

pub(crate) struct Shared {
    library: Library,
    io: SocketIo,
    pub(crate) common: Arc<Common>,
    handshake: Box<Handshake>,
    /// Sessions that began by polling; a session removes itself.
    sessions: Mutex<HashMap<Sid, Weak<Link>>>,
}

impl Transport {
    /// Wraps what [`SocketIoBuilder::build_svc`](socketioxide::SocketIoBuilder::build_svc) returned.
    ///
    /// `handshake` sees each request that opens a session, and the one that moves it to a websocket.
    /// What it makes of the first (who is asking, from where) the application finds as an extension
    /// of the socket's request (`socket.req_parts().extensions`, or the `HttpExtension` extractor);
    /// the request's own headers and extensions it does not. It should copy, not clone, header
    /// values: a clone keeps the whole read buffer alive. An error refuses the request with that status:
    /// the place to look at `Origin`. To be called within a runtime.
    pub fn new<H>(
        library: Library,
        io: SocketIo,
        limits: Limits,
        handshake: impl Fn(&Parts) -> Result<H, StatusCode> + Send + Sync + 'static,
    ) -> Self
    where
        H: Clone + Send + Sync + 'static,
    {
        let handshake = move |parts: &Parts, extensions: &mut Extensions| {
            extensions.insert(handshake(parts)?);
            Ok(())
        };
        Self {
            shared: Arc::new(Shared {
                library,
                io,
                common: Arc::new(Common { limits, counters: Counters::default(), runtime: Handle::current() }),
                handshake: Box::new(handshake),
                sessions: Mutex::default(),
            }),
        }
    }

    /// The service to route `/socket.io/` to.
    pub fn service(&self) -> TransportService {
        TransportService::new(self.shared.clone())
    }

    /// The transport's figures now.
    pub fn stats(&self) -> Stats {
        self.shared.common.counters.snapshot()
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("limits", &self.shared.common.limits)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn handshake(&self, parts: &Parts, extensions: &mut Extensions) -> Result<(), Refusal> {
        (self.handshake)(parts, extensions).map_err(Refusal::Handshake)
    }

    /// Lets the library answer an HTTP request.
    pub(crate) async fn ask_library(&self, request: Request<Body>) -> Response {
        let mut library = self.library.clone();
        let answer = Service::<Request<Body>>::call(&mut library, request).await;
        answer.unwrap_or_else(|never| match never {}).map(Body::new)
    }

    /// Gives the library an upgraded connection.
    pub(crate) async fn give_library(&self, stream: crate::stream::Stream, request: Request<()>) {
        let mut library = self.library.clone();
        if let Err(error) = library.call((stream, request)).await {
            tracing::error!(%error, "the library refused a checked websocket request");
        }
    }

    /// The namespace socket of a session, while it is there.
    pub(crate) fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.io.of("/")?.get_socket(sid)
    }

    /// The library's limit for one poll's answer.
    pub(crate) fn max_payload(&self) -> usize {
        let max_payload = self.io.config().engine_config.max_payload;
        usize::try_from(max_payload).unwrap_or(usize::MAX)
    }

    /// Packets the library keeps for one session; it drops what does not fit.
    pub(crate) fn max_packets(&self) -> usize {
        self.io.config().engine_config.max_buffer_size
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Sid, Weak<Link>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn register(&self, sid: Sid, link: &Arc<Link>) {
        self.sessions().insert(sid, Arc::downgrade(link));
    }

    pub(crate) fn unregister(&self, sid: Sid) {
        self.sessions().remove(&sid);
    }

    pub(crate) fn session(&self, sid: Sid) -> Option<Arc<Link>> {
        self.sessions().get(&sid)?.upgrade()
    }

    /// Makes the library close a polling session: it has no call for it, so it is told what a client
    /// that leaves would tell it. One that is on a websocket, or gone, does not listen.
    pub(crate) fn close_session(self: &Arc<Self>, sid: Sid) {
        let path = &self.io.config().engine_config.req_path;
        let uri = format!("{path}/?EIO=4&transport=polling&sid={sid}");
        let shared = self.clone();
        self.common.runtime.spawn(async move {
            let leave = Request::post(uri).body(Body::from("1"));
            match leave {
                Ok(leave) => drop(shared.ask_library(leave).await),
                Err(error) => tracing::error!(%error, "the path of the Socket.IO service is none"),
            }
        });
    }
}
