//! A session's recovery id, which its client brings when it comes back.

use std::fmt;

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// Bytes of a recovery id: 192 random bits.
const PID_BYTES: usize = 24;

/// A session's recovery id: a bearer secret that only its client has.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::realtime) struct Pid(String);

/// By what a session is found: a hash of its recovery id.
pub(in crate::realtime) type Key = [u8; 32];

impl Pid {
    pub(super) fn new() -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; PID_BYTES]>()))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        (text.len() == PID_BYTES * 4 / 3 && text.is_ascii()).then(|| Self(text.to_owned()))
    }

    pub(super) fn key(&self) -> Key {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The id as the client gets it.
    pub(in crate::realtime) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[pid]")
    }
}
