//! [`Route`]: the way through the library, for polling members and those about to leave polling.
//!
//! The library's buffer has few places, 128 unless told. What does not fit is dropped while later packets may still go
//! out; a heartbeat that does not fit ends the session; and a packet that did not fit into the last
//! poll's answer is forgotten at the move to a websocket. So only so much is given to the library
//! before a poll has taken it (half the places, half a payload), and the rest waits here, in order, events
//! and acknowledgements alike. It is offered again after each poll, and every [`PACE`].

use std::{collections::VecDeque, sync::Arc, sync::atomic::Ordering::Relaxed, time::Duration};

use bytes::Bytes;
use serde_json::value::RawValue;
use socketioxide::{
    SendError, SocketError, TransportType,
    adapter::LocalAdapter,
    extract::{AckSender, SocketRef},
    handler::{FromMessageParts, Value},
    socket::Socket,
};
use tokio::time::{Instant, sleep};

use crate::{
    conn::MARKER,
    counters::{Counters, down, up},
    event::{Args, Event, Form},
    frame::ack_frame,
    link::Link,
    transport::Shared,
};

/// How often a full buffer is tried again where no poll tells that it has been read.
const PACE: Duration = Duration::from_millis(20);

#[derive(Default)]
pub(crate) struct Route {
    waiting: VecDeque<(Item, Instant)>,
    waiting_bytes: usize,
    /// The lengths of what the library has been given and no poll has taken.
    given: VecDeque<usize>,
    /// The Socket.IO connection was there once: when it is not, it is gone rather than to come.
    connected: bool,
    pacing: bool,
}

/// Something for the library to send.
pub(crate) enum Item {
    Event(Event, Form),
    Ack(Arc<Socket<LocalAdapter>>, i64, Box<RawValue>),
}

enum Sent {
    Yes,
    NotYet,
    Never,
}

impl Item {
    fn len(&self) -> usize {
        match self {
            Self::Event(event, form) => event.frame_in(*form).len(),
            Self::Ack(_, _, answer) => answer.get().len(),
        }
    }

    fn frame(&self) -> Bytes {
        match self {
            Self::Event(event, form) => event.frame_in(*form).clone(),
            Self::Ack(_, id, answer) => ack_frame(*id, answer),
        }
    }

    fn offer(&self, socket: Option<&SocketRef>, connected: &mut bool) -> Sent {
        let result = match (self, socket) {
            (Self::Event(event, form), Some(socket)) => {
                *connected |= socket.connected();
                socket.emit(event.name(), &event.args_in(*form))
            }
            (Self::Event(..), None) => Err(SocketError::Closed.into()),
            (Self::Ack(socket, id, answer), _) => {
                let mut message = Value::Bytes(Bytes::new());
                let Ok(ack) = AckSender::from_message_parts(socket, &mut message, &Some(*id));
                ack.send(&Args(std::slice::from_ref(answer)))
            }
        };
        match result {
            Ok(()) => Sent::Yes,
            Err(SendError::Socket(SocketError::InternalChannelFull)) => Sent::NotYet,
            Err(SendError::Socket(SocketError::Closed)) if *connected => Sent::Never,
            Err(SendError::Socket(SocketError::Closed)) => Sent::NotYet,
            Err(SendError::Serialize(error)) => {
                tracing::error!(%error, "the library could not encode what is JSON already");
                Sent::Yes
            }
        }
    }
}

impl Route {
    /// For a new Socket.IO connection on the session.
    pub(crate) fn reset(&mut self, counters: &Counters) {
        self.clear(counters);
        self.given = VecDeque::new();
        self.connected = false;
    }

    pub(crate) fn clear(&mut self, counters: &Counters) {
        counters.backlog.fetch_sub(self.waiting.len() as u64, Relaxed);
        self.waiting = VecDeque::new();
        self.waiting_bytes = 0;
    }

    /// Sends what fits and keeps the rest, in order. False: the session is gone.
    pub(crate) fn send(&mut self, link: &Arc<Link>, items: impl Iterator<Item = Item>) -> bool {
        let now = Instant::now();
        for item in items {
            self.waiting_bytes += item.len();
            self.waiting.push_back((item, now));
            up(&link.shared.common.counters.backlog);
        }
        self.advance(link)
    }

    /// A poll has taken so many events and acknowledgements.
    pub(crate) fn polled(&mut self, link: &Arc<Link>, taken: usize) {
        self.given.drain(..taken.min(self.given.len()));
        self.advance(link);
    }

    /// Offers what waits to the library. False: the session is gone.
    fn advance(&mut self, link: &Arc<Link>) -> bool {
        let Some(sid) = link.sid() else { return false };
        let shared = &link.shared;
        if link.ended() {
            self.clear(&shared.common.counters);
            return false;
        }
        if link.direct().is_some() {
            return true;
        }
        let socket = shared.polling_socket(sid);
        if let Some(socket) = &socket
            && self.switch(link, socket)
        {
            return true;
        }
        while let Some((item, _)) = self.waiting.front() {
            if !self.given.is_empty() && !self.may_give(item.len(), shared) {
                break;
            }
            match item.offer(socket.as_ref(), &mut self.connected) {
                Sent::Yes => {
                    self.given.push_back(item.len());
                    self.waiting_bytes -= item.len();
                    self.waiting.pop_front();
                    down(&shared.common.counters.backlog);
                }
                Sent::NotYet => break,
                Sent::Never => {
                    self.clear(&shared.common.counters);
                    return false;
                }
            }
        }
        let Some((_, since)) = self.waiting.front() else {
            self.waiting = VecDeque::new();
            return true;
        };
        let limits = shared.common.limits;
        if self.waiting_bytes > limits.waiting_bytes || since.elapsed() > limits.stall {
            tracing::debug!("a polling client that does not take its events is cut");
            link.kill(self);
            return false;
        }
        if !self.pacing {
            self.pacing = true;
            shared.common.runtime.spawn(pace(link.clone()));
        }
        true
    }

    fn may_give(&self, length: usize, shared: &Shared) -> bool {
        let bytes = length + self.given.iter().sum::<usize>();
        self.given.len() < shared.max_packets() / 2 && bytes <= shared.max_payload() / 2
    }

    /// A client that came by polling and is on a websocket now: what the library still has for it
    /// goes first, then a marker that never arrives, then, directly, what waits and all that follows.
    fn switch(&mut self, link: &Link, socket: &SocketRef) -> bool {
        let Some(conn) = link.conn() else { return false };
        if socket.transport_type() != TransportType::Websocket || link.greeting().expected() {
            return false;
        }
        conn.await_marker();
        if socket.emit(MARKER, &(0,)).is_err() {
            conn.marker_failed();
            return false;
        }
        for (item, _) in &self.waiting {
            conn.send(&item.frame(), || true);
        }
        self.reset(&link.shared.common.counters);
        link.switch_to_direct();
        true
    }
}

async fn pace(link: Arc<Link>) {
    loop {
        sleep(PACE).await;
        let mut route = link.route();
        if !route.advance(&link) || route.waiting.is_empty() {
            route.pacing = false;
            return;
        }
    }
}
