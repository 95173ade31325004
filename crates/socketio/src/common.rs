//! [`Common`]: what every connection of one [`Transport`](crate::Transport) shares.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tokio::runtime::Handle;

use crate::{counters::Counters, heartbeat::Heartbeat};

/// How much may wait for one client, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that may wait for one client. A client is cut when more do.
    pub waiting_bytes: usize,
    /// How long anything may wait for one client. A client is cut when something waits longer.
    pub stall: Duration,
    /// How long a client may probe a WebSocket before it upgrades. After that the probe fails and the session goes on.
    pub probe: Duration,
}

impl Default for Limits {
    /// 2 MiB, enough for a burst of some thousand events; 20 s, the library's ping timeout; and 10 s, the official
    /// server's `upgradeTimeout`.
    fn default() -> Self {
        Self { waiting_bytes: 2 * 1024 * 1024, stall: Duration::from_secs(20), probe: Duration::from_secs(10) }
    }
}

pub(crate) struct Common {
    pub(crate) limits: Limits,
    pub(crate) heartbeat: Heartbeat,
    pub(crate) counters: Counters,
    /// The transport is closing, for good.
    pub(crate) closing: AtomicBool,
    /// Where connections start their tasks: they are written to, and ended, from threads of any kind.
    pub(crate) runtime: Handle,
}

/// What the two answers to a client's CONNECT start with: `CONNECT` and `CONNECT_ERROR` (Socket.IO 5, "Packet types").
const CONNECT_ANSWERS: [&[u8]; 2] = [b"40", b"44"];

impl Common {
    /// Whether this packet of the library comes too late. A closing transport connects no client. It does not refuse
    /// one either: a refused client stays away, while one that is cut comes back.
    pub(crate) fn is_late(&self, packet: &[u8]) -> bool {
        self.closing.load(Ordering::Acquire) && CONNECT_ANSWERS.iter().any(|answer| packet.starts_with(answer))
    }
}
