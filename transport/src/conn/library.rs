//! The library's side of a connection: what it writes, and when it has to wait.

use std::{io, sync::Arc, task::Waker};

use bytes::Bytes;

use super::{Conn, End, Out};
use crate::{
    counters::up,
    frame::{Frame, text_frame},
    greeting::Greeting,
};

/// The event behind which direct frames follow the library's; it never reaches the client.
pub(crate) const MARKER: &str = "~transport-fence";
const MARKER_PAYLOAD: &[u8] = br#"42["~transport-fence",0]"#;
/// While this much is queued the library's own writes wait.
pub(super) const WAITS_ABOVE: usize = 64 * 1024;

impl Conn {
    /// What the library writes: all of it taken, or none yet, or the connection has ended.
    pub(crate) fn write_library(
        self: &Arc<Self>,
        bytes: &[u8],
        greeting: &Greeting,
        waker: &Waker,
    ) -> Option<io::Result<usize>> {
        let mut out = self.lock();
        if out.wire.is_none() {
            return Some(Err(io::ErrorKind::BrokenPipe.into()));
        }
        if out.queued_bytes > WAITS_ABOVE {
            self.library.register(waker);
            return None;
        }
        if self.put_library(&mut out, bytes, greeting) {
            return Some(Ok(bytes.len()));
        }
        self.end(&mut out, End::Killed);
        Some(Err(io::ErrorKind::BrokenPipe.into()))
    }

    /// Whole frames; the CONNECT answer gets its `pid`, markers are swallowed, and behind the last
    /// fence follows what was held.
    fn put_library(self: &Arc<Self>, out: &mut Out, bytes: &[u8], greeting: &Greeting) -> bool {
        let (mut unsent, mut at) = (0, 0);
        while at < bytes.len() {
            let Some(frame) = Frame::at_start_of(&bytes[at..]) else {
                up(&self.counters.broken_writes);
                tracing::error!("the websocket library wrote a part of a frame: connection ended");
                return false;
            };
            let end = at + frame.length;
            let replacement = if !frame.text {
                None
            } else if out.markers > 0 && frame.payload == MARKER_PAYLOAD {
                out.markers -= 1;
                Some(Bytes::new())
            } else if greeting.expected() {
                greeting.pass(frame.payload).map(|connect| {
                    out.awaits_connect = false;
                    text_frame(&connect)
                })
            } else {
                None
            };
            if let Some(replacement) = replacement {
                let before = &bytes[unsent..at];
                let passed = self.put_copy(out, before) && self.put_copy(out, &replacement) && self.release(out);
                if !passed {
                    return false;
                }
                unsent = end;
            }
            at = end;
        }
        self.put_copy(out, &bytes[unsent..])
    }

    fn put_copy(self: &Arc<Self>, out: &mut Out, bytes: &[u8]) -> bool {
        bytes.is_empty() || self.put(out, bytes, || Bytes::copy_from_slice(bytes))
    }

    /// Whether the library may go on. Closing waits until everything is written.
    pub(crate) fn flush_library(&self, everything: bool, waker: &Waker) -> Option<io::Result<()>> {
        let out = self.lock();
        if out.wire.is_none() {
            return Some(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let enough = if everything { 0 } else { WAITS_ABOVE };
        if out.queued_bytes <= enough {
            return Some(Ok(()));
        }
        self.library.register(waker);
        None
    }
}
