//! How much anybody may ask for, and whose word counts for where a request comes from.

use std::str::FromStr;

use ipnet::IpNet;

use super::{
    admin_phone_login,
    env::{ConfigError, Env, Setting},
};
use crate::domain::rate::Rate;

const LOGIN_LIMIT_PER_ACCOUNT: Setting = Setting::by_environment("LOGIN_LIMIT_PER_ACCOUNT", "600/m", "10/10m");
const LOGIN_LIMIT_PER_ADDRESS: Setting = Setting::by_environment("LOGIN_LIMIT_PER_ADDRESS", "6000/m", "120/m");
const REQUEST_LIMIT: Setting = Setting::by_environment("REQUEST_LIMIT", "10000/s", "2000/s");
const CONNECTION_LIMIT: Setting = Setting::by_environment("CONNECTION_LIMIT", "10000/s", "1000/s");
const TRUSTED_PROXIES: Setting = Setting::new("TRUSTED_PROXIES", "none");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] =
    &[LOGIN_LIMIT_PER_ACCOUNT, LOGIN_LIMIT_PER_ADDRESS, REQUEST_LIMIT, CONNECTION_LIMIT, TRUSTED_PROXIES];

/// How much anybody may ask for. `None` is no limit (`off`).
#[derive(Clone, Debug)]
pub struct LimitsConfig {
    /// `LOGIN_LIMIT_PER_ACCOUNT`: attempts to log in to one account from one address, or from one device that has done so
    /// before; from all other devices and addresses together ten times as many. Default 10/10m, 600/m in development.
    pub log_in_per_account: Option<Rate>,
    /// `LOGIN_LIMIT_PER_ADDRESS`: attempts to log in, register or refresh from one address. Default 120/m, 6000/m in
    /// development.
    pub log_in_per_address: Option<Rate>,
    /// `REQUEST_LIMIT`: API requests and socket messages of one client, which is an address and its user. Default
    /// 2000/s, 10000/s in development.
    pub requests: Option<Rate>,
    /// `CONNECTION_LIMIT`: sockets opened from one address. Default 1000/s, 10000/s in development.
    pub connections: Option<Rate>,
    /// `TRUSTED_PROXIES`: the proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

impl LimitsConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            log_in_per_account: rate(env, &LOGIN_LIMIT_PER_ACCOUNT)?,
            log_in_per_address: rate(env, &LOGIN_LIMIT_PER_ADDRESS)?,
            requests: rate(env, &REQUEST_LIMIT)?,
            connections: rate(env, &CONNECTION_LIMIT)?,
            trusted_proxies: env.value(&TRUSTED_PROXIES, "none, a number of proxies, or addresses and networks")?,
        })
    }
}

fn rate(env: &Env<'_>, setting: &Setting) -> Result<Option<Rate>, ConfigError> {
    let text = env.text(setting).unwrap_or_default();
    if text == "off" {
        return Ok(None);
    }
    let rate = text.parse().map(Some);
    rate.or_else(|_| setting.refuse("is not a rate such as 10/s, 20/m, 10/10m or 100/h, or off"))
}

/// Whose `X-Forwarded-For` is believed (`TRUSTED_PROXIES`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedProxies {
    /// Nobody's: clients connect directly.
    None,
    /// That of so many proxies before us, whatever their addresses.
    Hops(usize),
    /// That of proxies in these networks.
    Networks(Vec<IpNet>),
}

impl FromStr for TrustedProxies {
    type Err = InvalidProxies;

    fn from_str(text: &str) -> Result<Self, InvalidProxies> {
        if text == "none" {
            return Ok(Self::None);
        }
        if let Ok(hops) = text.parse::<usize>() {
            return if (1..=10).contains(&hops) { Ok(Self::Hops(hops)) } else { Err(InvalidProxies) };
        }
        let networks = text.split(',').map(|text| admin_phone_login::network(text.trim()).ok_or(InvalidProxies));
        networks.collect::<Result<_, _>>().map(Self::Networks)
    }
}

/// The text names no proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a number of proxies, nor addresses and networks")]
pub struct InvalidProxies;

#[cfg(test)]
mod tests {
    use super::super::testing::{SECRET, read, refused};

    #[test]
    fn a_limit_is_a_rate_or_off() {
        refused("REQUEST_LIMIT", &[SECRET, ("REQUEST_LIMIT", "10")]);
        refused("LOGIN_LIMIT_PER_ACCOUNT", &[SECRET, ("LOGIN_LIMIT_PER_ACCOUNT", "0/s")]);
        assert_eq!(read(&[SECRET, ("CONNECTION_LIMIT", "off")]).unwrap().limits.connections, None);
    }

    #[test]
    fn proxies_are_a_number_of_them_or_networks() {
        for nonsense in ["everybody", "0"] {
            refused("TRUSTED_PROXIES", &[SECRET, ("TRUSTED_PROXIES", nonsense)]);
        }
    }
}
