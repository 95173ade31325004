//! What the transport counts, for metrics.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The transport's figures at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Sessions kept in memory, by the library or by an [`EventSender`](crate::EventSender).
    pub sessions: u64,
    /// Open WebSocket connections, probes included.
    pub websockets: u64,
    /// Polling sessions that have not been upgraded to a WebSocket.
    pub polling: u64,
    /// Sessions that were upgraded from polling to a WebSocket and switched to direct sending.
    pub upgrades: u64,
    /// How often a connection did not take all bytes at once, so that a queue began.
    pub stalls: u64,
    /// Connections cut because too much waited for them, or for too long, because they did not answer, or on request.
    pub kills: u64,
    /// Bytes waiting for WebSockets that do not take them now.
    pub queued_bytes: u64,
    /// Events waiting for room in the library's buffers, for clients that poll.
    pub backlog: u64,
    /// Connections ended because the library did not write whole frames. Must stay 0.
    pub broken_writes: u64,
    /// WebSockets on something other than a plain TCP stream, which are written to more slowly.
    pub wrapped: u64,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) sessions: AtomicU64,
    pub(crate) websockets: AtomicU64,
    pub(crate) polling: AtomicU64,
    pub(crate) upgrades: AtomicU64,
    pub(crate) stalls: AtomicU64,
    pub(crate) kills: AtomicU64,
    pub(crate) queued_bytes: AtomicU64,
    pub(crate) backlog: AtomicU64,
    pub(crate) broken_writes: AtomicU64,
    pub(crate) wrapped: AtomicU64,
}

impl Counters {
    pub(crate) fn snapshot(&self) -> Stats {
        Stats {
            sessions: self.sessions.load(Relaxed),
            websockets: self.websockets.load(Relaxed),
            polling: self.polling.load(Relaxed),
            upgrades: self.upgrades.load(Relaxed),
            stalls: self.stalls.load(Relaxed),
            kills: self.kills.load(Relaxed),
            queued_bytes: self.queued_bytes.load(Relaxed),
            backlog: self.backlog.load(Relaxed),
            broken_writes: self.broken_writes.load(Relaxed),
            wrapped: self.wrapped.load(Relaxed),
        }
    }
}

pub(crate) fn up(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

pub(crate) fn down(counter: &AtomicU64) {
    counter.fetch_sub(1, Relaxed);
}
