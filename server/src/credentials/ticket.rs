//! Tickets of tracking links: bearer secrets that open one order to somebody without an account.
//!
//! A ticket is 18 random bytes and 18 bytes of their HMAC-SHA-256, in base64url. The signature turns guesses
//! away before the database is asked; the database keeps only a hash, so that neither its reader nor its backup
//! holds a ticket, and a look-up by hash tells nothing through the time it takes. When a ticket ends is not
//! written in it: that is its row's to say, which may also have been revoked.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use super::keys::signing_key;
use crate::config::AuthConfig;

const NONCE: usize = 18;
const SIGNATURE: usize = 18;
/// What the signing key is derived for: no other use of the secret makes the same one.
const PURPOSE: &[u8] = b"trackroom tracking link 1\0";

/// Makes and recognises tickets.
pub struct Tickets {
    key: Hmac<Sha256>,
}

impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tickets").finish_non_exhaustive()
    }
}

/// A new ticket and the fingerprint under which it is kept.
pub struct Ticket {
    /// For whoever holds the link; never stored or logged.
    pub text: String,
    /// For the database.
    pub fingerprint: String,
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ticket").finish_non_exhaustive()
    }
}

impl Tickets {
    /// The signing key follows from `JWT_SECRET`: a new secret voids all tickets, as it does all tokens.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        Self { key: signing_key(PURPOSE, &config.jwt_secret) }
    }

    /// A new ticket.
    #[must_use]
    pub fn issue(&self) -> Ticket {
        let nonce: [u8; NONCE] = rand::random();
        let signature = self.key.clone().chain_update(nonce).finalize().into_bytes();
        let mut bytes = [0; NONCE + SIGNATURE];
        bytes[..NONCE].copy_from_slice(&nonce);
        bytes[NONCE..].copy_from_slice(&signature[..SIGNATURE]);
        Ticket { text: URL_SAFE_NO_PAD.encode(bytes), fingerprint: fingerprint(&bytes) }
    }

    /// The fingerprint of a ticket that we have signed; `None` for any other text.
    #[must_use]
    pub fn fingerprint(&self, text: &str) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == NONCE + SIGNATURE)?;
        let (nonce, signature) = bytes.split_at(NONCE);
        self.key.clone().chain_update(nonce).verify_truncated_left(signature).ok()?;
        Some(fingerprint(&bytes))
    }
}

fn fingerprint(ticket: &[u8]) -> String {
    crate::credentials::keys::hex(&Sha256::digest(ticket))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn tickets(secret: &str) -> Tickets {
        let secret = secret.to_owned();
        let config = Config::read(&move |name| (name == "JWT_SECRET").then(|| secret.clone())).unwrap();
        Tickets::new(&config.auth)
    }

    #[test]
    fn only_a_ticket_of_our_own_has_a_fingerprint() {
        let ours = tickets("a secret that is long enough for everyone");
        let ticket = ours.issue();
        assert_eq!(ticket.text.len(), 48);
        assert_eq!(ours.fingerprint(&ticket.text), Some(ticket.fingerprint.clone()));
        assert_ne!(ours.issue().text, ticket.text);
        let theirs = tickets("another secret, also long enough for all").issue().text;
        let mut changed = ticket.text.clone().into_bytes();
        changed[0] = if changed[0] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        for text in ["", "x", "ORD00001", &theirs, &changed, &ticket.text[..47], &format!("{}A", ticket.text)] {
            assert_eq!(ours.fingerprint(text), None, "{text}");
        }
        assert!(!format!("{ticket:?}").contains(&ticket.text));
    }
}
