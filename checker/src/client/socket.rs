//! A connected socket: it answers pings, gives up when none come, and remembers nothing.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, timeout, timeout_at};

use super::{Line, OPENS_WITHIN, Packet, Transport};

/// An open, connected socket.
pub(crate) struct Socket {
    line: Line,
    patience: Duration,
    dead_at: Instant,
    next_ack: u64,
}

/// What the server said to CONNECT.
pub(crate) struct Connected {
    pub(crate) socket: Socket,
    pub(crate) pid: Option<String>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// The server refused, in a way after which the official client does not come back by itself.
    Refused(String),
    /// There is no way to the server now.
    Unreachable,
}

impl Socket {
    /// Connects to the server's main namespace.
    pub(crate) async fn connect(
        transport: Transport,
        address: SocketAddr,
        http: &reqwest::Client,
        auth: &Value,
    ) -> Result<Connected, ConnectError> {
        let (line, handshake) = Line::open(transport, address, http).await.map_err(|_| ConnectError::Unreachable)?;
        let patience = handshake.patience();
        let mut socket = Self { line, patience, dead_at: Instant::now() + patience, next_ack: 0 };
        let answer = async {
            let auth =
                if auth.as_object().is_none_or(serde_json::Map::is_empty) { String::new() } else { auth.to_string() };
            socket.line.send(format!("40{auth}")).await?;
            socket.next().await
        };
        match timeout(OPENS_WITHIN, answer).await {
            Ok(Ok(Packet::Connect { pid })) => Ok(Connected { socket, pid }),
            Ok(Ok(Packet::Refused(why))) => Err(ConnectError::Refused(why)),
            _ => Err(ConnectError::Unreachable),
        }
    }

    /// The next packet. May be given up and called again.
    ///
    /// # Errors
    /// The connection has ended, or no ping came in time.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Packet> {
        loop {
            let packet = timeout_at(self.dead_at, self.line.receive()).await.context("no ping came in time")??;
            let (kind, rest) = packet.split_at_checked(1).context("an empty packet")?;
            match kind {
                "2" => {
                    self.dead_at = Instant::now() + self.patience;
                    self.line.send(format!("3{rest}")).await?;
                }
                "4" => return Packet::read(rest),
                "1" => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }

    /// Sends an event and asks for an answer, which will carry the number returned.
    pub(crate) async fn ask(&mut self, event: &str, argument: &Value) -> anyhow::Result<u64> {
        let id = self.next_ack;
        self.next_ack += 1;
        self.line.send(format!("42{id}{}", json!([event, argument]))).await?;
        Ok(id)
    }
}
