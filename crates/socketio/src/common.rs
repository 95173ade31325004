//! What every part of one transport shares: its limits, its counters, its runtime.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use tokio::runtime::Handle;

use crate::{counters::Counters, heartbeat::Heartbeat};

/// How much may wait for one client, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that may wait for one client. It is cut above.
    pub waiting_bytes: usize,
    /// How long anything may wait for one client. It is cut after.
    pub stall: Duration,
    /// How long a client may try a websocket before it moves there. The attempt is dropped after, the session goes on.
    pub probe: Duration,
}

impl Default for Limits {
    /// 2 MiB, which a burst of some thousand events fits in; 20 s, the library's ping timeout; and 10 s, the official
    /// server's `upgradeTimeout`.
    fn default() -> Self {
        Self { waiting_bytes: 2 * 1024 * 1024, stall: Duration::from_secs(20), probe: Duration::from_secs(10) }
    }
}

pub(crate) struct Common {
    pub(crate) limits: Limits,
    pub(crate) heartbeat: Heartbeat,
    pub(crate) counters: Counters,
    /// The transport is being closed.
    pub(crate) closing: AtomicBool,
    /// Connections are written to, and ended, from anywhere: their tasks belong here.
    pub(crate) runtime: Handle,
}

/// Before what is told to whoever asked to CONNECT: he is let in, or refused.
const ANSWERS: [&[u8]; 2] = [b"40", b"44"];

impl Common {
    /// Whether this packet of the library comes too late: nobody is let in any more. He must not be refused either, for
    /// a client that is refused stays away; cut off, it comes back.
    pub(crate) fn is_late(&self, packet: &[u8]) -> bool {
        self.closing.load(Ordering::Acquire) && ANSWERS.iter().any(|answer| packet.starts_with(answer))
    }
}
