//! Where to listen, how long to wait for a request, and who may read the metrics.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use super::{
    env::{ConfigError, Env, Setting},
    secret::Secret,
};

const HOST: Setting = Setting::by_environment("HOST", "127.0.0.1", "0.0.0.0");
const PORT: Setting = Setting::new("PORT", "5000");
const BODY_TIMEOUT_MS: Setting = Setting::new("BODY_TIMEOUT_MS", "30000");
const METRICS_TOKEN: Setting = Setting::new("METRICS_TOKEN", "");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[HOST, PORT, BODY_TIMEOUT_MS, METRICS_TOKEN];

/// Requests.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// `HOST` and `PORT`: where to listen. Default 127.0.0.1 in development, 0.0.0.0 in production; port 5000,
    /// 0 for any free one.
    pub listen: SocketAddr,
    /// `BODY_TIMEOUT_MS`: how long the body of a request may take in all, or an upload pause, before its sender is given up.
    /// Default 30 s.
    pub body_timeout: Duration,
    /// `METRICS_TOKEN`: what a scraper of `/metrics` must send as bearer token. Without one, nobody may in production
    /// and everybody in development.
    pub metrics_token: Option<Secret>,
}

impl HttpConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let host: IpAddr = env.value(&HOST, "an IP address")?;
        let port: u16 = env.value(&PORT, "a port number")?;
        Ok(Self {
            listen: SocketAddr::new(host, port),
            body_timeout: env.milliseconds(&BODY_TIMEOUT_MS)?,
            metrics_token: env.given(&METRICS_TOKEN).map(Secret::new),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{PRODUCTION, SECRET, read, refused};

    #[test]
    fn only_production_listens_to_other_machines_by_default() {
        let listens = |pairs: &[(&str, &str)]| read(pairs).unwrap().http.listen.to_string();
        assert_eq!(listens(&[SECRET]), "127.0.0.1:5000");
        assert_eq!(listens(&PRODUCTION), "0.0.0.0:5000");
    }

    #[test]
    fn an_address_that_makes_no_sense_is_refused() {
        refused("PORT", &[SECRET, ("PORT", "70000")]);
        refused("HOST", &[SECRET, ("HOST", "shop")]);
        refused("BODY_TIMEOUT_MS", &[SECRET, ("BODY_TIMEOUT_MS", "0")]);
    }
}
