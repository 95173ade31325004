//! [`Conn`]: one WebSocket, written to by the library and, past it, by the fan-out.
//!
//! Invariants, all under the lock of `Out`:
//!
//! * What is on the wire plus `queue` ends on a frame boundary. The fan-out hands over finished frames, the library
//!   whole frames: tungstenite 0.30 writes its buffer as one piece and is told that all of it was taken, or none. Any
//!   other write of the library ends the connection and is counted.
//! * `queue` is not empty exactly while a drain task runs. Only then is anything left to write.
//! * Nothing of the fan-out goes out before the fence that it was sent behind: the CONNECT packet (`awaits_connect`),
//!   or a marker at the upgrade from polling (`markers`). It waits in `held`, which is empty when there is no fence.
//!   The library is first in, first out, so everything queued before a marker precedes it.
//! * What waits is bounded in bytes (`Limits::waiting_bytes`) and in time (`Limits::stall`). Beyond that the connection
//!   is ended, and its client comes back and recovers. The library never waits for room, so a ping is delayed only by
//!   what is before it, and a writer is never stuck.
//! * Lock order: the polling queue of a session, then `Out`, then the CONNECT packet. No call made under these locks
//!   waits.

mod drain;
mod library_writes;
#[cfg(test)]
mod tests;
pub(crate) mod wire;

use std::{
    collections::VecDeque,
    io::{self, IoSlice},
    sync::{
        Arc,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Relaxed, Release},
        },
    },
};

use bytes::{Buf, Bytes};
use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use self::wire::Wire;
use crate::{
    common::Common,
    counters::{down, up},
    frame::close_frame,
};

pub(crate) use self::library_writes::MARKER;

/// How many queued chunks one writev(2) gets.
const CHUNKS_PER_WRITE: usize = 16;

/// The frame of a PING packet (Engine.IO 4, "Heartbeat").
const PING: &[u8] = b"\x81\x012";

/// The status "going away" of a close frame (RFC 6455, 7.4.1).
const GOING_AWAY: u16 = 1001;

/// A WebSocket that finished frames can be written to.
pub(crate) struct Conn {
    out: Mutex<Out>,
    /// Something has been read since the last ping.
    heard: AtomicBool,
    /// Nothing more is written, so nothing more needs reading.
    ended: AtomicBool,
    common: Arc<Common>,
}

struct Out {
    /// `None`: the connection has ended.
    wire: Option<Wire>,
    queue: VecDeque<Chunk>,
    queued_bytes: usize,
    held: Vec<Bytes>,
    held_bytes: usize,
    held_since: Option<Instant>,
    markers: u32,
    awaits_connect: bool,
    /// The library's first ping is still to come. It must not go out: the heartbeat is ours.
    library_pings: bool,
    /// The library's answer to the probe is still to come. It must not go out: the client has ours.
    library_answers_probe: bool,
    /// The library has dropped the stream, or a close frame was sent: what is queued goes out, and nothing more is
    /// taken.
    finishing: bool,
}

struct Chunk {
    bytes: Bytes,
    since: Instant,
}

/// How a connection is ended.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum End {
    /// Everything was written.
    Done,
    /// The peer is gone or does not read.
    Killed,
}

