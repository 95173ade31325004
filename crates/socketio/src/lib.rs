//! A transport shim around socketioxide's Socket.IO service. It knows nothing of the application.
//!
//! It adds what the library has no hook for:
//!
//! * **Recovery ids.** The `pid` of Socket.IO's connection state recovery goes into the CONNECT
//!   answer, over websocket, polling and the move from one to the other ([`Outlet::open`]). Clients that
//!   want no offsets behind their events are spared them ([`Outlet::without_offsets`]).
//! * **Direct fan-out.** The websocket's stream is ours: [`Rooms`] write one finished frame, encoded
//!   once, into every member's socket, past the library's channel, task wake and framing. Polling
//!   members go through the library, paced so that its buffer of 128 packets loses nothing.
//! * **Ends.** A member that does not read costs the others nothing, holds a bounded number of bytes
//!   for a bounded time, and is cut, whatever its transport ([`Outlet::kill`]).
//! * **Lean sockets.** The library keeps the request as long as the socket: it gets one without the
//!   headers, and the application what it made of them ([`Transport::new`]).
//! * **Upgrade.** A websocket that is tried is carried here until the client moves, so that an attempt that comes to
//!   nothing costs nothing; the library ends the session with it, and floods it with NOOPs meanwhile.
//! * **Heartbeat.** Sessions that began as a websocket are pinged by one task for all of them
//!   ([`Heartbeat`]): the library's way costs five kilobytes a session.
//! * **Closing.** Who connects to a server that stops is cut, not refused, and comes back
//!   ([`Transport::close`]).
//! * **Order.** [`InOrder`] hands a socket's messages over in the order they came.
//!
//! # What it rests on
//!
//! Read at, and pinned to, socketioxide 0.18.9 with engineioxide 0.17.9 and tungstenite 0.30:
//! the service that takes an upgraded stream, whole-frame writes (checked at run time, see
//! [`Stats::broken_writes`]), a first-in first-out channel per session, the middleware running
//! before CONNECT is queued, polls that take nothing while they wait, a ping as the first packet,
//! and the request's extensions living as long as the session. The library is built twice, for sessions
//! that begin by polling and for the others: its heartbeat is one for all it has.
//! Only the namespace `/` is served.
//!
//! # How it fits together
//!
//! ```no_run
//! use std::sync::Arc;
//! use socketioxide::{SocketIo, extract::SocketRef, handler::ConnectHandler, socket::DisconnectReason};
//! use trackroom_socketio::{Event, Heartbeat, InOrder, Incoming, Limits, Outlet, Rooms, Transport};
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
//! let middleware = async move |socket: SocketRef| -> Result<(), trackroom_socketio::NotCarried> {
//!     let outlet = Outlet::open(&socket, Some("a-recovery-id"))?;
//!     let (rooms, member) = (server_rooms.clone(), outlet.clone());
//!     socket.on_fallback(InOrder::new(outlet.clone(), move |incoming| {
//!         if let Incoming::Message(message) = incoming && message.name == "join" {
//!             let admission = rooms.admit(&member, ["room".into()]); // from now on its events wait
//!             if let Some(ack) = message.ack { ack.send(&"joined"); } // read a snapshot, answer, ...
//!             admission.start(Vec::new(), 7); // ... and go on behind position 7
//!         }
//!     }));
//!     let rooms = server_rooms.clone();
//!     socket.on_disconnect(async move |_reason: DisconnectReason| {
//!         outlet.close();
//!         rooms.leave_all(&outlet);
//!     });
//!     Ok(())
//! };
//! transport.on_connect(|| (async || {}).with(middleware.clone()));
//! let router: axum::Router = axum::Router::new().route_service("/socket.io/", transport.service());
//! rooms.send(["room".into()], Event::with("news", "hello")?).await;
//! # Ok(()) }
//! ```

mod asked;
mod common;
mod conn;
mod counters;
mod event;
mod frame;
mod greeting;
mod handshake;
mod heartbeat;
mod in_order;
mod link;
mod moving;
mod outlet;
mod polling;
mod probe;
mod refusal;
mod rooms;
mod route;
mod service;
mod stream;
mod transport;

pub use common::Limits;
pub use counters::Stats;
pub use event::Event;
pub use frame::{ack_frame, event_frame, raw, text_frame};
pub use heartbeat::Heartbeat;
pub use in_order::{Ack, InOrder, Incoming, Malformed, Message};
pub use outlet::{NotCarried, Outlet};
pub use rooms::{Admission, Rooms};
pub use service::TransportService;
pub use transport::Transport;
