//! Socket.IO in, Socket.IO out. Its promise: whoever may follow an order hears of each of its committed
//! changes once and in order; and nobody else hears of it.
//!
//! Clients ask ([`session`]), only the log announces ([`broadcast`]). Names and payloads are spelled in
//! [`wire`] alone.

mod access;
pub mod asyncapi;
mod broadcast;
mod catalogue;
mod commands;
pub(crate) mod guard;
mod handshake;
mod inbox;
mod links;
mod live;
mod lookups;
mod recovery;
mod refusals;
mod session;
mod standing;
pub mod wire;

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use socketioxide::{
    SocketIo,
    extract::{SocketRef, TryData},
    handler::ConnectHandler as _,
};
use trackroom_socketio::{EventSender, Heartbeat, Limits, Rooms, Transport, TransportService};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use self::links::watch as watch_links;
use self::recovery::{Recovery, Tracked};
pub use self::{broadcast::Broadcaster, links::LinkFollowers};
use crate::{
    app::{App, AppState},
    config::{Config, RealtimeConfig},
    database::Database,
    error::{Error, Result},
    event_log::{RecordedEvent, relay::Listener},
    metrics::Metrics,
    nodes::{Nodes, Topic},
    tasks::Tasks,
    throttle::Throttles,
};

/// A place where the same events are of interest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Room {
    /// Everybody who follows one order, by its number: the contract's `order-<orderId>`.
    Order(i64),
    /// The shop's people, who hear of every order.
    OrderDesk,
    /// Everybody who follows an order that does not exist: `TEST-…`.
    Sandbox(Box<str>),
}

impl Room {
    /// The number of the order that the room follows.
    fn order(&self) -> Option<i64> {
        match self {
            Self::Order(number) => Some(*number),
            Self::OrderDesk | Self::Sandbox(_) => None,
        }
    }
}

/// The largest message a socket may send, in bytes. Commands are refused far below, with a code; this bounds
/// what is read before anybody can say so.
const MAX_MESSAGE_BYTES: usize = 1_200_000;

/// How long sockets have to go when the server stops.
const CLOSING: Duration = Duration::from_secs(1);
/// How often a stopping server looks whether its sockets have gone.
const CLOSING_LOOK: Duration = Duration::from_millis(10);

/// The sockets of this process.
#[derive(Debug)]
pub struct Realtime {
    transport: Transport,
    rooms: Arc<Rooms<Room>>,
    links: LinkFollowers,
    live: live::Live,
    /// Somebody's rights may have changed.
    change: tokio::sync::Notify,
    /// A tracking link may have been taken back elsewhere.
    link_change: Arc<tokio::sync::Notify>,
    nodes: Arc<Nodes>,
    recovery: Arc<Recovery>,
    lookups: lookups::Lookups,
}