impl Conn {
    /// `begins_session`: the session did not begin by polling.
    pub(crate) fn new(wire: Wire, begins_session: bool, common: Arc<Common>) -> Arc<Self> {
        up(&common.counters.websockets);
        Arc::new(Self {
            out: Mutex::new(Out {
                wire: Some(wire),
                queue: VecDeque::new(),
                queued_bytes: 0,
                held: Vec::new(),
                held_bytes: 0,
                held_since: None,
                markers: 0,
                awaits_connect: begins_session,
                library_pings: begins_session,
                library_answers_probe: !begins_session,
                finishing: false,
            }),
            heard: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            common,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Out> {
        self.out.lock()
    }

    /// Writes one or more finished frames, if `is_current` says under the lock that they still are to be sent. False:
    /// they are not, or the connection is gone.
    pub(crate) fn send(self: &Arc<Self>, frames: &Bytes, is_current: impl FnOnce() -> bool) -> bool {
        let mut out = self.lock();
        if out.wire.is_none() || out.finishing || !is_current() {
            return false;
        }
        if out.fenced() {
            self.hold_back(&mut out, frames);
        } else if !self.put(&mut out, frames, || frames.clone()) {
            return false;
        }
        self.within_limits(&mut out)
    }

    /// False: too much waits, and the connection has been ended.
    fn within_limits(&self, out: &mut Out) -> bool {
        if out.queued_bytes + out.held_bytes > self.common.limits.waiting_bytes {
            tracing::debug!("a WebSocket that does not take its bytes is cut");
            self.kill_locked(out);
        }
        out.wire.is_some()
    }

    /// Pings the client, even while frames are held back. False: the connection is gone.
    pub(crate) fn ping(self: &Arc<Self>) -> bool {
        self.heard.store(false, Relaxed);
        let mut out = self.lock();
        !out.finishing && self.put(&mut out, PING, || Bytes::from_static(PING)) && self.within_limits(&mut out)
    }

    /// To be called when something has been read.
    pub(crate) fn heard(&self) {
        self.heard.store(true, Relaxed);
    }

    /// Whether anything has been read since the last ping.
    pub(crate) fn was_heard(&self) -> bool {
        self.heard.load(Relaxed)
    }

    /// Frames sent from now on wait for the marker that the library gets next.
    pub(crate) fn await_marker(&self) {
        self.lock().markers += 1;
    }

    /// The marker could not be given to the library.
    pub(crate) fn marker_failed(self: &Arc<Self>) {
        let mut out = self.lock();
        out.markers = out.markers.saturating_sub(1);
        self.release(&mut out);
    }

    /// Frames sent from now on wait for the next CONNECT packet.
    pub(crate) fn await_connect(&self) {
        self.lock().awaits_connect = true;
    }

    /// Drops the connection at once: the library reads the end of the stream.
    pub(crate) fn kill(&self) {
        self.kill_locked(&mut self.lock());
    }

    fn kill_locked(&self, out: &mut Out) {
        if out.wire.is_some() {
            up(&self.common.counters.kills);
        }
        self.end(out, End::Killed);
    }

    /// Whether the connection has ended. It takes no lock, because the reader asks often.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Acquire)
    }

    pub(crate) fn is_open(&self) -> bool {
        let out = self.lock();
        out.wire.is_some() && !out.finishing
    }

    /// The library has dropped its stream: what is queued may still go out.
    pub(crate) fn finish(&self) {
        let mut out = self.lock();
        if out.queue.is_empty() {
            self.end(&mut out, End::Done);
        } else {
            out.finishing = true;
        }
    }

    /// Closes the connection with a status after which the client comes back.
    pub(crate) fn go_away(self: &Arc<Self>) {
        self.close(&close_frame(GOING_AWAY, ""));
    }

    /// Closes the connection with this frame, behind what is queued.
    pub(crate) fn close(self: &Arc<Self>, frame: &Bytes) {
        let mut out = self.lock();
        if !out.finishing && self.put(&mut out, frame, || frame.clone()) {
            drop(out);
            self.finish();
        }
    }

    fn end(&self, out: &mut Out, how: End) {
        let Some(wire) = out.wire.take() else { return };
        self.ended.store(true, Release);
        match how {
            End::Killed => wire.cut(),
            End::Done => wire.finish(&self.common.runtime),
        }
        self.common.counters.queued_bytes.fetch_sub(out.queued_bytes as u64, Relaxed);
        out.queue = VecDeque::new();
        out.held = Vec::new();
        (out.queued_bytes, out.held_bytes, out.held_since) = (0, 0, None);
        down(&self.common.counters.websockets);
    }

    fn hold_back(self: &Arc<Self>, out: &mut Out, frames: &Bytes) {
        out.held_bytes += frames.len();
        out.held.push(frames.clone());
        if out.held_since.is_none() {
            let since = Instant::now();
            out.held_since = Some(since);
            self.common.runtime.spawn(drain::give_up_fence(Arc::downgrade(self), since, self.common.limits.stall));
        }
    }

    /// Ends the connection if the frames held back at `since` still are.
    pub(crate) fn kill_if_held_since(&self, since: Instant) {
        let mut out = self.lock();
        if out.held_since == Some(since) {
            self.kill_locked(&mut out);
        }
    }

    /// To be called when a fence has fallen: if it was the last, what was held goes out.
    fn release(self: &Arc<Self>, out: &mut Out) -> bool {
        if out.fenced() {
            return true;
        }
        (out.held_bytes, out.held_since) = (0, None);
        let held = std::mem::take(&mut out.held);
        held.into_iter().all(|frames| self.put(out, &frames, || frames.clone()))
    }

    /// Writes bytes to the system, unless others are queued before them. Queues what is left.
    fn put(self: &Arc<Self>, out: &mut Out, bytes: &[u8], own: impl FnOnce() -> Bytes) -> bool {
        let Some(wire) = &out.wire else { return false };
        let mut written = 0;
        if out.queue.is_empty() {
            written = match wire.try_write(bytes) {
                Ok(written) => written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
                Err(_) => {
                    self.end(out, End::Killed);
                    return false;
                }
            };
            if written == bytes.len() {
                return true;
            }
            up(&self.common.counters.stalls);
            self.common.runtime.spawn(drain::run(self.clone(), wire.clone()));
        }
        let rest = own().slice(written..);
        out.queued_bytes += rest.len();
        self.common.counters.queued_bytes.fetch_add(rest.len() as u64, Relaxed);
        out.queue.push_back(Chunk { bytes: rest, since: Instant::now() });
        true
    }

    /// For the drain task: gives `write` the queued chunks. False: nothing is left to do.
    pub(crate) fn drain_with(&self, mut write: impl FnMut(&[IoSlice<'_>]) -> io::Result<usize>) -> bool {
        let mut out = self.lock();
        while out.wire.is_some() && !out.queue.is_empty() {
            let mut slices = [IoSlice::new(&[]); CHUNKS_PER_WRITE];
            let count =
                slices.iter_mut().zip(&out.queue).map(|(slice, chunk)| *slice = IoSlice::new(&chunk.bytes)).count();
            match write(&slices[..count]) {
                Ok(written) => out.advance(written, &self.common),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => self.end(&mut out, End::Killed),
            }
        }
        if out.finishing && out.queue.is_empty() {
            self.end(&mut out, End::Done);
        }
        // Decided under the lock, because the writer that finds the queue empty starts another task.
        !out.queue.is_empty()
    }

    /// For the drain task: the oldest queued chunk, and when it is too old. `None`: all is written.
    pub(crate) fn oldest(&self) -> Option<(Bytes, Instant)> {
        let out = self.lock();
        let oldest = out.queue.front()?;
        Some((oldest.bytes.clone(), oldest.since + self.common.limits.stall))
    }
}

impl Drop for Conn {
    fn drop(&mut self) {
        self.end(&mut self.lock(), End::Done);
    }
}

impl Out {
    fn fenced(&self) -> bool {
        self.awaits_connect || self.markers > 0
    }

    fn advance(&mut self, mut written: usize, common: &Common) {
        self.queued_bytes -= written;
        common.counters.queued_bytes.fetch_sub(written as u64, Relaxed);
        while written > 0 {
            let Some(front) = self.queue.front_mut() else {
                return;
            };
            let taken = written.min(front.bytes.len());
            front.bytes.advance(taken);
            written -= taken;
            if front.bytes.is_empty() {
                self.queue.pop_front();
            }
        }
    }
}
