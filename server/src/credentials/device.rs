//! Devices that have logged in to an account before (OWASP: "device cookies").
//!
//! Whoever guesses at an account's password uses up what strangers may try there. The owner's own browser must get in all the
//! same: a log-in leaves it a cookie that says so, signed by us, and its attempts are counted apart from the strangers'.
//! The cookie opens nothing. Stolen, it is good for a known device's guesses, and no more of them; so a log-out leaves it.

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::keys::{hex, signing_key};
use crate::config::AuthConfig;

/// What the signing key is derived for: no other use of the secret makes the same one.
const PURPOSE: &[u8] = b"trackroom device cookie 1\0";

/// Makes and recognises the cookies' values.
pub struct Devices {
    key: Hmac<Sha256>,
}

impl std::fmt::Debug for Devices {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Devices").finish_non_exhaustive()
    }
}

/// A device that has logged in to an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// The account's id.
    pub(crate) user: String,
    /// Which of its devices: another with each log-in.
    nonce: String,
}

impl Devices {
    /// The signing key follows from `JWT_SECRET`: with a new secret all devices are strangers.
    #[must_use]
    pub fn new(config: &AuthConfig) -> Self {
        Self { key: signing_key(PURPOSE, &config.jwt_secret) }
    }

    /// For a device that has just logged in to this account: `<account>.<nonce>.<signature>`.
    #[must_use]
    pub(crate) fn issue(&self, user: &str) -> String {
        let signed = format!("{user}.{}", hex(&rand::random::<[u8; 16]>()));
        let signature = hex(&self.key.clone().chain_update(&signed).finalize().into_bytes());
        format!("{signed}.{signature}")
    }

    /// The device of a cookie that is ours.
    #[must_use]
    pub(crate) fn recognise(&self, cookie: &str) -> Option<Device> {
        let (signed, signature) = cookie.rsplit_once('.')?;
        let (user, nonce) = signed.split_once('.')?;
        let mut bytes = [0; 32];
        if signature.len() != 2 * bytes.len() || !signature.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        for (byte, digits) in bytes.iter_mut().zip(signature.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        self.key.clone().chain_update(signed).verify_slice(&bytes).ok()?;
        Some(Device { user: user.to_owned(), nonce: nonce.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn devices(secret: &str) -> Devices {
        let config = Config::read(&|name| (name == "JWT_SECRET").then(|| secret.to_owned())).unwrap();
        Devices::new(&config.auth)
    }

    #[test]
    fn only_our_cookies_are_recognised_and_each_for_its_own_account() {
        let ours = devices("a secret that is long enough for everyone");
        let user = "0123456789abcdef01234567";
        let (cookie, other) = (ours.issue(user), ours.issue(user));
        let device = ours.recognise(&cookie).unwrap();
        assert_eq!(device.user, user);
        assert_ne!(Some(&device), ours.recognise(&other).as_ref(), "two devices");
        assert_eq!(devices("another secret, long enough for everyone").recognise(&cookie), None);
        let forged = [
            cookie.replacen('0', "1", 1),
            cookie[..cookie.len() - 1].to_owned(),
            format!("{cookie}0"),
            cookie.rsplit_once('.').unwrap().0.to_owned(),
            format!("{user}.{}", "é".repeat(32)),
            format!("{user}..{}", "+1".repeat(32)),
            String::new(),
        ];
        for forged in forged {
            assert_eq!(ours.recognise(&forged), None, "{forged}");
        }
    }
}