impl Realtime {
    /// Prepares the Socket.IO server; nobody can connect until [`attach`].
    #[must_use]
    pub fn new(config: &Config, db: &Database, nodes: &Arc<Nodes>, throttles: Arc<Throttles>, tasks: &Tasks) -> Self {
        let RealtimeConfig { ping_interval, ping_timeout, recovery_window, recovery_sessions, .. } = config.realtime;
        let builder = || {
            SocketIo::builder()
                .max_payload(MAX_MESSAGE_BYTES as u64)
                .ws_max_message_size(MAX_MESSAGE_BYTES)
                .ws_max_frame_size(MAX_MESSAGE_BYTES)
                .ws_read_buffer_size(512)
        };
        let heartbeat = Heartbeat { interval: ping_interval, timeout: ping_timeout };
        let origins = config.realtime.allowed_origins.clone();
        let limits = Limits { stall: ping_timeout, ..Limits::default() };
        let check = move |request: &http::request::Parts| handshake::check(request, &origins, &throttles);
        let transport =
            Transport::spawned(builder, heartbeat, limits, check, |beat| drop(tasks.spawn("heartbeat", beat)));
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            transport,
            rooms: Arc::new(Rooms::spawned(cores.min(4), |shard| drop(tasks.spawn("rooms", shard)))),
            links: LinkFollowers::default(),
            live: live::Live::default(),
            change: tokio::sync::Notify::new(),
            link_change: Arc::default(),
            nodes: nodes.clone(),
            recovery: Arc::new(Recovery::new(db, nodes, recovery_window, recovery_sessions)),
            lookups: lookups::Lookups::new(db),
        }
    }

    /// What the relay hands events to.
    #[must_use]
    pub fn broadcaster(&self, metrics: Arc<Metrics>) -> Broadcaster {
        Broadcaster::new(self.rooms.clone(), self.recovery.history.clone(), metrics)
    }

    /// Starts keeping sessions in the database, as one of `tasks`, until `stop`.
    ///
    /// # Errors
    /// The sessions that are there could not be read.
    pub async fn keep_sessions(&self, tasks: &Tasks, stop: CancellationToken) -> Result<JoinHandle<()>> {
        self.recovery.start(tasks, stop).await
    }

    /// What answers under `/socket.io/`.
    #[must_use]
    pub fn service(&self) -> TransportService {
        self.transport.service()
    }

    /// Who gets which events.
    #[must_use]
    pub fn rooms(&self) -> &Arc<Rooms<Room>> {
        &self.rooms
    }

    /// Who follows by which tracking link.
    #[must_use]
    pub fn links(&self) -> &LinkFollowers {
        &self.links
    }

    /// How many sockets of this process follow an order now.
    pub async fn followers(&self, order: i64) -> usize {
        self.rooms.count(&Room::Order(order)).await
    }

    /// Makes the guards of all nodes look now. Call it after ending a log-in or changing what somebody may do.
    pub fn look_again(&self) {
        self.change.notify_one();
        self.nodes.tell(Topic::Rights);
    }

    /// A tracking link has been taken back: whoever follows by it stops, on all nodes.
    pub fn link_revoked(&self, link: &str) {
        self.links.end(link);
        self.nodes.tell(Topic::Rights);
    }

    /// Other nodes say that these sessions, by their keys, have moved to them: connections that had them here end.
    pub(crate) async fn sessions_moved(&self, sessions: impl Iterator<Item = &str>) {
        self.lose(self.recovery.moved(sessions)).await;
    }

    /// Sessions may have moved to other nodes unheard: the database knows.
    pub(crate) async fn sessions_may_have_moved(&self) {
        self.lose(self.recovery.live()).await;
    }

    async fn lose(&self, sessions: Vec<Arc<Tracked>>) {
        match self.recovery.lost(sessions).await {
            Ok(lost) => lost.iter().for_each(|connection| session::take_over(self, connection)),
            Err(error) => tracing::warn!(%error, "sessions that moved to other nodes could not be looked up"),
        }
    }

    /// Another node says that rights have changed, or may have said so unheard.
    pub(crate) fn rights_changed(&self) {
        self.change.notify_one();
        self.link_change.notify_one();
    }

    /// Disconnects one socket for good; its client does not come back by itself. False: it could not be told.
    fn disconnect(&self, socket: socketioxide::socket::Sid) -> bool {
        let socket = self.transport.socket(socket);
        socket.is_none_or(|socket| socket.disconnect().is_ok())
    }

    /// The transport's figures now.
    #[must_use]
    pub fn stats(&self) -> trackroom_socketio::Stats {
        self.transport.stats()
    }

    /// How many different orders are followed, and how many memberships that makes.
    #[must_use]
    pub fn rooms_followed(&self) -> (usize, usize) {
        self.live.rooms()
    }

    /// Nobody's place in the log holds any more: all sockets are cut, and who comes back is new.
    async fn start_over(&self) {
        self.recovery.forget_all().await;
        self.transport.cut_all();
    }

    /// Tells every socket that the server goes away, and gives them a moment to go. Their clients come back by
    /// themselves: to another node, or to the next process.
    pub async fn close(&self) {
        // Answered behind all that has been handed to the rooms.
        self.rooms.count(&Room::OrderDesk).await;
        self.transport.close();
        let gone = async {
            while self.stats().websockets + self.stats().polling > 0 {
                tokio::time::sleep(CLOSING_LOOK).await;
            }
        };
        // Who does not say goodbye is cut off when the process ends.
        tokio::time::timeout(CLOSING, gone).await.ok();
    }
}

/// Has everybody load anew when the log has lost its end.
#[derive(Debug)]
pub struct StartOver(pub AppState);

impl Listener for StartOver {
    async fn publish(&self, _: &[RecordedEvent]) {}

    async fn start_over(&self, _: i64) {
        self.0.realtime.start_over().await;
    }
}

/// Lets sockets connect to `app`.
pub fn attach(app: &AppState) {
    // The namespace is part of the app: it must not keep the app alive.
    let weak: Weak<App> = Arc::downgrade(&app.0);
    let middleware = async move |socket: SocketRef, TryData(auth): TryData<serde_json::Value>| {
        let app = weak.upgrade().map(AppState).ok_or_else(|| "The server is stopping".to_owned())?;
        // What cannot be read is no auth but the name of a namespace that has lost its slash: not a stranger's CONNECT.
        let auth = auth.map_err(|_| "Invalid namespace".to_owned())?;
        // Everything is registered before CONNECT is answered: a message that comes with it is not lost.
        session::open(app, &socket, Some(auth)).await.map_err(|error| {
            // What is wrong with the client's request is wrong the next time, too.
            if !matches!(error, Error::Unauthenticated(_) | Error::Invalid { .. }) {
                error.log();
                // Refused by Socket.IO, the client's library would give up. Cut off, it tries again.
                EventSender::open(&socket, None).iter().for_each(EventSender::kill);
            }
            match error.to_string() {
                // What clients look for, whatever is wrong with the token.
                message if matches!(error, Error::Unauthenticated(_)) && !message.contains("Not authorized") => {
                    format!("Not authorized: {message}")
                }
                message => message,
            }
        })
    };
    app.realtime.transport.on_connect(|| (async || {}).with(middleware.clone()));
}
