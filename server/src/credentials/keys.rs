//! Keys that follow from one secret, one for each purpose.

use hmac::{Hmac, KeyInit as _};
use sha2::{Digest as _, Sha256};

use crate::config::Secret;

/// The key that signs for one purpose (RFC 2104). It follows from a secret; each purpose has a key of its own.
pub(super) fn signing_key(purpose: &[u8], secret: &Secret) -> Hmac<Sha256> {
    let derived = Sha256::new().chain_update(purpose).chain_update(secret.expose()).finalize();
    // A key of the hash's block size, filled up with zeros.
    let mut key = [0; 64];
    key[..derived.len()].copy_from_slice(&derived);
    Hmac::new(&key.into())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}
