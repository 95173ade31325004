//! [`Heartbeat`]: who asks whom whether he is still there (Engine.IO 4, "Heartbeat").
//!
//! The library pings through the channel of a session, and that keeps a second block of 32 packets, some
//! five kilobytes, for good once 32 pings have passed. So it has the heartbeat of sessions that began
//! by polling only; those that began as a websocket have theirs from here: one task for all of them,
//! which writes straight to the connection, and is satisfied by anything that is read from it.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::{StreamExt as _, future::BoxFuture};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::coop,
    time::Instant,
};
use tokio_util::time::DelayQueue;

use crate::conn::Conn;

/// How often a client is asked whether it is there, and how long it may take to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// From one ping to the next; `pingInterval` of Engine.IO.
    pub interval: Duration,
    /// From a ping to the end of the connection, if nothing is heard; `pingTimeout` of Engine.IO.
    pub timeout: Duration,
}

impl Default for Heartbeat {
    /// The values of Socket.IO: 25 s and 20 s.
    fn default() -> Self {
        Self { interval: Duration::from_secs(25), timeout: Duration::from_secs(20) }
    }
}

impl Heartbeat {
    /// What the library is told where it shall not ask by itself. It asks once, at the start, and is then content to wait
    /// for the answer: that ping is not let through, and the answer to our first is as good.
    pub(crate) const NEVER: Self =
        Self { interval: Duration::from_secs(365 * 86_400), timeout: Duration::from_secs(365 * 86_400) };

    /// The library's OPEN packet, which tells the client when to expect pings, with the truth in it.
    pub(crate) fn tell_in(self, open: &[u8]) -> serde_json::Result<Vec<u8>> {
        let mut told: Open<'_> = serde_json::from_slice(&open[OPEN.len()..])?;
        told.ping_interval = millis(self.interval);
        told.ping_timeout = millis(self.timeout);
        let mut packet = OPEN.to_vec();
        serde_json::to_writer(&mut packet, &told)?;
        Ok(packet)
    }
}

/// The packet type of OPEN.
pub(crate) const OPEN: &[u8] = b"0";
/// A ping, whole.
pub(crate) const PING_PACKET: &[u8] = b"2";

/// The first packet of a session (Engine.IO 4, "Handshake").
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Open<'a> {
    sid: &'a str,
    upgrades: Vec<&'a str>,
    ping_interval: u64,
    ping_timeout: u64,
    max_payload: u64,
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Connections that are asked.
#[derive(Debug)]
pub(crate) struct Heart {
    fresh: UnboundedSender<Weak<Conn>>,
}

impl Heart {
    /// Beats as long as the task runs, which ends when this is dropped.
    pub(crate) fn start(heartbeat: Heartbeat, spawn: impl FnOnce(BoxFuture<'static, ()>)) -> Self {
        let (fresh, incoming) = unbounded_channel();
        spawn(Box::pin(beat(heartbeat, incoming)));
        Self { fresh }
    }

    /// From now on this connection is asked, until it ends.
    pub(crate) fn watch(&self, conn: &Arc<Conn>) {
        // The task ends after all senders.
        self.fresh.send(Arc::downgrade(conn)).ok();
    }
}

async fn beat(heartbeat: Heartbeat, mut fresh: UnboundedReceiver<Weak<Conn>>) {
    let mut watched = DelayQueue::new();
    loop {
        tokio::select! {
            conn = fresh.recv() => match conn {
                Some(conn) => drop(watched.insert(Watched { conn, asked: None }, heartbeat.interval)),
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
        // A crowd that came at once is due at once: others go between.
        coop::consume_budget().await;
    }
}

struct Watched {
    conn: Weak<Conn>,
    asked: Option<Instant>,
}

impl Watched {
    /// Pings if it is time to, or ends the connection if it is too late. Returns when to look again, if at all.
    fn look(&mut self, heartbeat: Heartbeat) -> Option<Duration> {
        let conn = self.conn.upgrade()?;
        let since = self.asked.map(|asked| asked.elapsed());
        match since {
            Some(since) if !conn.was_heard() => match heartbeat.timeout.checked_sub(since) {
                Some(left) if !left.is_zero() => Some(left.min(heartbeat.interval)),
                _ => {
                    tracing::debug!("a websocket that does not answer is cut");
                    conn.kill();
                    None
                }
            },
            Some(since) if since < heartbeat.interval => Some(heartbeat.interval - since),
            _ => {
                self.asked = Some(Instant::now());
                conn.ping().then_some(heartbeat.interval.min(heartbeat.timeout))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_packet_tells_when_to_expect_pings() {
        let heartbeat = Heartbeat { interval: Duration::from_millis(300), timeout: Duration::from_secs(20) };
        let open = br#"0{"sid":"a","upgrades":[],"pingInterval":31536000000,"pingTimeout":1,"maxPayload":5}"#;
        let told = heartbeat.tell_in(open).expect("an OPEN packet");
        assert_eq!(
            std::str::from_utf8(&told),
            Ok(r#"0{"sid":"a","upgrades":[],"pingInterval":300,"pingTimeout":20000,"maxPayload":5}"#)
        );
    }
}
