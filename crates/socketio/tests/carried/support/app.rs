//! A small application on the shim: rooms, numbered events, and levers for the tests.
//!
//! Every event of a room carries the position it has in one common count, and ends with it as a string,
//! as the recovery protocol wants it. `join` answers with the position it was read at, so that a client
//! can tell that nothing is missing between the answer and its first event.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::StatusCode,
    routing::{get, post},
    serve::ListenerExt,
};
use serde::Deserialize;
use serde_json::{json, value::RawValue};
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef, TryData},
    handler::ConnectHandler,
    socket::DisconnectReason,
};
use tokio::{net::TcpListener, sync::Semaphore};
use trackroom_socketio::{
    Event, EventSender, ForeignSocket, Heartbeat, Incoming, Limits, Message, Rooms, Sequential, Stats, Transport, raw,
};

use super::wrapped::WrappedListener;

pub(crate) struct Settings {
    pub(crate) shards: usize,
    pub(crate) limits: Limits,
    pub(crate) heartbeat: Heartbeat,
    /// How long a client may take for its CONNECT.
    pub(crate) connect_timeout: Duration,
    /// The system's send buffer; 0 leaves it as it is.
    pub(crate) send_buffer: usize,
    /// Connections come as something else than a `TcpStream`.
    pub(crate) wrapped: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let heartbeat = Heartbeat { interval: Duration::from_millis(300), ..Heartbeat::default() };
        let connect_timeout = Duration::from_secs(45);
        Self { shards: 2, limits: Limits::default(), heartbeat, connect_timeout, send_buffer: 0, wrapped: false }
    }
}

/// The application, started. It ends with the test's runtime.
pub(crate) struct App {
    pub(crate) inner: Arc<Inner>,
    pub(crate) port: u16,
}

pub(crate) struct Inner {
    transport: Transport,
    pub(crate) rooms: Rooms<Arc<str>>,
    position: AtomicU64,
    publishing: tokio::sync::Mutex<()>,
    pub(crate) senders: Mutex<HashMap<String, EventSender>>,
    pub(crate) left: AtomicU64,
    /// Why sockets left, for the message of a failed test.
    pub(crate) reasons: Mutex<Vec<DisconnectReason>>,
    pub(crate) malformed: AtomicU64,
    /// Permits for middlewares that were asked to wait.
    gate: Semaphore,
}

#[derive(Deserialize)]
struct Auth {
    /// CONNECT is answered when the test says so.
    wait: bool,
    /// How many events are sent before CONNECT is answered.
    #[serde(default)]
    greet: u64,
}

/// What the handshake closure made of the request.
#[derive(Clone)]
struct Visitor(String);

