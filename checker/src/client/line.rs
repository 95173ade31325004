//! One Engine.IO connection, whatever its transport.

use std::net::SocketAddr;

use anyhow::Context as _;

use super::{
    handshake::{Handshake, OPEN_TIMEOUT, Transport},
    polling::Polling,
    websocket::WebSocket,
};

/// One Engine.IO connection. A `receive` that is dropped loses no packet.
pub(super) enum Line {
    WebSocket(Box<WebSocket>),
    Polling(Polling),
}

impl Line {
    pub(super) async fn open(
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

    pub(super) async fn send(&mut self, packet: String) -> anyhow::Result<()> {
        match self {
            Self::WebSocket(line) => line.send(packet).await,
            Self::Polling(line) => line.send(packet),
        }
    }

    pub(super) async fn receive(&mut self) -> anyhow::Result<String> {
        match self {
            Self::WebSocket(line) => line.receive().await,
            Self::Polling(line) => line.receive().await,
        }
    }
}
