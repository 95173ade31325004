//! [`Transport`]: the shim's handle, and what all its connections share.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{body::Body, response::Response};
use engineioxide::{service::NotFoundService, sid::Sid};
use futures_util::future::BoxFuture;
use http::{Extensions, Request, StatusCode, request::Parts};
use socketioxide::{
    SocketIo, SocketIoBuilder, adapter::LocalAdapter, extract::SocketRef, handler::ConnectHandler,
    service::SocketIoService,
};
use tokio::runtime::Handle;

use crate::{
    common::{Common, Limits},
    counters::{Counters, Stats},
    heartbeat::{Heart, Heartbeat},
    link::Link,
    refusal::Refusal,
    service::TransportService,
};

/// The shim around one Socket.IO service. Cloning shares it.
#[derive(Clone)]
pub struct Transport {
    shared: Arc<Shared>,
}

type Service = SocketIoService<NotFoundService>;
type Handshake = dyn Fn(&Parts, &mut Extensions) -> Result<(), StatusCode> + Send + Sync;

pub(crate) struct Shared {
    /// For sessions that begin by polling, and may move to a websocket.
    polling: Library,
    /// For sessions that begin as a websocket: it leaves their heartbeat to us.
    websocket: Library,
    pub(crate) heart: Heart,
    pub(crate) common: Arc<Common>,
    handshake: Box<Handshake>,
    /// Sessions that began by polling; a session removes itself.
    sessions: Mutex<HashMap<Sid, Weak<Link>>>,
}

/// A session that there is.
pub(crate) enum Session {
    /// It began by polling.
    Polling(Arc<Link>),
    /// It began as a websocket.
    WebSocket,
}

/// The library, built once for each way a session can begin: its heartbeat is the same for all it has.
struct Library {
    service: Service,
    io: SocketIo,
}

impl Library {
    fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.io.of("/")?.get_socket(sid)
    }

    fn build(builder: SocketIoBuilder, heartbeat: Heartbeat) -> Self {
        let (service, io) = builder.ping_interval(heartbeat.interval).ping_timeout(heartbeat.timeout).build_svc();
        Self { service, io }
    }
}

impl Transport {
    /// Builds the library by what `builder` says (without a heartbeat: that is `heartbeat`) and wraps it.
    ///
    /// `handshake` sees each request that opens a session, and those that try a websocket for it.
    /// What it makes of the first (who is asking, from where) the application finds as an extension
    /// of the socket's request (`socket.req_parts().extensions`, or the `HttpExtension` extractor);
    /// the request's own headers and extensions it does not. It should copy, not clone, header
    /// values: a clone keeps the whole read buffer alive. An error refuses the request with that status:
    /// the place to look at `Origin`. To be called within a runtime.
    pub fn new<H>(
        builder: impl Fn() -> SocketIoBuilder,
        heartbeat: Heartbeat,
        limits: Limits,
        handshake: impl Fn(&Parts) -> Result<H, StatusCode> + Send + Sync + 'static,
    ) -> Self
    where
        H: Clone + Send + Sync + 'static,
    {
        #[expect(clippy::disallowed_methods, reason = "for an application that does not watch its tasks")]
        Self::spawned(builder, heartbeat, limits, handshake, |beat| drop(tokio::spawn(beat)))
    }

