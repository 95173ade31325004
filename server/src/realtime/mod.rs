//! Socket.IO in, Socket.IO out. Its promise: whoever may follow an order hears of each of its committed
//! changes once and in order; and nobody else hears of it.
//!
//! Clients ask ([`commands`]), only the log announces ([`broadcast`]). Names, payloads and who hears of what are spelled
//! in the event table of [`protocol`] alone.

mod access;
mod audience;
mod broadcast;
mod commands;
mod connect;
mod connection;
mod connection_registry;
mod entry;
mod handshake;
mod inbox;
mod links;
mod lookups;
mod moved;
mod named_order;
mod principal;
pub(crate) mod protocol;
mod recovery;
mod refusals;
pub(crate) mod revocation;
mod room;
pub(crate) mod start;

use std::{ops::Deref, sync::Arc, time::Duration};

use socketioxide::SocketIo;
use trackroom_socketio::{Heartbeat, Limits, Rooms, Transport, TransportService};

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use self::links::watch as watch_links;
pub use self::{
    broadcast::Broadcaster,
    links::LinkFollowers,
    protocol::{asyncapi, table::asked, wire},
    room::Room,
};
use self::{
    connection::Connection,
    connection_registry::ConnectionRegistry,
    moved::Moved,
    recovery::{Attachment, Recovery, Session},
};
use crate::{
    config::RealtimeConfig, core::Core, error::Result, metrics::Metrics, services::orders::Orders, tasks::Tasks,
};

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
    core: Arc<Core>,
    orders: Orders,
    transport: Transport,
    rooms: Arc<Rooms<Room>>,
    links: Arc<LinkFollowers>,
    live: ConnectionRegistry<Connection>,
    /// Somebody's rights may have changed.
    change: Arc<tokio::sync::Notify>,
    /// A tracking link may have been taken back elsewhere.
    link_change: Arc<tokio::sync::Notify>,
    recovery: Arc<Recovery>,
    /// Sessions that other nodes have taken over, until the task that looks after them has taken note.
    moved: Arc<Moved>,
    lookups: lookups::Lookups,
}

impl Realtime {
    /// Prepares the Socket.IO server; nobody can connect until [`start::attach`].
    #[must_use]
    pub fn new(core: Arc<Core>, orders: Orders) -> Arc<Self> {
        let Core { config, db, log, bus, throttles, tasks, .. } = &*core;
        let throttles = throttles.clone();
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
        Arc::new(Self {
            transport,
            rooms: Arc::new(Rooms::spawned(cores.min(4), |shard| drop(tasks.spawn("rooms", shard)))),
            links: Arc::default(),
            moved: Arc::default(),
            live: ConnectionRegistry::default(),
            change: Arc::default(),
            link_change: Arc::default(),
            recovery: Arc::new(Recovery::new(db, log, bus, recovery_window, recovery_sessions)),
            lookups: lookups::Lookups::new(db),
            orders,
            core,
        })
    }

    /// What the relay hands events to.
    #[must_use]
    pub fn broadcaster(&self, metrics: Arc<Metrics>) -> Broadcaster {
        Broadcaster::new(self.rooms.clone(), self.recovery.recent.clone(), metrics)
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

    async fn lose(&self, sessions: Vec<Arc<Session>>) {
        match self.recovery.lost(sessions).await {
            Ok(lost) => lost.iter().for_each(|before| self.take_over(before)),
            Err(error) => tracing::warn!(%error, "sessions that moved to other nodes could not be looked up"),
        }
    }

    /// Ends a connection whose session has gone to a newer one: usually a line that is dead and does not know it
    /// yet. It is told to disconnect, not just cut: were it alive, it would come back and the two would fight.
    fn take_over(&self, before: &Attachment) {
        let socket = self.transport.socket(before.socket);
        if socket.is_none_or(|socket| socket.disconnect().is_err()) {
            before.sender.kill();
        }
        before.sender.close();
        self.rooms().leave_all(&before.sender);
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

impl Deref for Realtime {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}
