//! Carries a websocket that a polling client tries, until the client moves there (Engine.IO 4, "Upgrade").
//!
//! It does as the official server: `2probe` is answered by `3probe`, `5` moves, anything else, and the end of its time,
//! closes the attempt. Only what moves is given to the library, which then reads the whole story at once.

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
    link::Link,
    stream::{Incoming, Stream, split},
};

const PROBE: &str = "2probe";
const ANSWER: &str = "3probe";
/// The packet type of UPGRADE.
const UPGRADE: &str = "5";
/// A probe's messages are six bytes long; those of a control frame at most 125.
const LONGEST_MESSAGE: usize = 125;
/// A close frame without a status: as the official server closes an attempt.
const CLOSE: Bytes = Bytes::from_static(b"\x88\x00");
/// `2probe` and `5` as a client sends them, masked with zeros: what the library has to have read.
const TOLD_LIBRARY: &[u8] = b"\x81\x86\x00\x00\x00\x002probe\x81\x81\x00\x00\x00\x005";

/// The right to try a websocket for a session; given back when it is dropped, unless the session has moved.
pub(crate) struct Attempt(Arc<Link>);

impl Attempt {
    /// Nothing: another one is trying, or the session is on a websocket.
    pub(crate) fn at(link: &Arc<Link>) -> Option<Self> {
        link.moving()?.begin().then(|| Self(link.clone()))
    }

    /// Waits for the websocket, then for the client to move there.
    pub(crate) async fn carry(self, upgrade: OnUpgrade) {
        let common = &self.0.shared.common;
        let deadline = Instant::now() + common.limits.probe;
        let Ok(Ok(upgraded)) = timeout_at(deadline, upgrade).await else {
            return tracing::debug!("a websocket upgrade came to nothing");
        };
        let (wire, mut incoming) = split(upgraded, common);
        let conn = Conn::new(wire, false, common.clone());
        let moves = tokio::select! {
            moves = timeout_at(deadline, self.converse(&conn, &mut incoming)) => moves.ok().flatten(),
            () = self.over() => None,
        };
        match moves {
            Some(rest) if self.0.moves_to(&conn) => self.hand_over(conn, incoming, &rest).await,
            _ => {
                tracing::debug!("a probe came to nothing: the session goes on by polling");
                conn.close(&CLOSE);
            }
        }
    }

    async fn over(&self) {
        if let Some(moving) = self.0.moving() {
            moving.over().await;
        }
    }

    /// Talks until the client moves: what it sent behind that. Nothing: it does not move.
    async fn converse(&self, conn: &Arc<Conn>, incoming: &mut Incoming) -> Option<Bytes> {
        let config = WebSocketConfig::default()
            .read_buffer_size(LONGEST_MESSAGE)
            .max_message_size(Some(LONGEST_MESSAGE))
            .max_frame_size(Some(LONGEST_MESSAGE));
        let line = Line { received: BytesMut::new(), conn: conn.clone() };
        let mut websocket = WebSocket::from_raw_socket(line, Role::Server, Some(config));
        loop {
            match websocket.read() {
                Ok(Message::Text(packet)) if packet == PROBE => {
                    websocket.send(Message::text(ANSWER)).ok()?;
                    self.0.moving()?.answered();
                }
                Ok(Message::Text(packet)) if packet.starts_with(UPGRADE) => {
                    return Some(std::mem::take(&mut websocket.get_mut().received).freeze());
                }
                // The first is answered with the next look.
                Ok(Message::Ping(_) | Message::Pong(_)) => {}
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                    let more = incoming.read_buf(&mut websocket.get_mut().received).await;
                    more.ok().filter(|length| *length > 0)?;
                }
                Ok(_) | Err(_) => return None,
            }
        }
    }

    /// From now on the library has the session's websocket.
    async fn hand_over(self, conn: Arc<Conn>, incoming: Incoming, rest: &[u8]) {
        let link = self.0.clone();
        let uri = link.sid().map(|sid| format!("/?EIO=4&transport=websocket&sid={sid}").parse());
        let Some(Ok(uri)) = uri else { return conn.kill() };
        let mut request = Request::new(());
        *request.uri_mut() = uri;
        let incoming = incoming.behind([TOLD_LIBRARY, rest].concat().into());
        let shared = link.shared.clone();
        shared.give_library(Stream::new(incoming, conn, link), true, request).await;
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(moving) = self.0.moving() {
            moving.give_up();
        }
    }
}

/// Accepts a websocket that nobody wants and closes it, as the official server does: the client learns that it is not the
/// network that refuses it.
pub(crate) async fn close(shared: Arc<crate::transport::Shared>, upgrade: OnUpgrade) {
    let deadline = Instant::now() + shared.common.limits.probe;
    if let Ok(Ok(upgraded)) = timeout_at(deadline, upgrade).await {
        let (wire, _incoming) = split(upgraded, &shared.common);
        Conn::new(wire, false, shared.common.clone()).close(&CLOSE);
    }
}

/// What has been received, a byte at a time: so what comes behind a message is not read with it.
struct Line {
    received: BytesMut,
    conn: Arc<Conn>,
}

impl Read for Line {
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

impl Write for Line {
    fn write(&mut self, frames: &[u8]) -> io::Result<usize> {
        let sent = self.conn.send(&Bytes::copy_from_slice(frames), || true);
        if sent { Ok(frames.len()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