    /// The same, with `spawn` to start the one long-lived task: the heartbeat, which ends when the last clone of this is
    /// dropped. Whatever else ends it lets dead connections stay, and is for the application to notice.
    pub fn spawned<H>(
        builder: impl Fn() -> SocketIoBuilder,
        heartbeat: Heartbeat,
        limits: Limits,
        handshake: impl Fn(&Parts) -> Result<H, StatusCode> + Send + Sync + 'static,
        spawn: impl FnOnce(BoxFuture<'static, ()>),
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
                polling: Library::build(builder(), heartbeat),
                websocket: Library::build(builder(), Heartbeat::NEVER),
                heart: Heart::start(heartbeat, spawn),
                common: Arc::new(Common {
                    limits,
                    heartbeat,
                    counters: Counters::default(),
                    closing: AtomicBool::new(false),
                    runtime: Handle::current(),
                }),
                handshake: Box::new(handshake),
                sessions: Mutex::default(),
            }),
        }
    }

    /// The service to route `/socket.io/` to.
    pub fn service(&self) -> TransportService {
        TransportService::new(self.shared.clone())
    }

    /// Lets sockets connect to the namespace `/`. The library is built more than once, so the handler is
    /// made more than once.
    pub fn on_connect<C, T>(&self, handler: impl Fn() -> C)
    where
        C: ConnectHandler<LocalAdapter, T>,
        T: Send + Sync + 'static,
    {
        for library in self.shared.libraries() {
            library.io.ns("/", handler());
        }
    }

    /// A connected socket of the namespace `/`.
    pub fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.shared.libraries().into_iter().find_map(|library| library.socket(sid))
    }

    /// Closes all connections, for good. Whoever has one, or is about to get one, is sent away in a way after
    /// which its client comes back. (The library's own call forgets the namespace first: it refuses those that
    /// connect after it, for good, and calls no disconnect handler.)
    pub fn close(&self) {
        self.shared.common.closing.store(true, Ordering::Release);
        self.cut_all();
    }

    /// Sends everybody who is here away, in a way after which their clients come back.
    pub fn cut_all(&self) {
        let namespaces = self.shared.libraries().into_iter().filter_map(|library| library.io.of("/"));
        for socket in namespaces.flat_map(|namespace| namespace.sockets()) {
            if let Some(link) = socket.req_parts().extensions.get::<Arc<Link>>() {
                link.go_away();
            }
        }
        let sessions: Vec<_> = self.shared.sessions().values().filter_map(Weak::upgrade).collect();
        sessions.iter().for_each(|link| link.go_away());
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
        let mut library = self.polling.service.clone();
        let answer = tower::Service::<Request<Body>>::call(&mut library, request).await;
        answer.unwrap_or_else(|never| match never {}).map(Body::new)
    }

    /// Gives the library an upgraded connection: a new session's, or one's that has moved.
    pub(crate) async fn give_library(&self, stream: crate::stream::Stream, moved: bool, request: Request<()>) {
        let library = if moved { &self.polling } else { &self.websocket };
        let mut library = library.service.clone();
        if let Err(error) = tower::Service::call(&mut library, (stream, request)).await {
            tracing::error!(%error, "the library refused a checked websocket request");
        }
    }

    fn libraries(&self) -> [&Library; 2] {
        [&self.polling, &self.websocket]
    }

    /// The namespace socket of a session that began by polling, while it is there.
    pub(crate) fn polling_socket(&self, sid: Sid) -> Option<SocketRef> {
        self.polling.socket(sid)
    }

    /// The library's limit for one poll's answer.
    pub(crate) fn max_payload(&self) -> usize {
        let max_payload = self.polling.io.config().engine_config.max_payload;
        usize::try_from(max_payload).unwrap_or(usize::MAX)
    }

    /// Packets the library keeps for one session; it drops what does not fit.
    pub(crate) fn max_packets(&self) -> usize {
        self.polling.io.config().engine_config.max_buffer_size
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

    /// A session by what a client says is its id.
    pub(crate) fn find(&self, sid: &str) -> Option<Session> {
        let sid = sid.parse().ok()?;
        let link = self.sessions().get(&sid).and_then(Weak::upgrade);
        match link {
            Some(link) => (!link.ended()).then_some(Session::Polling(link)),
            None => self.websocket.socket(sid).map(|_| Session::WebSocket),
        }
    }

    /// Makes the library close a polling session: it has no call for it, so it is told what a client
    /// that leaves would tell it. One that is on a websocket, or gone, does not listen.
    pub(crate) fn close_session(self: &Arc<Self>, sid: Sid) {
        let shared = self.clone();
        self.common.runtime.spawn(async move { shared.tell_library(sid, "1").await });
    }

    /// Tells the library something as if a polling client had said it.
    pub(crate) async fn tell_library(&self, sid: Sid, packet: &'static str) {
        match Request::post(self.polling_uri(sid)).body(Body::from(packet)) {
            Ok(request) => drop(self.ask_library(request).await),
            Err(error) => tracing::error!(%error, "the path of the Socket.IO service is none"),
        }
    }

    /// Where the library has a polling session.
    pub(crate) fn polling_uri(&self, sid: Sid) -> String {
        let path = &self.polling.io.config().engine_config.req_path;
        format!("{path}/?EIO=4&transport=polling&sid={sid}")
    }
}
