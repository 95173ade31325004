//! [`ConnectPacket`]: the CONNECT packet that answers a client, and the `pid` that goes into it.
//!
//! The library builds `40{"sid":"..."}` itself and offers no hook. So each transport hands the packets it carries to
//! [`ConnectPacket::rewrite`]: the WebSocket's stream, and the answer to a poll.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;

use crate::frame::json_string;

/// The CONNECT packet of the namespace `/`. That of another namespace starts with `40/`.
const CONNECT: &[u8] = b"40{";

pub(crate) struct ConnectPacket {
    awaited: AtomicBool,
    pid: Mutex<Option<Box<str>>>,
}

impl ConnectPacket {
    pub(crate) fn new() -> Self {
        Self { awaited: AtomicBool::new(true), pid: Mutex::new(None) }
    }

    /// To be called before the library queues the packet.
    pub(crate) fn await_with(&self, pid: Option<&str>) {
        *self.pid.lock() = pid.map(Into::into);
        self.awaited.store(true, Ordering::Release);
    }

    pub(crate) fn is_awaited(&self) -> bool {
        self.awaited.load(Ordering::Acquire)
    }

    /// If `packet` is the awaited one, it is awaited no longer, and what is returned goes out in its place: with the
    /// `pid` if there is one.
    pub(crate) fn rewrite(&self, packet: &[u8]) -> Option<Vec<u8>> {
        if !packet.starts_with(CONNECT) || !self.awaited.swap(false, Ordering::AcqRel) {
            return None;
        }
        let mut out = packet.to_vec();
        let pid = self.pid.lock().take();
        if let Some(pid) = pid
            && out.pop_if(|last| *last == b'}').is_some()
        {
            out.extend_from_slice(b",\"pid\":");
            out.extend_from_slice(json_string(&pid).as_bytes());
            out.push(b'}');
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_goes_into_the_first_connect_packet_only() {
        let connect = ConnectPacket::new();
        connect.await_with(Some("p\"1"));
        assert_eq!(connect.rewrite(br#"42["e",1]"#), None);
        assert_eq!(connect.rewrite(br#"40/admin,{"sid":"a"}"#), None);
        let answer = connect.rewrite(br#"40{"sid":"a"}"#).expect("CONNECT");
        assert_eq!(answer, br#"40{"sid":"a","pid":"p\"1"}"#);
        assert!(!connect.is_awaited());
        assert_eq!(connect.rewrite(br#"40{"sid":"a"}"#), None);
    }

    #[test]
    fn without_a_pid_connect_passes_as_it_is() {
        let connect = ConnectPacket::new();
        let answer = connect.rewrite(br#"40{"sid":"a"}"#).expect("CONNECT");
        assert_eq!(answer, br#"40{"sid":"a"}"#);
    }
}
