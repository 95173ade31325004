//! [`Outlet`]: the sending end of one Socket.IO connection.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::{adapter::LocalAdapter, extract::SocketRef, socket::Socket};

use crate::{
    event::{Event, Form},
    frame::{ack_frame, raw},
    link::Link,
    route::Item,
};

/// The socket did not come through a [`TransportService`](crate::TransportService).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the socket did not come through the transport service")]
pub struct NotCarried;

/// Where the application sends to one client. Cloning shares it.
///
/// On a websocket it writes finished frames straight to the socket; a polling client goes through the
/// library until it has moved to a websocket. Either way what was sent first arrives first, nothing
/// is lost while the connection lasts, and nothing arrives before the CONNECT answer. It holds no
/// library socket, so it may be kept wherever the application likes.
#[derive(Clone)]
pub struct Outlet {
    link: Arc<Link>,
    generation: u32,
    form: Form,
}

impl Outlet {
    /// Opens the outlet of a connecting socket: once, in the connect middleware, which runs before
    /// CONNECT is queued. The CONNECT answer will carry `pid`.
    pub fn open(socket: &SocketRef, pid: Option<&str>) -> Result<Self, NotCarried> {
        let link = socket.req_parts().extensions.get::<Arc<Link>>();
        let link = link.ok_or(NotCarried)?.clone();
        link.named(socket.id);
        let generation = {
            let mut route = link.route();
            route.reset(&link.shared.common.counters);
            let generation = link.next_generation();
            link.greeting().arm(pid);
            if let Some(conn) = link.direct() {
                conn.await_connect();
            }
            generation
        };
        Ok(Self { link, generation, form: Form::Whole })
    }

    /// The client wants no recovery offsets: it gets [`Event::recoverable`] events without.
    #[must_use]
    pub fn without_offsets(self) -> Self {
        Self { form: Form::WithoutOffset, ..self }
    }

    /// Sends one event. False: the client is gone, or was cut because too much waited for it.
    pub fn send(&self, event: &Event) -> bool {
        self.send_merged(event.frame_in(self.form), std::iter::once(event))
    }

    /// Sends `frames`, which are those of `events` one after the other, in this outlet's form.
    pub(crate) fn send_merged<'a>(&self, frames: &Bytes, events: impl Iterator<Item = &'a Event>) -> bool {
        self.send_with(frames, || events.cloned().map(|event| Item::Event(event, self.form)))
    }

    /// In which form the client takes events.
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
        if let Some(conn) = self.link.direct() {
            return conn.send(frames, || self.is_current());
        }
        let mut route = self.link.route();
        // It may have moved to a websocket, or been closed, before the lock was ours.
        if let Some(conn) = self.link.direct() {
            return conn.send(frames, || self.is_current());
        }
        self.is_current() && route.send(&self.link, items())
    }

    /// Cuts the client's connection at once, whatever carries it and however much waits: a websocket
    /// is shut down; a polling session is closed in the library, a hanging poll ends, and later
    /// requests of the session answer that it is unknown. The client comes back by itself.
    pub fn kill(&self) {
        if self.is_current() {
            self.link.kill(&mut self.link.route());
        }
    }

    /// Says no more. For the disconnect handler: a membership asked for later is not granted.
    pub fn close(&self) {
        let mut route = self.link.route();
        if self.is_current() {
            self.link.next_generation();
            route.reset(&self.link.shared.common.counters);
        }
    }

    /// Whether what is sent may still arrive.
    pub fn is_open(&self) -> bool {
        self.is_current() && !self.link.ended() && self.link.direct().is_none_or(|conn| conn.is_open())
    }

    /// Whether frames go straight to a websocket.
    pub fn is_direct(&self) -> bool {
        self.link.direct().is_some()
    }

    fn is_current(&self) -> bool {
        self.link.generation() == self.generation
    }

    /// How much may wait for the client.
    pub(crate) fn waiting_bytes(&self) -> usize {
        self.link.shared.common.limits.waiting_bytes
    }

    /// What tells outlets apart while one is alive.
    pub(crate) fn key(&self) -> (usize, u32) {
        (Arc::as_ptr(&self.link) as usize, self.generation)
    }
}

impl fmt::Debug for Outlet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outlet")
            .field("open", &self.is_open())
            .field("direct", &self.is_direct())
            .finish_non_exhaustive()
    }
}
