//! Moves a [`PollingQueue`] into the library, and past it once the session is upgraded.
//!
//! The library buffers few packets for a session: 128 unless it is told otherwise. It drops a packet that does not fit,
//! while later ones may still go out; it ends the session over a ping that does not fit; and at the upgrade it forgets
//! what did not fit into the last poll's answer. So the library gets at most half the packets of its buffer, and half
//! the bytes of one answer, before a poll has taken them. The rest waits in the queue and is offered after each poll,
//! and every [`RETRY_INTERVAL`].

use std::{collections::VecDeque, sync::Arc, time::Duration};

use socketioxide::{TransportType, extract::SocketRef};
use tokio::time::{Instant, sleep};

use crate::{
    conn::MARKER,
    counters::down,
    engine_session::EngineSession,
    library::Library,
    polling_queue::{Item, Offer, PollingQueue},
};

/// How often a full buffer is tried again when no poll shows that it has been read.
const RETRY_INTERVAL: Duration = Duration::from_millis(20);

impl PollingQueue {
    /// Sends what fits and keeps the rest, in order. False: the session is gone.
    pub(crate) fn send(&mut self, session: &Arc<EngineSession>, items: impl Iterator<Item = Item>) -> bool {
        let now = Instant::now();
        for item in items {
            self.push(item, now, &session.common().counters);
        }
        self.advance(session)
    }

    /// A poll has taken this many events and acknowledgements.
    pub(crate) fn polled(&mut self, session: &Arc<EngineSession>, taken: usize) {
        self.in_library.drain(..taken.min(self.in_library.len()));
        self.advance(session);
    }

    /// Offers what waits to the library. False: the session is gone.
    fn advance(&mut self, session: &Arc<EngineSession>) -> bool {
        let Some(sid) = session.sid() else { return false };
        let (library, common) = (session.library(), session.common());
        if session.has_ended() {
            self.clear(&common.counters);
            return false;
        }
        if session.direct().is_some() {
            return true;
        }
        let socket = library.polling_socket(sid);
        if let Some(socket) = &socket
            && self.switch_to_direct(session, socket)
        {
            return true;
        }
        while let Some((item, _)) = self.waiting.front() {
            if !self.in_library.is_empty() && !self.may_offer(item.len(), library) {
                break;
            }
            match item.offer(socket.as_ref(), &mut self.connected) {
                Offer::Taken => {
                    self.in_library.push_back(item.len());
                    self.waiting_bytes -= item.len();
                    self.waiting.pop_front();
                    down(&common.counters.backlog);
                }
                Offer::NotYet => break,
                Offer::Never => {
                    self.clear(&common.counters);
                    return false;
                }
            }
        }
        let Some((_, since)) = self.waiting.front() else {
            self.waiting = VecDeque::new();
            return true;
        };
        if self.waiting_bytes > common.limits.waiting_bytes || since.elapsed() > common.limits.stall {
            tracing::debug!("a polling client that does not take its events is cut");
            session.kill(self);
            return false;
        }
        if !self.retrying {
            self.retrying = true;
            common.runtime.spawn(retry(session.clone()));
        }
        true
    }

    fn may_offer(&self, length: usize, library: &Library) -> bool {
        let bytes = length + self.bytes_in_library();
        self.in_library.len() < library.max_packets() / 2 && bytes <= library.max_payload() / 2
    }

    /// Switches to direct sending if the client has been upgraded to a WebSocket: first goes what the library still has
    /// for it, then a marker that never reaches the client, then, directly, what waits and all that follows.
    fn switch_to_direct(&mut self, session: &EngineSession, socket: &SocketRef) -> bool {
        let Some(conn) = session.conn() else { return false };
        if socket.transport_type() != TransportType::Websocket || session.connect_packet().is_awaited() {
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
        self.reset(&session.common().counters);
        session.switch_to_direct();
        true
    }
}

async fn retry(session: Arc<EngineSession>) {
    loop {
        sleep(RETRY_INTERVAL).await;
        let mut queue = session.queue();
        if !queue.advance(&session) || queue.waiting.is_empty() {
            queue.retrying = false;
            return;
        }
    }
}
