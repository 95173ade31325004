//! [`Greeting`]: the CONNECT answer a session waits for, and the `pid` to put into it.
//!
//! The library builds `40{"sid":"..."}` itself and offers no hook. Whoever carries the answer to the
//! client, the websocket stream or a polling response, asks here first.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use crate::frame::json_string;

/// The CONNECT answer of the namespace `/`; another namespace's starts with `40/`.
const CONNECT: &[u8] = b"40{";

pub(crate) struct Greeting {
    /// CONNECT is still to come.
    expected: AtomicBool,
    pid: Mutex<Option<Box<str>>>,
}

impl Greeting {
    pub(crate) fn new() -> Self {
        Self { expected: AtomicBool::new(true), pid: Mutex::new(None) }
    }

    /// To be called before the library queues CONNECT.
    pub(crate) fn arm(&self, pid: Option<&str>) {
        *self.pid.lock().unwrap_or_else(PoisonError::into_inner) = pid.map(Into::into);
        self.expected.store(true, Ordering::Release);
    }

    pub(crate) fn expected(&self) -> bool {
        self.expected.load(Ordering::Acquire)
    }

    /// If `packet` is the awaited CONNECT answer, it is awaited no longer, and what is returned is
    /// to go out: with the `pid` where one was armed.
    pub(crate) fn pass(&self, packet: &[u8]) -> Option<Vec<u8>> {
        if !packet.starts_with(CONNECT) || !self.expected.swap(false, Ordering::AcqRel) {
            return None;
        }
        let mut out = packet.to_vec();
        let pid = self.pid.lock().unwrap_or_else(PoisonError::into_inner).take();
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
    fn the_pid_goes_into_the_first_connect_answer_only() {
        let greeting = Greeting::new();
        greeting.arm(Some("p\"1"));
        assert_eq!(greeting.pass(br#"42["e",1]"#), None);
        assert_eq!(greeting.pass(br#"40/admin,{"sid":"a"}"#), None);
        let answer = greeting.pass(br#"40{"sid":"a"}"#).expect("CONNECT");
        assert_eq!(answer, br#"40{"sid":"a","pid":"p\"1"}"#);
        assert!(!greeting.expected());
        assert_eq!(greeting.pass(br#"40{"sid":"a"}"#), None);
    }

    #[test]
    fn without_a_pid_connect_passes_as_it_is() {
        let greeting = Greeting::new();
        let answer = greeting.pass(br#"40{"sid":"a"}"#).expect("CONNECT");
        assert_eq!(answer, br#"40{"sid":"a"}"#);
    }
}
