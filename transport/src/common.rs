//! What every part of one transport shares: its limits, its counters, its runtime.

use std::time::Duration;

use tokio::runtime::Handle;

use crate::{counters::Counters, heartbeat::Heartbeat};

/// How much may wait for one client, and how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes that may wait for one client. It is cut above.
    pub waiting_bytes: usize,
    /// How long anything may wait for one client. It is cut after.
    pub stall: Duration,
}

impl Default for Limits {
    /// 2 MiB, which a burst of some thousand events fits in, and 20 s, the library's ping timeout.
    fn default() -> Self {
        Self { waiting_bytes: 2 * 1024 * 1024, stall: Duration::from_secs(20) }
    }
}

pub(crate) struct Common {
    pub(crate) limits: Limits,
    pub(crate) heartbeat: Heartbeat,
    pub(crate) counters: Counters,
    /// Connections are written to, and ended, from anywhere: their tasks belong here.
    pub(crate) runtime: Handle,
}
