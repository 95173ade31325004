//! How often somebody may ask. Each throttle counts per key (an account, an address) in bounded memory, and
//! holds hashes of keys, not the keys.

use std::{
    hash::{BuildHasher as _, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::LazyLock,
};

use governor::{
    DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use crate::{
    config::LimitsConfig,
    domain::rate::Rate,
    error::{Error, Result},
};

/// So many keys are told apart; above, newcomers share what is left.
const MAX_KEYS: usize = 100_000;
/// Buckets that newcomers share above [`MAX_KEYS`].
const SHARED: u64 = 4_096;

/// So many times what one address may try at an account may be tried there from everywhere: while guesses come from fewer
/// addresses, a stranger's device at another one gets in.
const ADDRESSES: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// The limiters' clock. A new one asks the processor what it is, which a virtual machine answers slowly, so there is one.
static CLOCK: LazyLock<DefaultClock> = LazyLock::new(DefaultClock::default);

/// Paces one asker, such as a socket.
pub(crate) fn pace(quota: Quota) -> DefaultDirectRateLimiter {
    RateLimiter::direct_with_clock(quota, CLOCK.clone())
}

/// Counts what each key does. Without a rate it lets everything pass.
#[derive(Debug)]
pub struct Throttle {
    limiter: Option<DefaultKeyedRateLimiter<u64>>,
    hashing: RandomState,
}

impl Throttle {
    /// With this rate for each key.
    #[must_use]
    pub fn new(rate: Option<Rate>) -> Self {
        let quota = rate.and_then(Rate::quota);
        Self { limiter: quota.map(RateLimiter::keyed), hashing: RandomState::new() }
    }

    /// Counts one.
    ///
    /// # Errors
    /// [`Error::TooManyRequests`] when it is one too many.
    pub fn check<K: Hash + ?Sized>(&self, key: &K) -> Result<()> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let mut key = self.hashing.hash_one(key);
        if limiter.len() >= MAX_KEYS {
            key %= SHARED;
        }
        limiter.check_key(&key).map_err(|until| {
            let retry_after = until.wait_time_from(CLOCK.now());
            Error::TooManyRequests { retry_after }
        })
    }

    /// Forgets keys that have not asked for so long that they have their full allowance again.
    pub fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// The throttles of the app.
#[derive(Debug)]
pub struct Throttles {
    /// Attempts to log in to one account from one address.
    pub log_in_pair: Throttle,
    /// Attempts to log in to one account, from all addresses together: ten times as many.
    pub log_in_account: Throttle,
    /// Attempts to log in to one account from devices that have done so before: not among those above.
    pub log_in_device: Throttle,
    /// Attempts to go on with one session: a name of its own, so that no account's allowance is used up by it.
    pub log_in_session: Throttle,
    /// Attempts to log in, register or refresh from one address, to whatever account.
    pub log_in_address: Throttle,
    /// Requests and socket messages of one client: an address, and who it says it is if that is proven.
    pub requests: Throttle,
    /// Sockets opened from one address.
    pub connections: Throttle,
}

impl Throttles {
    /// As configured.
    #[must_use]
    pub fn new(limits: &LimitsConfig) -> Self {
        Self {
            log_in_pair: Throttle::new(limits.log_in_per_account),
            log_in_account: Throttle::new(limits.log_in_per_account.map(|rate| rate.times(ADDRESSES))),
            log_in_device: Throttle::new(limits.log_in_per_account),
            log_in_session: Throttle::new(limits.log_in_per_account.map(|rate| rate.times(ADDRESSES))),
            log_in_address: Throttle::new(limits.log_in_per_address),
            requests: Throttle::new(limits.requests),
            connections: Throttle::new(limits.connections),
        }
    }

    /// Forgets whoever has been quiet. To be called now and then.
    pub fn sweep(&self) {
        let Self { log_in_pair, log_in_account, log_in_device, log_in_session, log_in_address, requests, connections } =
            self;
        let log_ins = [log_in_pair, log_in_account, log_in_device, log_in_session, log_in_address];
        log_ins.into_iter().chain([requests, connections]).for_each(Throttle::sweep);
    }
}

/// What counts as one client: an IPv4 address, or the /64 network that one IPv6 subscriber is given.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mut segments = v6.segments();
            segments[4..].fill(0);
            IpAddr::V6(segments.into())
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_allowance_and_is_told_when_to_come_back() {
        let throttle = Throttle::new(Some("2/h".parse().unwrap()));
        assert!(throttle.check("a").is_ok() && throttle.check("a").is_ok() && throttle.check("b").is_ok());
        let Err(Error::TooManyRequests { retry_after }) = throttle.check("a") else { panic!("the third is refused") };
        assert!((1_700..=1_800).contains(&retry_after.as_secs()), "{retry_after:?}");
        let off = Throttle::new(None);
        assert!((0..1000).all(|_| off.check("a").is_ok()));
    }

    #[test]
    fn memory_is_bounded_whatever_keys_come() {
        let throttle = Throttle::new(Some("1/h".parse().unwrap()));
        for key in 0..(MAX_KEYS + 50_000) {
            throttle.check(&key).ok();
        }
        assert!(throttle.limiter.as_ref().unwrap().len() <= MAX_KEYS + SHARED as usize);
        // What has its full allowance again is forgotten.
        let quick = Throttle::new(Some("1000000/s".parse().unwrap()));
        for key in 0..1000 {
            quick.check(&key).unwrap();
        }
        while !quick.limiter.as_ref().unwrap().is_empty() {
            quick.sweep();
        }
    }

    #[test]
    fn one_subscriber_is_one_client() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
    }
}
