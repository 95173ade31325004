//! [`EventSender`]: sends events to one Socket.IO connection.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::{adapter::LocalAdapter, extract::SocketRef, socket::Socket};

use crate::{
    engine_session::EngineSession,
    event::{Event, Form},
    frame::{ack_frame, raw},
    polling_queue::Item,
};

/// The socket did not come through a [`TransportService`](crate::TransportService), so it cannot be sent to directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the socket did not come through the transport service")]
pub struct ForeignSocket;

/// Sends to one client. Cloning shares it.
///
/// On a WebSocket it writes finished frames straight to the socket; to a polling client it sends through the library
/// until the client has upgraded to a WebSocket. Either way the client gets what it is sent in order, loses nothing
/// while the connection lasts, and gets nothing before the CONNECT packet. It holds no socket of the library, so the
/// application may keep it anywhere.
#[derive(Clone)]
pub struct EventSender {
    session: Arc<EngineSession>,
    generation: u32,
    form: Form,
}

/// What identifies an [`EventSender`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SenderKey {
    /// The address of the session.
    session: usize,
    generation: u32,
}

impl SenderKey {
    /// Spreads the senders evenly over so many shards: sessions are allocated some cache lines apart.
    pub(crate) fn shard(self, shards: usize) -> usize {
        (self.session >> 7) % shards
    }
}

impl EventSender {
    /// Opens the sender of a connecting socket: once, in the connect middleware, which runs before the CONNECT packet
    /// is queued. That packet will carry `pid`.
    ///
    /// # Errors
    /// [`ForeignSocket`], if the socket did not come through the shim.
    pub fn open(socket: &SocketRef, pid: Option<&str>) -> Result<Self, ForeignSocket> {
        let session = socket.req_parts().extensions.get::<Arc<EngineSession>>();
        let session = session.ok_or(ForeignSocket)?.clone();
        session.set_sid(socket.id);
        let generation = {
            let mut queue = session.queue();
            queue.reset(&session.common().counters);
            let generation = session.next_generation();
            session.connect_packet().await_with(pid);
            if let Some(conn) = session.direct() {
                conn.await_connect();
            }
            generation
        };
        Ok(Self { session, generation, form: Form::Whole })
    }

    /// For a client that wants no recovery offsets: it gets [`Event::recoverable`] events without them.
    #[must_use]
    pub fn without_offsets(self) -> Self {
        Self { form: Form::WithoutOffset, ..self }
    }

    /// Sends one event. False: the client is gone, or has been cut because too much waited for it.
    pub fn send(&self, event: &Event) -> bool {
        self.send_merged(event.frame_in(self.form), std::iter::once(event))
    }

    /// Sends `frames`: those of `events` one after the other, in this sender's form.
    pub(crate) fn send_merged<'a>(&self, frames: &Bytes, events: impl Iterator<Item = &'a Event>) -> bool {
        self.send_with(frames, || events.cloned().map(|event| Item::Event(event, self.form)))
    }

    /// The form in which the client takes events.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    pub(crate) fn send_ack<T: Serialize + ?Sized>(
        &self,
        socket: Arc<Socket<LocalAdapter>>,
        id: i64,
        answer: &T,
    ) -> serde_json::Result<bool> {
        let answer: Box<RawValue> = raw(answer)?;
        let frame = ack_frame(id, &answer);
        Ok(self.send_with(&frame, || std::iter::once(Item::Ack(socket, id, answer))))
    }

    fn send_with<I: Iterator<Item = Item>>(&self, frames: &Bytes, items: impl FnOnce() -> I) -> bool {
        if !self.is_current() {
            return false;
        }
        if let Some(conn) = self.session.direct() {
            return conn.send(frames, || self.is_current());
        }
        let mut queue = self.session.queue();
        // The session may have been upgraded, or closed, before this got the lock.
        if let Some(conn) = self.session.direct() {
            return conn.send(frames, || self.is_current());
        }
        self.is_current() && queue.send(&self.session, items())
    }

    /// Cuts the client's connection at once, on either transport and however much waits. A WebSocket is shut down. A
    /// polling session is closed in the library: its pending poll ends, and later requests answer that the session is
    /// unknown. The client reconnects by itself.
    pub fn kill(&self) {
        if self.is_current() {
            self.session.kill(&mut self.session.queue());
        }
    }

    /// Sends nothing more. For the disconnect handler: [`Rooms`](crate::Rooms) let no closed sender in.
    pub fn close(&self) {
        let mut queue = self.session.queue();
        if self.is_current() {
            self.session.next_generation();
            queue.reset(&self.session.common().counters);
        }
    }

    /// Whether what is sent now may still arrive.
    pub fn is_open(&self) -> bool {
        self.is_current() && !self.session.has_ended() && self.session.direct().is_none_or(|conn| conn.is_open())
    }

    /// Whether frames go straight to a WebSocket.
    pub fn is_direct(&self) -> bool {
        self.session.direct().is_some()
    }

    fn is_current(&self) -> bool {
        self.session.generation() == self.generation
    }

    /// How many bytes may wait for the client.
    pub(crate) fn waiting_bytes(&self) -> usize {
        self.session.common().limits.waiting_bytes
    }

    /// Identifies the sender and its clones as long as one of them lives.
    pub(crate) fn key(&self) -> SenderKey {
        SenderKey { session: Arc::as_ptr(&self.session) as usize, generation: self.generation }
    }
}

impl fmt::Debug for EventSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSender")
            .field("open", &self.is_open())
            .field("direct", &self.is_direct())
            .finish_non_exhaustive()
    }
}
