//! [`Transport`]: the application's handle of the shim.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use engineioxide::sid::Sid;
use futures_util::future::BoxFuture;
use http::{Extensions, StatusCode, request::Parts};
use socketioxide::{SocketIoBuilder, adapter::LocalAdapter, extract::SocketRef, handler::ConnectHandler};
use tokio::runtime::Handle;

use crate::{
    common::{Common, Limits},
    counters::{Counters, Stats},
    engine_server::EngineServer,
    engine_session::EngineSession,
    heartbeat::Heartbeat,
    library::Library,
    pinger::Pinger,
    service::TransportService,
};

/// The shim around one Socket.IO service. Cloning shares it.
#[derive(Clone)]
pub struct Transport {
    server: Arc<EngineServer>,
}

impl Transport {
    /// Builds the library with `builder` and wraps it. `heartbeat` replaces the builder's own.
    ///
    /// `handshake` sees each request that opens a session, and each that probes a WebSocket for one. What it makes of
    /// the first (who is asking, from where) becomes an extension of the socket's request
    /// (`socket.req_parts().extensions`, or the `HttpExtension` extractor); the headers and extensions of the original
    /// request do not. It should copy, not clone, header values: a clone keeps the whole read buffer alive. An error
    /// refuses the request with that status, so this is the place to check `Origin`. To be called within a runtime.
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

    /// The same, with `spawn` to start the one long-lived task: the heartbeat. It ends after the last clone of this and
    /// the last session. If it ends earlier, dead connections stay: the application has to watch for that.
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
        let check = move |parts: &Parts, extensions: &mut Extensions| {
            extensions.insert(handshake(parts)?);
            Ok(())
        };
        let common = Arc::new(Common {
            limits,
            heartbeat,
            counters: Counters::default(),
            closing: AtomicBool::new(false),
            runtime: Handle::current(),
        });
        let library = Library::build(builder, common, Pinger::start(heartbeat, spawn));
        Self { server: Arc::new(EngineServer::new(library, check)) }
    }

    /// The service for the route `/socket.io/`.
    pub fn service(&self) -> TransportService {
        TransportService::new(self.server.clone())
    }

    /// Lets sockets connect to the namespace `/`. The library is built twice, so `handler` is called twice.
    pub fn on_connect<C, T>(&self, handler: impl Fn() -> C)
    where
        C: ConnectHandler<LocalAdapter, T>,
        T: Send + Sync + 'static,
    {
        for library in self.server.library.instances() {
            library.io.ns("/", handler());
        }
    }

    /// A connected socket of the namespace `/`.
    pub fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.server.library.instances().into_iter().find_map(|library| library.socket(sid))
    }

    /// Closes all connections, and those still to come, for good, in a way after which clients come back.
    ///
    /// The library's own call removes the namespace first: after that it refuses clients that connect, so that they
    /// stay away, and calls no disconnect handler.
    pub fn close(&self) {
        self.server.library.common.closing.store(true, Ordering::Release);
        self.cut_all();
    }

    /// Closes the connections that there are, in a way after which their clients come back.
    pub fn cut_all(&self) {
        let namespaces = self.server.library.instances().into_iter().filter_map(|library| library.io.of("/"));
        for socket in namespaces.flat_map(|namespace| namespace.sockets()) {
            if let Some(session) = socket.req_parts().extensions.get::<Arc<EngineSession>>() {
                session.go_away();
            }
        }
        self.server.sessions.all().iter().for_each(|session| session.go_away());
    }

    /// The transport's figures now.
    pub fn stats(&self) -> Stats {
        self.server.library.common.counters.snapshot()
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("limits", &self.server.library.common.limits)
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
