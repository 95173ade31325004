//! Refresh tokens: a random secret that is replaced at each use.
//!
//! A token is `<session id>.<secret>`; only a hash of the secret is stored. Each secret is made from the one
//! before with a key of ours. So a second tab, or a client whose answer was lost, that brings the previous one
//! within the grace gets the very token that the first one got, though nobody stored it; and the family goes
//! on as one line instead of two.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::keys::hex;
use crate::config::Secret;

/// Of a secret, in bytes.
const LEN: usize = 32;

/// A refresh token's secret.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshSecret([u8; LEN]);

impl std::fmt::Debug for RefreshSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

impl RefreshSecret {
    /// The first of a session.
    #[must_use]
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0))
    }

    /// The token that the client keeps.
    #[must_use]
    pub fn token(&self, session: &str) -> String {
        format!("{session}.{}", hex(&self.0))
    }

    /// Reads a client's token: the session's id and the secret.
    #[must_use]
    pub fn read(token: &str) -> Option<(&str, Self)> {
        let (session, secret) = token.split_once('.')?;
        let mut bytes = [0; LEN];
        let digits = secret.bytes().all(|digit| digit.is_ascii_hexdigit()); // the parser below would take a sign
        if secret.len() != 2 * LEN || !digits || session.len() != 24 {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(secret.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some((session, Self(bytes)))
    }
}

/// Makes the next secret of a line.
#[derive(Clone)]
pub struct RefreshChain {
    key: [u8; LEN],
}

impl std::fmt::Debug for RefreshChain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RefreshChain").finish_non_exhaustive()
    }
}

impl RefreshChain {
    /// With a key made from the server's signing secret.
    #[must_use]
    pub fn new(signing_secret: &Secret) -> Self {
        Self { key: mac(signing_secret.expose().as_bytes(), b"trackroom refresh tokens, 1") }
    }

    /// The secret that replaces this one.
    #[must_use]
    pub fn next(&self, secret: &RefreshSecret) -> RefreshSecret {
        RefreshSecret(mac(&self.key, &secret.0))
    }
}

/// HMAC-SHA-256 (RFC 2104), which takes keys of every length.
fn mac(key: &[u8], message: &[u8]) -> [u8; LEN] {
    let mut out = [0; LEN];
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        mac.update(message);
        out.copy_from_slice(&mac.finalize().into_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "0123456789abcdef01234567";

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let secret = RefreshSecret::random();
        let token = secret.token(SESSION);
        assert_eq!(RefreshSecret::read(&token), Some((SESSION, secret)));
        for bad in ["", ".", SESSION, "x.y", &token[1..], &token[..token.len() - 1], &format!("{token}0")] {
            assert_eq!(RefreshSecret::read(bad), None, "{bad}");
        }
        assert_eq!(RefreshSecret::read(&format!("{SESSION}.{}", "é".repeat(32))), None);
        assert_eq!(RefreshSecret::read(&format!("{SESSION}.{}", "+1".repeat(32))), None);
    }

    #[test]
    fn the_next_secret_depends_on_the_one_before_and_on_our_key() {
        let chain = RefreshChain::new(&Secret::new("a".repeat(32)));
        let other = RefreshChain::new(&Secret::new("b".repeat(32)));
        let secret = RefreshSecret::random();
        assert_eq!(chain.next(&secret), chain.next(&secret));
        assert_ne!(chain.next(&secret), other.next(&secret));
        assert_ne!(chain.next(&secret), secret);
        assert_ne!(chain.next(&secret), chain.next(&RefreshSecret::random()));
        assert!(!format!("{secret:?}").contains(&secret.hash()));
    }
}
