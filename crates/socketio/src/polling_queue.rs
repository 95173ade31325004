//! [`PollingQueue`]: what waits for a client that polls, in order: events and acknowledgements alike.

use std::{collections::VecDeque, sync::Arc, sync::atomic::Ordering::Relaxed};

use bytes::Bytes;
use serde_json::value::RawValue;
use socketioxide::{
    SendError, SocketError,
    adapter::LocalAdapter,
    extract::{AckSender, SocketRef},
    handler::{FromMessageParts, Value},
    socket::Socket,
};
use tokio::time::Instant;

use crate::{
    counters::{Counters, up},
    event::{Args, Event, Form},
    frame::ack_frame,
};

#[derive(Default)]
pub(crate) struct PollingQueue {
    pub(crate) waiting: VecDeque<(Item, Instant)>,
    pub(crate) waiting_bytes: usize,
    /// The lengths of the items that the library has and no poll has taken.
    pub(crate) in_library: VecDeque<usize>,
    /// The Socket.IO connection has been seen: from now on, its absence means that it is gone, not that it is to come.
    pub(crate) connected: bool,
    /// A task offers the queue to the library again and again.
    pub(crate) retrying: bool,
}

/// Something for the library to send.
pub(crate) enum Item {
    Event(Event, Form),
    Ack(Arc<Socket<LocalAdapter>>, i64, Box<RawValue>),
}

/// What the library did with an item.
pub(crate) enum Offer {
    Taken,
    /// Its buffer is full, or the Socket.IO connection is still to come.
    NotYet,
    /// The Socket.IO connection is gone.
    Never,
}

impl PollingQueue {
    /// For a new Socket.IO connection on the session.
    pub(crate) fn reset(&mut self, counters: &Counters) {
        self.clear(counters);
        self.in_library = VecDeque::new();
        self.connected = false;
    }

    pub(crate) fn clear(&mut self, counters: &Counters) {
        counters.backlog.fetch_sub(self.waiting.len() as u64, Relaxed);
        self.waiting = VecDeque::new();
        self.waiting_bytes = 0;
    }

    pub(crate) fn push(&mut self, item: Item, now: Instant, counters: &Counters) {
        self.waiting_bytes += item.len();
        self.waiting.push_back((item, now));
        up(&counters.backlog);
    }

    /// How many bytes the library has that no poll has taken.
    pub(crate) fn bytes_in_library(&self) -> usize {
        self.in_library.iter().sum()
    }
}

impl Item {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Event(event, form) => event.frame_in(*form).len(),
            Self::Ack(_, _, answer) => answer.get().len(),
        }
    }

    pub(crate) fn frame(&self) -> Bytes {
        match self {
            Self::Event(event, form) => event.frame_in(*form).clone(),
            Self::Ack(_, id, answer) => ack_frame(*id, answer),
        }
    }

    /// Offers the item to the library. `connected` is the queue's, and is set once the connection has been seen.
    pub(crate) fn offer(&self, socket: Option<&SocketRef>, connected: &mut bool) -> Offer {
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
            Ok(()) => Offer::Taken,
            Err(SendError::Socket(SocketError::InternalChannelFull)) => Offer::NotYet,
            Err(SendError::Socket(SocketError::Closed)) if *connected => Offer::Never,
            Err(SendError::Socket(SocketError::Closed)) => Offer::NotYet,
            Err(SendError::Serialize(error)) => {
                tracing::error!(%error, "the library could not encode what is JSON already");
                Offer::Taken
            }
        }
    }
}