impl App {
    pub(crate) async fn start(settings: Settings) -> Self {
        let builder = || SocketIo::builder().ws_read_buffer_size(512).connect_timeout(settings.connect_timeout);
        let transport = Transport::new(builder, settings.heartbeat, settings.limits, |request| {
            let header = |name: &str| request.headers.get(name).and_then(|v| v.to_str().ok());
            match header("origin") {
                Some("http://elsewhere.example") => Err(StatusCode::FORBIDDEN),
                _ => Ok(Visitor(header("x-visitor").unwrap_or("nobody").to_owned())),
            }
        });
        let inner = Arc::new(Inner {
            transport: transport.clone(),
            rooms: Rooms::new(settings.shards),
            position: AtomicU64::new(0),
            publishing: tokio::sync::Mutex::default(),
            senders: Mutex::default(),
            left: AtomicU64::new(0),
            reasons: Mutex::default(),
            malformed: AtomicU64::new(0),
            gate: Semaphore::new(0),
        });
        let app = inner.clone();
        let middleware = async move |socket: SocketRef, TryData(auth): TryData<Auth>| {
            let auth = auth.unwrap_or(Auth { wait: false, greet: 0 });
            if auth.wait {
                app.gate.acquire().await.expect("the gate is never closed").forget();
            }
            connect(&app, &socket, auth.greet)
        };
        transport.on_connect(|| (async || {}).with(middleware.clone()));
        let router = Router::new()
            .route("/publish", post(publish))
            .route("/kill", post(kill))
            .route("/disconnect", post(disconnect))
            .route("/release", post(release))
            .route("/stats", get(stats))
            .with_state(inner.clone())
            .route_service("/socket.io/", transport.service());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        if settings.wrapped {
            tokio::spawn(axum::serve(WrappedListener(listener), router).into_future());
        } else {
            let listener = listener.tap_io(move |tcp| {
                tcp.set_nodelay(true).expect("a TCP socket");
                if settings.send_buffer > 0 {
                    socket2::SockRef::from(&*tcp).set_send_buffer_size(settings.send_buffer).expect("a TCP socket");
                }
            });
            tokio::spawn(axum::serve(listener, router).into_future());
        }
        Self { inner, port }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn stats(&self) -> Stats {
        self.inner.transport.stats()
    }

    /// What happened so far, for the message of a failed test.
    pub(crate) fn story(&self) -> String {
        format!("{:?}, left: {:?}", self.stats(), self.inner.reasons)
    }

    pub(crate) fn left(&self) -> u64 {
        self.inner.left.load(SeqCst)
    }

    pub(crate) fn sender(&self, sid: &str) -> EventSender {
        self.inner.sender(sid).expect("a connected socket")
    }

    /// Closes the transport, as a server does that stops.
    pub(crate) fn closes(&self) {
        self.inner.transport.close();
    }

    /// Sends `count` events with `pad` bytes each to the rooms; returns the last position.
    pub(crate) async fn publish(&self, rooms: &[&str], count: u64, pad: usize) -> u64 {
        self.inner.publish(rooms, count, pad).await
    }

    /// All clients are gone, nothing is left behind, and the library wrote whole frames throughout.
    pub(crate) async fn ends_clean(&self) {
        super::until("everything is given back", || {
            let stats = self.stats();
            let open = stats.sessions + stats.websockets + stats.polling;
            open + stats.queued_bytes + stats.backlog == 0
        })
        .await;
        assert_eq!(self.stats().broken_writes, 0);
    }
}

impl Inner {
    pub(crate) fn sender(&self, sid: &str) -> Option<EventSender> {
        self.senders.lock().expect("no panic").get(sid).cloned()
    }

    pub(crate) fn position(&self) -> u64 {
        self.position.load(SeqCst)
    }

    /// The next event; it is the caller's to send it before the one after.
    pub(crate) fn next_event(&self, pad: usize) -> Event {
        let position = self.position.fetch_add(1, SeqCst) + 1;
        let data = json!({ "n": position, "pad": "x".repeat(pad) });
        let offset = position.to_string();
        let (data, offset) = (raw(&data).expect("JSON"), raw(&offset).expect("JSON"));
        Event::recoverable("news", vec![data], offset, Some(position))
    }

