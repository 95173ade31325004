//! Trackroom: a Socket.IO-compatible real-time order status server.
//!
//! The journey that everything serves: somebody of the shop changes an order's status ([`controllers`], or a
//! socket's command in [`realtime`]) → [`services::orders`] asks the state machine in [`domain`] and writes the
//! order ([`entities`]) and its event ([`event_log`]) in one transaction → the relay reads the committed event
//! → [`realtime`] brings it to every socket that follows the order. `docs/ARCHITECTURE.md` walks it.

/// What the suites' support calls this crate.
#[cfg(test)]
extern crate self as trackroom;

pub mod app;
pub mod auth;
pub mod bus;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod event_log;
mod housekeeping;
pub mod http;
pub mod in_flight;
pub mod metrics;
pub mod realtime;
#[cfg(test)]
mod second_book;
pub mod services;
pub mod store;
#[cfg(test)]
#[expect(dead_code, unused_imports, reason = "shared with the suites of the whole program")]
#[path = "../tests/api/support/mod.rs"]
mod support;
pub mod tasks;
pub mod telemetry;
pub mod throttle;
pub mod views;

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

use crate::{
    app::Running,
    http::{
        router,
        serve::{connections, listener::Door},
    },
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
        app.work.end();
        tokio::time::sleep(LINGER).await;
        if tokio::time::timeout(FINISH, app.work.finished()).await.is_err() {
            tracing::warn!(requests = app.work.count(), "some requests did not finish in time");
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
