//! The wire protocol by hand, as `socket.io-client` 4.8 speaks it: Engine.IO 4 under Socket.IO 5. Light enough for
//! hundreds of clients in one process.

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
const OPENS_WITHIN: Duration = Duration::from_secs(20);

/// By which transport a client connects.
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

/// The first packet of a connection.
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

    /// How long the client waits for the next ping before it takes the connection for dead.
    fn patience(&self) -> Duration {
        Duration::from_millis(self.ping_interval + self.ping_timeout)
    }
}

/// One Engine.IO connection. Receiving may be given up and begun again without losing a packet.
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
        tokio::time::timeout(OPENS_WITHIN, opening).await.context("the connection did not open")?
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
