//! What the library writes to a connection, on its way to the wire.

use std::{io, sync::Arc};

use bytes::Bytes;

use super::{Conn, End, Out};
use crate::{
    connect_packet::ConnectPacket,
    counters::up,
    frame::{Frame, text_frame},
    heartbeat::{OPEN, PING_PACKET},
};

/// The event behind which direct frames follow the library's. It never reaches the client.
pub(crate) const MARKER: &str = "~transport-fence";
const MARKER_PAYLOAD: &[u8] = br#"42["~transport-fence",0]"#;
/// The answer to a probe (Engine.IO 4, "Upgrade").
const PROBE_ANSWER: &[u8] = b"3probe";
const NOTHING: Bytes = Bytes::new();

/// The library wrote something after which the stream cannot be continued.
struct BrokenWrite;

impl Conn {
    /// Takes all that the library writes.
    ///
    /// # Errors
    /// `BrokenPipe`: the connection has ended.
    pub(crate) fn write_library(self: &Arc<Self>, bytes: &[u8], connect: &ConnectPacket) -> io::Result<usize> {
        let mut out = self.lock();
        if out.finishing {
            // The library lets go of the stream; what is queued still goes out.
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let taken = out.wire.is_some() && self.put_library(&mut out, bytes, connect);
        if taken && self.within_limits(&mut out) {
            return Ok(bytes.len());
        }
        self.end(&mut out, End::Killed);
        Err(io::ErrorKind::BrokenPipe.into())
    }

    /// Passes whole frames on, with replacements. Behind the last fence follows what was held. False: the connection is
    /// to end.
    fn put_library(self: &Arc<Self>, out: &mut Out, bytes: &[u8], connect: &ConnectPacket) -> bool {
        let (mut unsent, mut at) = (0, 0);
        while at < bytes.len() {
            let Some(frame) = Frame::at_start_of(&bytes[at..]) else {
                up(&self.common.counters.broken_writes);
                tracing::error!("the WebSocket library wrote a part of a frame: connection ended");
                return false;
            };
            if frame.text && self.common.is_late(frame.payload) {
                return false;
            }
            let end = at + frame.length;
            let Ok(replacement) = self.replacement(out, &frame, connect) else { return false };
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

    /// What goes out in place of a frame. `None`: the frame itself.
    ///
    /// The OPEN packet tells our heartbeat, and the CONNECT packet gets its `pid`. The library's own ping, its answer
    /// to the probe, and markers are swallowed.
    fn replacement(
        &self,
        out: &mut Out,
        frame: &Frame<'_>,
        connect: &ConnectPacket,
    ) -> Result<Option<Bytes>, BrokenWrite> {
        if !frame.text {
            return Ok(None);
        }
        if out.library_pings && frame.payload == PING_PACKET {
            out.library_pings = false;
            return Ok(Some(NOTHING));
        }
        if out.library_answers_probe && frame.payload == PROBE_ANSWER {
            out.library_answers_probe = false;
            return Ok(Some(NOTHING));
        }
        if out.markers > 0 && frame.payload == MARKER_PAYLOAD {
            out.markers -= 1;
            return Ok(Some(NOTHING));
        }
        if !connect.is_awaited() {
            return Ok(None);
        }
        if frame.payload.starts_with(OPEN) {
            let open = self.common.heartbeat.put_into(frame.payload).map_err(|error| {
                up(&self.common.counters.broken_writes);
                tracing::error!(%error, "the library's OPEN packet is not as expected: connection ended");
                BrokenWrite
            })?;
            return Ok(Some(text_frame(&open)));
        }
        Ok(connect.rewrite(frame.payload).map(|packet| {
            out.awaits_connect = false;
            text_frame(&packet)
        }))
    }

    fn put_copy(self: &Arc<Self>, out: &mut Out, bytes: &[u8]) -> bool {
        bytes.is_empty() || self.put(out, bytes, || Bytes::copy_from_slice(bytes))
    }
}
