//! The library's side of a connection: what it writes, on its way to the wire.

use std::{io, sync::Arc};

use bytes::Bytes;

use super::{Conn, End, Out};
use crate::{
    counters::up,
    frame::{Frame, text_frame},
    greeting::Greeting,
    heartbeat::{OPEN, PING_PACKET},
};

/// The event behind which direct frames follow the library's; it never reaches the client.
pub(crate) const MARKER: &str = "~transport-fence";
/// How a probe is answered (Engine.IO 4, "Upgrade").
const PROBE_ANSWER: &[u8] = b"3probe";
const MARKER_PAYLOAD: &[u8] = br#"42["~transport-fence",0]"#;

impl Conn {
    /// Takes all that the library writes, or the connection has ended.
    pub(crate) fn write_library(self: &Arc<Self>, bytes: &[u8], greeting: &Greeting) -> io::Result<usize> {
        let mut out = self.lock();
        if out.finishing {
            // It lets go of the stream; what is queued still goes out.
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = out.wire.is_some() && self.put_library(&mut out, bytes, greeting);
        if taken && self.within_limits(&mut out) {
            return Ok(bytes.len());
        }
        self.end(&mut out, End::Killed);
        Err(io::ErrorKind::BrokenPipe.into())
    }

    /// Whole frames; OPEN tells our heartbeat, the library's own ping, its answer to the probe and markers are swallowed,
    /// the CONNECT answer gets its `pid`, and behind the last fence follows what was held.
    fn put_library(self: &Arc<Self>, out: &mut Out, bytes: &[u8], greeting: &Greeting) -> bool {
        let (mut unsent, mut at) = (0, 0);
        while at < bytes.len() {
            let Some(frame) = Frame::at_start_of(&bytes[at..]) else {
                up(&self.common.counters.broken_writes);
                tracing::error!("the websocket library wrote a part of a frame: connection ended");
                return false;
            };
            if frame.text && self.common.is_late(frame.payload) {
                return false;
            }
            let end = at + frame.length;
            let replacement = if !frame.text {
                None
            } else if out.library_pings && frame.payload == PING_PACKET {
                out.library_pings = false;
                Some(Bytes::new())
            } else if out.library_answers_probe && frame.payload == PROBE_ANSWER {
                out.library_answers_probe = false;
                Some(Bytes::new())
            } else if out.markers > 0 && frame.payload == MARKER_PAYLOAD {
                out.markers -= 1;
                Some(Bytes::new())
            } else if greeting.expected() && frame.payload.starts_with(OPEN) {
                match self.common.heartbeat.tell_in(frame.payload) {
                    Ok(open) => Some(text_frame(&open)),
                    Err(error) => {
                        up(&self.common.counters.broken_writes);
                        tracing::error!(%error, "the library's OPEN packet is not as expected: connection ended");
                        return false;
                    }
                }
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
}
