//! Engine.IO over WebSocket.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

use super::handshake::Handshake;

pub(super) struct WebSocket(WebSocketStream<TcpStream>);

impl WebSocket {
    pub(super) async fn open(address: SocketAddr) -> anyhow::Result<(Self, Handshake)> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
        let (stream, _) = client_async(url, stream).await?;
        let mut line = Self(stream);
        let handshake = Handshake::read(&line.receive().await?)?;
        Ok((line, handshake))
    }

    pub(super) async fn send(&mut self, packet: String) -> anyhow::Result<()> {
        Ok(self.0.send(Message::text(packet)).await?)
    }

    pub(super) async fn receive(&mut self) -> anyhow::Result<String> {
        loop {
            match self.0.next().await.context("the connection has ended")?? {
                Message::Text(text) => return Ok(text.to_string()),
                Message::Close(_) => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }
}
