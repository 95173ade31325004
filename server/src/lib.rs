//! Trackroom: a Socket.IO-compatible real-time order status server.
//!
//! The journey that everything serves: somebody of the shop changes an order's status ([`controllers`], or a
//! socket's command in [`realtime`]) → [`services::orders`] asks the state machine in [`domain`] and writes the
//! order ([`entities`]) and its event ([`event_log`]) in one transaction → the relay reads the committed event
//! → [`realtime`] brings it to every socket that follows the order. `docs/ARCHITECTURE.md` walks it.

pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod controllers;
pub mod database;
pub mod demo;
pub mod domain;
pub mod entities;
pub mod error;
pub mod event_log;
mod housekeeping;
pub mod realtime;
mod router;
pub mod services;
pub mod telemetry;
pub mod views;

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use axum::serve::ListenerExt as _;
use tokio::net::{TcpListener, TcpSocket};
use tokio_util::sync::CancellationToken;

use crate::app::Running;

/// Connections that may wait to be accepted: a reconnect storm must not overflow it, as each one that does
/// waits a second.
const BACKLOG: u32 = 4096;
/// How long open connections have to finish when the server stops.
const DRAIN: Duration = Duration::from_secs(5);

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

/// Serves a started app until `shutdown`, then lets requests finish, tells the sockets, and announces what was
/// committed.
///
/// # Errors
/// The listener failed.
pub async fn run(running: Running, listener: TcpListener, shutdown: CancellationToken) -> anyhow::Result<()> {
    let Running { app, stop, relay } = running;
    // Small frames, one by one: waiting to fill a segment would only delay them.
    let listener = listener.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    let server = axum::serve(listener, router::router(app.clone())).with_graceful_shutdown({
        let shutdown = shutdown.clone();
        async move { shutdown.cancelled().await }
    });
    let closing = async {
        shutdown.cancelled().await;
        stop.cancel();
        relay.await.ok();
        app.realtime.close().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = server.into_future() => {
            served.context("the listener failed")?;
            stop.cancel();
        }
        () = closing => tracing::info!("some connections did not end in time"),
    }
    app.db.clone().close().await.ok();
    Ok(())
}
