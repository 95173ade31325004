//! [`Route`]: the way through the library, for polling members and those about to leave polling.
//!
//! The library drops an event when its buffer (128 packets) is full and may still deliver later ones.
//! So what does not fit waits here, in order, and is offered again: after each poll that took
//! something, and every [`PACE`]. Events and acknowledgements share the queue.

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
    event::{Args, Event},
    link::Link,
};

/// How often a full buffer is tried again where no poll tells that it has been read.
const PACE: Duration = Duration::from_millis(20);

#[derive(Default)]
pub(crate) struct Route {
    waiting: VecDeque<(Item, Instant)>,
    waiting_bytes: usize,
    /// The Socket.IO connection was there once: when it is not, it is gone rather than to come.
    connected: bool,
    pacing: bool,
}

/// Something for the library to send.
pub(crate) enum Item {
    Event(Event),
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
            Self::Event(event) => event.frame().len(),
            Self::Ack(_, _, answer) => answer.get().len(),
        }
    }

    fn offer(&self, socket: Option<&SocketRef>, connected: &mut bool) -> Sent {
        let result = match (self, socket) {
            (Self::Event(event), Some(socket)) => {
                *connected |= socket.connected();
                socket.emit(event.name(), &event.args())
            }
            (Self::Event(_), None) => Err(SocketError::Closed.into()),
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
        self.connected = false;
    }

    pub(crate) fn clear(&mut self, counters: &Counters) {
        counters
            .backlog
            .fetch_sub(self.waiting.len() as u64, Relaxed);
        self.waiting = VecDeque::new();
        self.waiting_bytes = 0;
    }

    /// Sends what fits and keeps the rest, in order. False: the session is gone.
    pub(crate) fn send(&mut self, link: &Arc<Link>, items: impl Iterator<Item = Item>) -> bool {
        let now = Instant::now();
        for item in items {
            self.waiting_bytes += item.len();
            self.waiting.push_back((item, now));
            up(&link.shared.counters.backlog);
        }
        self.advance(link)
    }

    /// Offers what waits to the library. False: the session is gone.
    pub(crate) fn advance(&mut self, link: &Arc<Link>) -> bool {
        let Some(sid) = link.sid() else { return false };
        if link.killed() {
            self.clear(&link.shared.counters);
            return false;
        }
        let socket = link.shared.socket(sid);
        while let Some((item, _)) = self.waiting.front() {
            match item.offer(socket.as_ref(), &mut self.connected) {
                Sent::Yes => {
                    self.waiting_bytes -= item.len();
                    self.waiting.pop_front();
                    down(&link.shared.counters.backlog);
                }
                Sent::NotYet => break,
                Sent::Never => {
                    self.clear(&link.shared.counters);
                    return false;
                }
            }
        }
        let Some((_, since)) = self.waiting.front() else {
            self.waiting = VecDeque::new();
            if let Some(socket) = socket {
                switch(link, &socket);
            }
            return true;
        };
        let limits = link.shared.limits;
        if self.waiting_bytes > limits.waiting_bytes || since.elapsed() > limits.stall {
            link.kill(self);
            return false;
        }
        if !self.pacing {
            self.pacing = true;
            tokio::spawn(pace(link.clone()));
        }
        true
    }
}

/// A client that came by polling and is on a websocket now: what the library still has for it goes
/// first, then a marker, then the direct frames.
fn switch(link: &Link, socket: &SocketRef) {
    let Some(conn) = link.conn() else { return };
    if socket.transport_type() != TransportType::Websocket || link.greeting().expected() {
        return;
    }
    conn.await_marker();
    if socket.emit(MARKER, &(0,)).is_ok() {
        link.switch_to_direct();
    } else {
        conn.marker_failed();
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
