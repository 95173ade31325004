//! How a connection begins: by which transport, and with which OPEN packet.

use std::time::Duration;

use anyhow::Context as _;
use serde::Deserialize;

/// How long the official client waits for a connection to open (its option `timeout`).
pub(super) const OPEN_TIMEOUT: Duration = Duration::from_secs(20);

/// The transport by which a client connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// WebSocket from the first byte.
    WebSocket,
    /// Long polling, and nothing else.
    Polling,
}

impl Transport {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WebSocket => "websocket",
            Self::Polling => "polling",
        }
    }
}

/// The OPEN packet, with which a session begins (Engine.IO 4, "Handshake").
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Handshake {
    pub(super) sid: String,
    ping_interval: u64,
    ping_timeout: u64,
}

impl Handshake {
    pub(super) fn read(packet: &str) -> anyhow::Result<Self> {
        let json = packet.strip_prefix('0').context("the connection did not begin with an OPEN packet")?;
        Ok(serde_json::from_str(json)?)
    }

    /// How long the client waits for the next ping before it considers the connection dead (Engine.IO 4, "Heartbeat").
    pub(super) fn ping_deadline(&self) -> Duration {
        Duration::from_millis(self.ping_interval + self.ping_timeout)
    }
}
