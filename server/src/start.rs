//! How the parts are put together, served and stopped.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use tokio::{
    net::{TcpListener, TcpSocket},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{App, AppState},
    bus,
    config::Config,
    demo,
    event_log::relay,
    housekeeping,
    http::{
        router,
        serve::{connections, listener::Door},
    },
    realtime::{self, start::LogReset},
    services::{accounts, orders::OrderListInvalidator},
    store::database,
    tasks::TaskDied,
};

/// Connections that may wait to be accepted: a reconnect storm must not overflow it, as each one that does
/// waits a second.
const BACKLOG: u32 = 4096;
/// How long a stopping server still answers on connections that it has, each time saying that it is the last: a
/// balancer that keeps connections then does not find one closed while it sends.
const LINGER: Duration = Duration::from_millis(500);
/// How long requests have to finish when the server stops.
const FINISH: Duration = Duration::from_secs(6);
/// How long closed sockets and idle connections then have to go away.
const DRAIN: Duration = Duration::from_secs(2);
/// How long the last sessions have to be written, and the database to let its connections go: one that does not
/// answer any more must not keep the process.
const CLOSE: Duration = Duration::from_secs(1);
/// What service managers give a process before they kill it.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);
const _: () = assert!(
    LINGER.as_millis() + FINISH.as_millis() + DRAIN.as_millis() + CLOSE.as_millis() < STOPPED_WITHIN.as_millis()
);

/// A started app and what must be waited for when it stops.
#[derive(Debug)]
pub struct Running {
    /// The app.
    pub app: AppState,
    /// The relay, which ends once it has announced everything committed.
    pub relay: JoinHandle<()>,
    /// Watches over who is connected.
    pub guard: JoinHandle<()>,
    /// Ends the keeping of socket sessions once all are written; for when the sockets are gone.
    pub stop_sessions: CancellationToken,
    /// The keeping of socket sessions.
    pub sessions: JoinHandle<()>,
}

/// Opens the database, makes the first admin and demo data where they are wanted, and starts the long-lived tasks.
///
/// # Errors
/// The database cannot be reached, or its schema cannot be brought up to date.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    let app = App::open(config).await?;
    // Of nodes that start together, one makes what is missing.
    let turn = app.db.take_turn().await?;
    if app.config.storefront.demo_data {
        demo::fill_if_empty(&app).await.context("cannot make the demo data")?;
    }
    if let Some(first) = &app.config.auth.first_admin {
        accounts::ensure_first_admin(&app, first).await.context("cannot make the first admin")?;
    }
    turn.end().await?;
    app.tasks.spawn("database", database::watch(app.db.clone(), app.tasks.stop().clone()));
    realtime::watch_links(&app.realtime);
    housekeeping::start(&app.core);
    let invalidator = OrderListInvalidator { db: app.db.clone(), cache: app.orders.list_cache.clone() };
    let broadcaster = app.realtime.broadcaster(app.metrics.clone());
    let listeners = (broadcaster, (invalidator, LogReset(app.realtime.clone())));
    let relay = relay::start(app.log.clone(), &app.bus, listeners, &app.tasks).await?;
    let stop_sessions = CancellationToken::new();
    let sessions = app.realtime.keep_sessions(&app.tasks, stop_sessions.clone()).await?;
    realtime::start::listen(&app.realtime);
    bus::start(&app.bus, &app.db, &app.config.database_url, &app.tasks);
    realtime::start::attach(&app.realtime);
    let guard = realtime::revocation::start(&app.realtime);
    Ok(Running { app, relay, guard, stop_sessions, sessions })
}

/// Listens on `address`.
///
/// # Errors
/// The address is taken or not ours.
pub fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address).with_context(|| format!("cannot listen on {address} (HOST and PORT)"))?;
    Ok(socket.listen(BACKLOG)?)
}

/// Serves a started app until `shutdown`.
///
/// Then it takes no new connection, finishes what comes on those it has, announces what was committed, and cuts the
/// sockets: their clients come back by themselves, to another node or to the next process. In less than ten seconds
/// all told.
///
/// # Errors
/// A long-lived task died. Then it ended in the same way, as far as that task was not needed for it.
pub async fn run(running: Running, listener: TcpListener, shutdown: CancellationToken) -> Result<(), TaskDied> {
    let Running { app, relay, guard, stop_sessions, sessions } = running;
    let ending = CancellationToken::new();
    let told = async {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = app.tasks.death() => {}
        }
        ending.cancel();
    };
    let lingered = {
        let ending = ending.clone();
        async move {
            ending.cancelled().await;
            tokio::time::sleep(LINGER).await;
        }
    };
    let door = Door::new(listener, ending.clone());
    let server = connections::serve(door, router::router(app.clone()), lingered);
    let closing = async {
        ending.cancelled().await;
        app.in_flight.end();
        tokio::time::sleep(LINGER).await;
        if tokio::time::timeout(FINISH, app.in_flight.finished()).await.is_err() {
            tracing::warn!(requests = app.in_flight.count(), "some requests did not finish in time");
        }
        // The relay's last look announces what those requests committed; then the sockets are told.
        app.tasks.stop().cancel();
        relay.await.ok();
        guard.await.ok();
        app.realtime.close().await;
    };
    let deadline = async {
        ending.cancelled().await;
        tokio::time::sleep(LINGER + FINISH + DRAIN).await;
    };
    tokio::select! {
        _ = async { tokio::join!(told, server, closing) } => {}
        () = deadline => tracing::info!("some connections did not end in time"),
    }
    // The last thing to happen to a socket is that its session is written.
    stop_sessions.cancel();
    let closed = async {
        sessions.await.ok();
        app.db.clone().close().await.ok();
    };
    if tokio::time::timeout(CLOSE, closed).await.is_err() {
        tracing::warn!("the database did not let its connections go in time");
    }
    app.tasks.first_death().map_or(Ok(()), |death| Err(death.clone()))
}