    async fn publish(&self, rooms: &[&str], count: u64, pad: usize) -> u64 {
        let _in_order = self.publishing.lock().await;
        let rooms: Arc<[Arc<str>]> = rooms.iter().map(|room| (*room).into()).collect();
        for _ in 0..count {
            self.rooms.send(rooms.clone(), self.next_event(pad)).await;
        }
        self.position()
    }
}

fn connect(app: &Arc<Inner>, socket: &SocketRef, greet: u64) -> Result<(), ForeignSocket> {
    let sid = socket.id.to_string();
    let sender = EventSender::open(socket, Some(&format!("pid of {sid}")))?;
    app.senders.lock().expect("no panic").insert(sid.clone(), sender.clone());
    for n in 1..=greet {
        assert!(sender.send(&Event::with("greeting", &n).expect("JSON")));
    }
    let visitor = socket.req_parts().extensions.get::<Visitor>().cloned();
    let visitor = visitor.expect("the handshake closure ran").0;
    assert!(socket.req_parts().headers.is_empty(), "the library keeps headers");

    let (me, member) = (app.clone(), sender.clone());
    socket.on_fallback(Sequential::new(sender.clone(), move |incoming| match incoming {
        Incoming::Message(message) => receive(&me, &member, &visitor, message),
        Incoming::Malformed(malformed) => {
            me.malformed.fetch_add(1, SeqCst);
            if let Some(ack) = malformed.ack {
                ack.send(&json!({ "error": malformed.reason }));
            }
        }
    }));
    // Through the library: an answer, and events spread over other tasks.
    socket.on("library-ack", async |ack: AckSender| {
        ack.send("library").expect("room for an answer");
    });
    socket.on("library-events", async |socket: SocketRef, Data::<u64>(first)| {
        // The library's buffer is its heartbeat's as well: few enough at a time never to fill it.
        for i in first..first + 20 {
            let data = json!({ "i": i, "pad": "y".repeat(500) });
            socket.emit("library", &data).expect("room for an event");
            tokio::task::yield_now().await;
        }
    });
    let me = app.clone();
    socket.on_disconnect(async move |reason: DisconnectReason| {
        me.reasons.lock().expect("no panic").push(reason);
        sender.close();
        me.rooms.leave_all(&sender);
        me.senders.lock().expect("no panic").remove(&sid);
        me.left.fetch_add(1, SeqCst);
    });
    Ok(())
}

fn receive(app: &Arc<Inner>, sender: &EventSender, visitor: &str, message: Message) {
    let first = message.args.first();
    let first = || first.and_then(|arg| serde_json::from_str::<String>(arg.get()).ok());
    let answer: Box<RawValue> = match (message.name.as_str(), first()) {
        ("join", Some(room)) => {
            let admission = app.rooms.admit(sender, [room.into()]);
            let at = app.position();
            // Answered first, served next: no event of the room comes before the answer.
            if let Some(ack) = message.ack {
                ack.send(&json!({ "ok": true, "at": at }));
            }
            return admission.start(Vec::new(), at);
        }
        ("leave", Some(room)) => {
            app.rooms.leave(sender, room.into());
            raw("left").expect("JSON")
        }
        ("who", _) => raw(visitor).expect("JSON"),
        ("direct", _) => raw(&sender.is_direct()).expect("JSON"),
        _ => raw(&message.args).expect("JSON"),
    };
    if let Some(ack) = message.ack {
        ack.send(&answer);
    }
}

#[derive(Deserialize)]
struct Publication {
    room: String,
    count: u64,
    #[serde(default)]
    pad: usize,
}

async fn publish(State(app): State<Arc<Inner>>, Json(p): Json<Publication>) -> String {
    app.publish(&[&p.room], p.count, p.pad).await.to_string()
}

#[derive(Deserialize)]
struct OfSocket {
    sid: String,
}

async fn kill(State(app): State<Arc<Inner>>, Query(of): Query<OfSocket>) {
    app.sender(&of.sid).expect("a connected socket").kill();
}

async fn disconnect(State(app): State<Arc<Inner>>, Query(of): Query<OfSocket>) {
    let sid = of.sid.parse().expect("a session id");
    let socket = app.transport.socket(sid).expect("a connected socket");
    socket.disconnect().expect("room for a packet");
}

async fn release(State(app): State<Arc<Inner>>) {
    app.gate.add_permits(1);
}

async fn stats(State(app): State<Arc<Inner>>) -> Json<serde_json::Value> {
    let stats = app.transport.stats();
    Json(json!({
        "websockets": stats.websockets, "polling": stats.polling, "upgrades": stats.upgrades,
        "kills": stats.kills, "stalls": stats.stalls, "left": app.left.load(SeqCst),
    }))
}
