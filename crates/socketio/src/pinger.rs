//! [`Pinger`]: pings the sessions that began as a WebSocket (Engine.IO 4, "Heartbeat").
//!
//! The library pings through a session's channel, and after 32 pings that channel keeps a second block of 32 packets,
//! about five kilobytes, for good. So the library pings only the sessions that began by polling. The others are pinged
//! from here: one task for all of them writes straight to the connection, and anything read from it counts as an
//! answer.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::{StreamExt as _, future::BoxFuture};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::coop,
    time::Instant,
};
use tokio_util::time::DelayQueue;

use crate::{conn::Conn, heartbeat::Heartbeat};

/// Hands connections to the task that pings them.
#[derive(Debug)]
pub(crate) struct Pinger {
    added: UnboundedSender<Weak<Conn>>,
}

impl Pinger {
    /// `spawn` starts the task, which ends when this is dropped.
    pub(crate) fn start(heartbeat: Heartbeat, spawn: impl FnOnce(BoxFuture<'static, ()>)) -> Self {
        let (added, received) = unbounded_channel();
        spawn(Box::pin(run(heartbeat, received)));
        Self { added }
    }

    /// Pings this connection from now on until it ends.
    pub(crate) fn watch(&self, conn: &Arc<Conn>) {
        // The task outlives this sender.
        self.added.send(Arc::downgrade(conn)).ok();
    }
}

async fn run(heartbeat: Heartbeat, mut added: UnboundedReceiver<Weak<Conn>>) {
    let mut watched = DelayQueue::new();
    loop {
        tokio::select! {
            conn = added.recv() => match conn {
                Some(conn) => drop(watched.insert(Watched { conn, pinged: None }, heartbeat.interval)),
                None => return,
            },
            Some(due) = watched.next(), if !watched.is_empty() => {
                let mut conn = due.into_inner();
                if let Some(again) = conn.look(heartbeat) {
                    watched.insert(conn, again);
                } else if watched.len() < watched.capacity() / 4 {
                    watched.compact();
                }
            }
        }
        // Clients that connected at once are due at once: other tasks run between them.
        coop::consume_budget().await;
    }
}

struct Watched {
    conn: Weak<Conn>,
    /// When it was pinged last.
    pinged: Option<Instant>,
}

impl Watched {
    /// Pings the connection if it is time to, or ends it if it is too late. Returns after how long to look again, if at
    /// all.
    fn look(&mut self, heartbeat: Heartbeat) -> Option<Duration> {
        let conn = self.conn.upgrade()?;
        let since = self.pinged.map(|pinged| pinged.elapsed());
        match since {
            Some(since) if !conn.was_heard() => match heartbeat.timeout.checked_sub(since) {
                Some(left) if !left.is_zero() => Some(left.min(heartbeat.interval)),
                _ => {
                    tracing::debug!("a WebSocket that does not answer is cut");
                    conn.kill();
                    None
                }
            },
            Some(since) if since < heartbeat.interval => Some(heartbeat.interval - since),
            _ => {
                self.pinged = Some(Instant::now());
                conn.ping().then_some(heartbeat.interval.min(heartbeat.timeout))
            }
        }
    }
}
