//! Password hashing: argon2id at OWASP's parameters, off the async threads and bounded in parallel.

use std::sync::{Arc, LazyLock};

use anyhow::Context as _;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash,
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{config::Secret, domain::password::MAX_BYTES};

/// Argon2id, 19 MiB, 2 passes, 1 lane: OWASP Password Storage Cheat Sheet.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}

/// A hash that no password fits: verifying against it costs what verifying against a real one does, so the
/// time of an answer does not tell whether an account exists.
static NOBODYS_HASH: LazyLock<String> = LazyLock::new(|| {
    let noise: [u8; 32] = rand::random();
    argon2().hash_password(&noise).map(|hash| hash.to_string()).unwrap_or_default()
});

/// Whether a hash was made with weaker parameters than those of today: the next log-in makes it anew.
#[must_use]
pub fn is_outdated(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return true };
    let Ok(params) = Params::try_from(&hash) else { return true };
    let (today, today_is) = (argon2(), Algorithm::Argon2id);
    let today = today.params();
    hash.algorithm != today_is.ident()
        || hash.version != Some(Version::V0x13.into())
        || params.m_cost() < today.m_cost()
        || params.t_cost() < today.t_cost()
}

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { permits: Arc::new(Semaphore::new(cores)) }
    }
}

impl Passwords {
    /// A PHC string of the password, with a fresh salt.
    ///
    /// # Errors
    /// The system has no randomness or no memory.
    pub async fn hash(&self, password: Secret) -> anyhow::Result<String> {
        self.off_thread(move || {
            let hash = argon2().hash_password(password.expose().as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| anyhow::anyhow!("cannot hash a password: {error}"))
        })
        .await?
    }

    /// Whether the password fits the PHC string. Without one it takes as long and is false.
    ///
    /// # Errors
    /// The hashing task could not run.
    pub async fn verify(&self, password: Secret, hash: Option<String>) -> anyhow::Result<bool> {
        self.off_thread(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODYS_HASH.clone());
            let fits = password.expose().len() <= MAX_BYTES
                && PasswordHash::new(&hash)
                    .is_ok_and(|hash| argon2().verify_password(password.expose().as_bytes(), &hash).is_ok());
            known && fits
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
        let _permit = self.permits.acquire().await.context("the server is stopping")?;
        spawn_blocking(work).await.context("a password task failed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::default();
        let hash = passwords.hash(Secret::new("correct horse")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(Secret::new("correct horse"), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(Secret::new("correct horsf"), Some(hash)).await.unwrap());
        assert!(!passwords.verify(Secret::new("correct horse"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_weaker_parameters_still_fits_and_is_outdated() {
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
        let weak = weak.hash_password(b"correct horse").unwrap().to_string();
        let passwords = Passwords::default();
        assert!(passwords.verify(Secret::new("correct horse"), Some(weak.clone())).await.unwrap());
        assert!(is_outdated(&weak));
        assert!(is_outdated("nonsense"));
        assert!(!is_outdated(&passwords.hash(Secret::new("correct horse")).await.unwrap()));
    }
}
