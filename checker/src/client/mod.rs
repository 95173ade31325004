//! A client written by hand that speaks the protocols as `socket.io-client` 4.8 does: Socket.IO 5 over Engine.IO 4. It
//! is light enough for hundreds of clients in one process.

mod packet;
mod polling;
mod socket;
mod websocket;

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use serde::Deserialize;

pub(crate) use self::{
    packet::Packet,
    socket::{ConnectError, Connected, Socket},
};
use self::{polling::Polling, websocket::WebSocket};

/// How long the official client waits for a connection to open (its option `timeout`).
const OPEN_TIMEOUT: Duration = Duration::from_secs(20);

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
struct Handshake {
    sid: String,
    ping_interval: u64,
    ping_timeout: u64,
}

impl Handshake {
    fn read(packet: &str) -> anyhow::Result<Self> {
        let json = packet.strip_prefix('0').context("the connection did not begin with an OPEN packet")?;
        Ok(serde_json::from_str(json)?)
    }

    /// How long the client waits for the next ping before it considers the connection dead (Engine.IO 4, "Heartbeat").
    fn ping_deadline(&self) -> Duration {
        Duration::from_millis(self.ping_interval + self.ping_timeout)
    }
}

/// One Engine.IO connection. A `receive` that is dropped loses no packet.
enum Line {
    WebSocket(Box<WebSocket>),
    Polling(Polling),
}

impl Line {
    async fn open(
        transport: Transport,
        address: SocketAddr,
        http: &reqwest::Client,
    ) -> anyhow::Result<(Self, Handshake)> {
        let opening = async {
            match transport {
                Transport::WebSocket => {
                    let (line, handshake) = WebSocket::open(address).await?;
                    anyhow::Ok((Self::WebSocket(Box::new(line)), handshake))
                }
                Transport::Polling => {
                    let (line, handshake) = Polling::open(address, http.clone()).await?;
                    Ok((Self::Polling(line), handshake))
                }
            }
        };
        tokio::time::timeout(OPEN_TIMEOUT, opening).await.context("the connection did not open")?
    }

    async fn send(&mut self, packet: String) -> anyhow::Result<()> {
        match self {
            Self::WebSocket(line) => line.send(packet).await,
            Self::Polling(line) => line.send(packet),
        }
    }

    async fn receive(&mut self) -> anyhow::Result<String> {
        match self {
            Self::WebSocket(line) => line.receive().await,
            Self::Polling(line) => line.receive().await,
        }
    }
}
