//! [`Socket`]: a connection to the main namespace. It answers pings, gives up when none come, and keeps nothing for the
//! next.

use std::net::SocketAddr;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, timeout, timeout_at};

use super::{
    handshake::{OPEN_TIMEOUT, Transport},
    line::Line,
    packet::Packet,
};

pub(crate) struct Socket {
    line: Line,
    ping_deadline: Duration,
    dead_at: Instant,
    next_ack: u64,
}

/// The server's answer to CONNECT.
pub(crate) struct Connected {
    pub(crate) socket: Socket,
    pub(crate) pid: Option<String>,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum ConnectError {
    /// The server refused, in a way after which the official client does not come back by itself.
    Refused(String),
    /// The server cannot be reached now.
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
        let ping_deadline = handshake.ping_deadline();
        let mut socket = Self { line, ping_deadline, dead_at: Instant::now() + ping_deadline, next_ack: 0 };
        let answer = async {
            let auth =
                if auth.as_object().is_none_or(serde_json::Map::is_empty) { String::new() } else { auth.to_string() };
            socket.line.send(format!("40{auth}")).await?;
            socket.next().await
        };
        match timeout(OPEN_TIMEOUT, answer).await {
            Ok(Ok(Packet::Connect { pid })) => Ok(Connected { socket, pid }),
            Ok(Ok(Packet::Refused(why))) => Err(ConnectError::Refused(why)),
            _ => Err(ConnectError::Unreachable),
        }
    }

    /// The next packet. Dropping the future loses none.
    ///
    /// # Errors
    /// The connection has ended, or no ping came in time.
    pub(crate) async fn next(&mut self) -> anyhow::Result<Packet> {
        loop {
            let packet = timeout_at(self.dead_at, self.line.receive()).await.context("no ping came in time")??;
            let (kind, rest) = packet.split_at_checked(1).context("an empty packet")?;
            match kind {
                "2" => {
                    self.dead_at = Instant::now() + self.ping_deadline;
                    self.line.send(format!("3{rest}")).await?;
                }
                "4" => return Packet::read(rest),
                "1" => bail!("the server closed the connection"),
                _ => {}
            }
        }
    }

    /// Sends an event and asks for an acknowledgement, which will carry the number returned.
    pub(crate) async fn ask(&mut self, event: &str, argument: &Value) -> anyhow::Result<u64> {
        let id = self.next_ack;
        self.next_ack += 1;
        self.line.send(format!("42{id}{}", json!([event, argument]))).await?;
        Ok(id)
    }
}
