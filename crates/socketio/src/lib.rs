//! A shim around socketioxide's Socket.IO service. It knows nothing of the application.
//!
//! It adds what the library has no hook for:
//!
//! * **Recovery ids.** The `pid` of Socket.IO's connection state recovery goes into the CONNECT packet, over WebSocket,
//!   polling and an upgrade from one to the other ([`EventSender::open`]). Clients that want no offsets behind their
//!   events get none ([`EventSender::without_offsets`]).
//! * **Direct fan-out.** The WebSocket's stream is ours: [`Rooms`] write one finished frame, encoded once, into every
//!   member's socket, past the library's channel, task wake and framing. Members that poll go through the library, at a
//!   pace at which its buffer of 128 packets loses nothing.
//! * **Slow readers.** A member that does not read costs the others nothing, holds a bounded number of bytes for a
//!   bounded time, and is then cut, on either transport ([`EventSender::kill`]).
//! * **Lean sockets.** The library keeps the request as long as the socket, so it gets one without headers. The
//!   application keeps what it made of them ([`Transport::new`]).
//! * **Upgrade.** A probed WebSocket is handled here until the client's UPGRADE packet, so that a failed probe costs
//!   nothing. The library would end the session with the probe, and answer every poll with a NOOP meanwhile.
//! * **Heartbeat.** One task pings all sessions that began as a WebSocket ([`Heartbeat`]): the library's way costs five
//!   kilobytes a session.
//! * **Closing.** A client that connects while the server stops is cut, not refused, so it comes back
//!   ([`Transport::close`]).
//! * **Order.** [`Sequential`] hands a socket's events over in the order of arrival.
//!
//! # What it rests on
//!
//! The source was read at, and is pinned to, socketioxide 0.18.9 with engineioxide 0.17.9 and tungstenite 0.30: the
//! service that takes an upgraded stream, whole-frame writes (checked at run time, see [`Stats::broken_writes`]), a
//! first-in first-out channel per session, the middleware that runs before CONNECT is queued, polls that take nothing
//! while they wait, a ping as the first packet, and the request's extensions that live as long as the session. The
//! library is built twice, for sessions that begin by polling and for the others, because its heartbeat is the same for
//! all its sessions. Only the namespace `/` is served.
//!
//! # How it fits together
//!
//! ```no_run
//! use std::sync::Arc;
//! use socketioxide::{SocketIo, extract::SocketRef, handler::ConnectHandler, socket::DisconnectReason};
//! use trackroom_socketio::{Event, EventSender, Heartbeat, Incoming, Limits, Rooms, Sequential, Transport};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // What the application needs of the request: copied, for a cloned header keeps hyper's buffer.
//! let builder = || SocketIo::builder().ws_read_buffer_size(512);
//! let transport = Transport::new(builder, Heartbeat::default(), Limits::default(), |request| {
//!     Ok(request.headers.get("cookie").map(|cookie| cookie.as_bytes().to_vec()))
//! });
//! let rooms: Arc<Rooms<Arc<str>>> = Arc::new(Rooms::new(1));
//!
//! let server_rooms = rooms.clone();
//! let middleware = async move |socket: SocketRef| -> Result<(), trackroom_socketio::ForeignSocket> {
//!     let sender = EventSender::open(&socket, Some("a-recovery-id"))?;
//!     let (rooms, member) = (server_rooms.clone(), sender.clone());
//!     socket.on_fallback(Sequential::new(sender.clone(), move |incoming| {
//!         if let Incoming::Message(message) = incoming && message.name == "join" {
//!             let admission = rooms.admit(&member, ["room".into()]); // from now on its events wait
//!             if let Some(ack) = message.ack { ack.send(&"joined"); } // read a snapshot, answer, ...
//!             admission.start(Vec::new(), 7); // ... and go on behind position 7
//!         }
//!     }));
//!     let rooms = server_rooms.clone();
//!     socket.on_disconnect(async move |_reason: DisconnectReason| {
//!         sender.close();
//!         rooms.leave_all(&sender);
//!     });
//!     Ok(())
//! };
//! transport.on_connect(|| (async || {}).with(middleware.clone()));
//! let router: axum::Router = axum::Router::new().route_service("/socket.io/", transport.service());
//! rooms.send(["room".into()], Event::with("news", "hello")?).await;
//! # Ok(()) }
//! ```

mod common;
mod conn;
mod connect_packet;
mod counters;
mod engine_server;
mod engine_session;
mod event;
mod event_sender;
mod frame;
mod handshake;
mod heartbeat;
mod library;
mod pinger;
mod polling;
mod polling_flow;
mod polling_queue;
mod polling_sessions;
mod probe;
mod query;
mod refusal;
mod rooms;
mod sequential;
mod service;
mod stream;
mod transport;
mod upgrade;

pub use common::Limits;
pub use counters::Stats;
pub use event::Event;
pub use event_sender::{EventSender, ForeignSocket};
pub use frame::{ack_frame, event_frame, raw, text_frame};
pub use heartbeat::Heartbeat;
pub use rooms::{Admission, Rooms};
pub use sequential::{Ack, Incoming, Malformed, Message, Sequential};
pub use service::TransportService;
pub use transport::Transport;
