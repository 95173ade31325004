//! Socket.IO in, Socket.IO out. Its promise: whoever may follow an order hears of each of its committed
//! changes once and in order; and nobody else hears of it.
//!
//! Clients ask ([`session`]), only the log announces ([`broadcast`]). Names, payloads and who hears of what are spelled
//! in the event table of [`protocol`] alone.

mod access;
mod audience;
mod broadcast;
mod commands;
mod entry;
pub(crate) mod guard;
mod handshake;
mod inbox;
mod links;
mod live;
mod lookups;
pub(crate) mod protocol;
mod recovery;
mod refusals;
mod room;
mod session;
mod standing;

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

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
pub use self::{
    broadcast::Broadcaster,
    links::LinkFollowers,
    protocol::{asyncapi, table::asked, wire},
    room::Room,
};
use crate::{
    bus::Notice,
    config::RealtimeConfig,
    core::Core,
    error::{Error, Result},
    event_log::{RecordedEvent, relay::Listener},
    metrics::Metrics,
    services::orders::Orders,
    tasks::Tasks,
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
    live: live::Live,
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
    /// Prepares the Socket.IO server; nobody can connect until [`attach`].
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
            live: live::Live::default(),
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

    async fn lose(&self, sessions: Vec<Arc<Tracked>>) {
        match self.recovery.lost(sessions).await {
            Ok(lost) => lost.iter().for_each(|connection| session::take_over(self, connection)),
            Err(error) => tracing::warn!(%error, "sessions that moved to other nodes could not be looked up"),
        }
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

/// Sessions that may have moved to other nodes, and the bell that says so.
#[derive(Debug, Default)]
struct Moved {
    keys: Mutex<MovedKeys>,
    bell: tokio::sync::Notify,
}

#[derive(Debug, Default)]
struct MovedKeys {
    named: Vec<String>,
    /// They may have moved unheard: the database knows.
    any: bool,
}

impl Moved {
    fn add(&self, change: impl FnOnce(&mut MovedKeys)) {
        change(&mut self.keys.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.notify_one();
    }

    fn take(&self) -> MovedKeys {
        std::mem::take(&mut *self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Hears notices for the sockets, and ends connections whose sessions other nodes have taken over.
pub(crate) fn listen(realtime: &Arc<Realtime>) {
    let Realtime { moved, change, link_change, links, .. } = &**realtime;
    let (ears, change, link_change, links) = (moved.clone(), change.clone(), link_change.clone(), links.clone());
    realtime.bus.listen(move |notice| match notice {
        Notice::LogGrew => {}
        Notice::RightsChanged => {
            change.notify_one();
            link_change.notify_one();
        }
        Notice::LinkRevoked(link) => links.end(link),
        Notice::SessionsMoved(keys) => {
            ears.add(|moved| moved.named.extend(keys.iter().map(|key| (*key).to_owned())));
        }
        Notice::Listening => {
            change.notify_one();
            link_change.notify_one();
            ears.add(|moved| moved.any = true);
        }
    });
    if !realtime.bus.is_shared() {
        return;
    }
    let (moved, stop) = (moved.clone(), realtime.tasks.stop().clone());
    let weak = Arc::downgrade(realtime);
    realtime.tasks.spawn("take-overs", async move {
        while stop.run_until_cancelled(moved.bell.notified()).await.is_some() {
            let Some(realtime) = weak.upgrade() else { return };
            let MovedKeys { named, any } = moved.take();
            let realtime = &realtime;
            let sessions =
                if any { realtime.recovery.live() } else { realtime.recovery.moved(named.iter().map(String::as_str)) };
            realtime.lose(sessions).await;
        }
    });
}

/// Has everybody load anew when the log has lost its end.
#[derive(Debug)]
pub struct StartOver(pub Arc<Realtime>);

impl Listener for StartOver {
    async fn publish(&self, _: &[RecordedEvent]) {}

    async fn start_over(&self, _: i64) {
        self.0.start_over().await;
    }
}

/// Lets sockets connect.
pub fn attach(realtime: &Arc<Realtime>) {
    // The namespace is part of the transport, which must not keep its owner alive.
    let weak: Weak<Realtime> = Arc::downgrade(realtime);
    let middleware = async move |socket: SocketRef, TryData(auth): TryData<serde_json::Value>| {
        let realtime = weak.upgrade().ok_or_else(|| "The server is stopping".to_owned())?;
        // What cannot be read is no auth but the name of a namespace that has lost its slash: not a stranger's CONNECT.
        let auth = auth.map_err(|_| "Invalid namespace".to_owned())?;
        // Everything is registered before CONNECT is answered: a message that comes with it is not lost.
        session::open(realtime, &socket, Some(auth)).await.map_err(|error| {
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
    realtime.transport.on_connect(|| (async || {}).with(middleware.clone()));
}
