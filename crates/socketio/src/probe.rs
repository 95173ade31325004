//! [`Probe`]: a WebSocket that a polling client tries, up to the UPGRADE packet (Engine.IO 4, "Upgrade").
//!
//! It behaves as the official server: `2probe` is answered with `3probe`, `5` upgrades, and anything else closes the
//! WebSocket, as does the end of its time. The library gets the WebSocket only after the `5`, and then reads the whole
//! exchange at once.

use std::{
    io::{self, Read, Write},
    sync::Arc,
};

use bytes::{Buf, Bytes, BytesMut};
use http::Request;
use hyper::upgrade::OnUpgrade;
use tokio::{
    io::AsyncReadExt,
    time::{Instant, timeout_at},
};
use tungstenite::{
    Error, Message, WebSocket,
    protocol::{Role, WebSocketConfig},
};

use crate::{
    conn::Conn,
    engine_server::EngineServer,
    engine_session::EngineSession,
    stream::{Reader, SessionStream, split},
};

const PROBE: &str = "2probe";
const ANSWER: &str = "3probe";
/// The packet type of UPGRADE.
const UPGRADE: &str = "5";
/// A probe's messages have six bytes, the payload of a control frame at most 125 (RFC 6455, 5.5).
const MAX_MESSAGE: usize = 125;
/// A close frame without a status, as the official server closes a failed probe.
const CLOSE: Bytes = Bytes::from_static(b"\x88\x00");
/// `2probe` and `5` as a client sends them, masked with zeros: the library has to read them.
const PROBE_AND_UPGRADE: &[u8] = b"\x81\x86\x00\x00\x00\x002probe\x81\x81\x00\x00\x00\x005";

/// The right to probe a WebSocket for a session. Dropping it allows another probe, unless the session is upgraded.
pub(crate) struct Probe(Arc<EngineSession>);

impl Probe {
    /// `None`: another probe is running, or the session is on a WebSocket.
    pub(crate) fn of(session: &Arc<EngineSession>) -> Option<Self> {
        session.upgrade()?.begin_probe().then(|| Self(session.clone()))
    }

    /// Waits for the WebSocket, then for the client's UPGRADE packet on it.
    pub(crate) async fn carry(self, upgrade: OnUpgrade) {
        let common = self.0.common();
        let deadline = Instant::now() + common.limits.probe;
        let Ok(Ok(upgraded)) = timeout_at(deadline, upgrade).await else {
            return tracing::debug!("a WebSocket upgrade failed");
        };
        let (wire, mut reader) = split(upgraded, common);
        let conn = Conn::new(wire, false, common.clone());
        let upgraded = tokio::select! {
            upgraded = timeout_at(deadline, self.converse(&conn, &mut reader)) => upgraded.ok().flatten(),
            () = self.session_ended() => None,
        };
        match upgraded {
            Some(rest) if self.0.upgrade_to(&conn) => self.hand_over(conn, reader, &rest).await,
            _ => {
                tracing::debug!("a probe failed: the session goes on by polling");
                conn.close(&CLOSE);
            }
        }
    }

    async fn session_ended(&self) {
        if let Some(upgrade) = self.0.upgrade() {
            upgrade.ended().await;
        }
    }

    /// Reads up to the UPGRADE packet, and returns the bytes read after it. `None`: the probe failed.
    async fn converse(&self, conn: &Arc<Conn>, reader: &mut Reader) -> Option<Bytes> {
        let config = WebSocketConfig::default()
            .read_buffer_size(MAX_MESSAGE)
            .max_message_size(Some(MAX_MESSAGE))
            .max_frame_size(Some(MAX_MESSAGE));
        let line = ProbeIo { received: BytesMut::new(), conn: conn.clone() };
        let mut websocket = WebSocket::from_raw_socket(line, Role::Server, Some(config));
        loop {
            match websocket.read() {
                Ok(Message::Text(packet)) if packet == PROBE => {
                    websocket.send(Message::text(ANSWER)).ok()?;
                    self.0.upgrade()?.probe_answered();
                }
                Ok(Message::Text(packet)) if packet.starts_with(UPGRADE) => {
                    return Some(std::mem::take(&mut websocket.get_mut().received).freeze());
                }
                // tungstenite answers a ping at the next read.
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    let more = reader.read_buf(&mut websocket.get_mut().received).await;
                    more.ok().filter(|length| *length > 0)?;
                }
                Ok(_) | Err(_) => return None,
            }
        }
    }

    /// Gives the library the WebSocket.
    async fn hand_over(self, conn: Arc<Conn>, reader: Reader, rest: &[u8]) {
        let session = self.0.clone();
        let uri = session.sid().map(|sid| format!("/?EIO=4&transport=websocket&sid={sid}").parse());
        let Some(Ok(uri)) = uri else { return conn.kill() };
        let mut request = Request::new(());
        *request.uri_mut() = uri;
        let reader = reader.behind([PROBE_AND_UPGRADE, rest].concat().into());
        let library = session.library().clone();
        library.accept_upgraded(SessionStream::new(reader, conn, session), request).await;
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        if let Some(upgrade) = self.0.upgrade() {
            upgrade.probe_failed();
        }
    }
}

/// Accepts a WebSocket that belongs to no session and closes it, as the official server does: so the client learns that
/// it is not the network that refuses it.
pub(crate) async fn close_unwanted(server: Arc<EngineServer>, upgrade: OnUpgrade) {
    let common = &server.library.common;
    let deadline = Instant::now() + common.limits.probe;
    if let Ok(Ok(upgraded)) = timeout_at(deadline, upgrade).await {
        let (wire, _reader) = split(upgraded, common);
        Conn::new(wire, false, common.clone()).close(&CLOSE);
    }
}

/// Gives tungstenite what has been received a byte at a time, so that it reads nothing past the end of a message.
struct ProbeIo {
    received: BytesMut,
    conn: Arc<Conn>,
}

impl Read for ProbeIo {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match (buffer.first_mut(), self.received.has_remaining()) {
            (Some(first), true) => {
                *first = self.received.get_u8();
                Ok(1)
            }
            _ => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl Write for ProbeIo {
    fn write(&mut self, frames: &[u8]) -> io::Result<usize> {
        let sent = self.conn.send(&Bytes::copy_from_slice(frames), || true);
        if sent { Ok(frames.len()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
