//! Sockets: who may open one, who may follow an order, and how long a client may be away.

use std::time::Duration;

use super::{
    env::{ConfigError, Env, Setting, duration},
    origin::Origin,
};

/// By default in development: the front end's development servers.
pub(super) const FRONTEND_URL: Setting =
    Setting::by_environment("FRONTEND_URL", "http://localhost:5173,http://localhost:5174", "");
const TRACKING_ACCESS: Setting = Setting::by_environment("TRACKING_ACCESS", "public", "owner");
const SANDBOX: Setting = Setting::by_environment("SANDBOX", "on", "off");
const RECOVERY_WINDOW: Setting = Setting::new("RECOVERY_WINDOW", "24h");
const RECOVERY_SESSIONS: Setting = Setting::new("RECOVERY_SESSIONS", "200000");
const PING_INTERVAL_MS: Setting = Setting::new("PING_INTERVAL_MS", "25000");
const PING_TIMEOUT_MS: Setting = Setting::new("PING_TIMEOUT_MS", "20000");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] =
    &[FRONTEND_URL, TRACKING_ACCESS, SANDBOX, RECOVERY_WINDOW, RECOVERY_SESSIONS, PING_INTERVAL_MS, PING_TIMEOUT_MS];

const MIN_RECOVERY_WINDOW: Duration = Duration::from_secs(300);

/// Sockets.
#[derive(Clone, Debug)]
pub struct RealtimeConfig {
    /// `FRONTEND_URL`: origins, besides our own, from which browsers and apps may call and connect.
    pub allowed_origins: Vec<Origin>,
    /// `TRACKING_ACCESS`: `owner` (default in production) or `public` (default in development).
    pub tracking_access: TrackingAccess,
    /// `SANDBOX`: whether `TEST-` ids work for anybody. Default: on in development.
    pub sandbox: bool,
    /// `RECOVERY_WINDOW`: how long a client may be away and still miss nothing. Default a day; `off` for not at all.
    pub recovery_window: Option<Duration>,
    /// `RECOVERY_SESSIONS`: how many clients may be away at the same time and still miss nothing. Default 200,000.
    pub recovery_sessions: usize,
    /// `PING_INTERVAL_MS`: how often the server looks whether a client is still there.
    pub ping_interval: Duration,
    /// `PING_TIMEOUT_MS`: how long the client has to answer.
    pub ping_timeout: Duration,
}

/// Who may follow an order without being its owner (`TRACKING_ACCESS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackingAccess {
    /// Only the owner, the shop, and holders of a tracking link.
    Owner,
    /// Anybody who knows the order's id.
    Public,
}

impl RealtimeConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            allowed_origins: allowed_origins(env)?,
            tracking_access: env
                .choice(&TRACKING_ACCESS, &[("owner", TrackingAccess::Owner), ("public", TrackingAccess::Public)])?,
            sandbox: env.switch(&SANDBOX)?,
            recovery_window: recovery_window(env)?,
            recovery_sessions: match env.value(&RECOVERY_SESSIONS, "a number of sessions")? {
                0 => {
                    return RECOVERY_SESSIONS.refuse("must not be zero: RECOVERY_WINDOW=off switches recovery off");
                }
                most => most,
            },
            ping_interval: env.milliseconds(&PING_INTERVAL_MS)?,
            ping_timeout: env.milliseconds(&PING_TIMEOUT_MS)?,
        })
    }
}

fn allowed_origins(env: &Env<'_>) -> Result<Vec<Origin>, ConfigError> {
    let origins = env.text(&FRONTEND_URL).unwrap_or_default();
    let origins = origins.split(',').map(str::trim).filter(|text| !text.is_empty());
    let read = |text: &str| {
        let problem = || format!("`{text}` is not an origin such as https://shop.example or capacitor://localhost");
        Origin::read(text).map_or_else(|| FRONTEND_URL.refuse(problem()), Ok)
    };
    origins.map(read).collect()
}

fn recovery_window(env: &Env<'_>) -> Result<Option<Duration>, ConfigError> {
    let text = env.text(&RECOVERY_WINDOW).unwrap_or_default();
    if text == "off" {
        return Ok(None);
    }
    match duration(&text) {
        Some(window) if window >= MIN_RECOVERY_WINDOW => Ok(Some(window)),
        _ => RECOVERY_WINDOW.refuse("must be `off` or a duration such as 24h, at least 5m"),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::testing::{PRODUCTION, SECRET, read, refused},
        *,
    };

    #[test]
    fn development_is_open_by_default() {
        let config = read(&[SECRET]).unwrap().realtime;
        assert_eq!(config.tracking_access, TrackingAccess::Public);
        assert!(config.sandbox);
        assert_eq!(config.allowed_origins, ["http://localhost:5173", "http://localhost:5174"]);
    }

    #[test]
    fn production_is_closed_by_default() {
        let config = read(&PRODUCTION).unwrap().realtime;
        assert_eq!(config.allowed_origins, ["https://shop.example"]);
        assert_eq!(config.tracking_access, TrackingAccess::Owner);
        assert!(!config.sandbox);
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for origins in [
            "*",
            "https://shop.example,null",
            "file:///",
            "https://shop.example/path",
            "https://*.shop.example",
            "https://shop.example?page=1",
            "shop.example:443",
            "https://me@shop.example",
            "https://shop.example:70000",
        ] {
            refused("FRONTEND_URL", &[SECRET, ("FRONTEND_URL", origins)]);
        }
    }

    #[test]
    fn what_makes_no_sense_for_sockets_is_refused() {
        for (variable, value) in [
            ("TRACKING_ACCESS", "all"),
            ("SANDBOX", "yes"),
            ("PING_INTERVAL_MS", "0"),
            ("RECOVERY_WINDOW", "1s"),
            ("RECOVERY_SESSIONS", "0"),
        ] {
            refused(variable, &[SECRET, (variable, value)]);
        }
    }

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let urls = "https://Shop.example:443/, http://shop.example:80,https://shop.example:8443,http://[::1]:5173,http://shop.example:443,\
                    wss://app.example,capacitor://localhost,https://läden.example";
        let config = read(&[SECRET, ("FRONTEND_URL", urls)]).unwrap();
        let origins = [
            "https://shop.example",
            "http://shop.example",
            "https://shop.example:8443",
            "http://[::1]:5173",
            "http://shop.example:443",
            "https://app.example",
            "capacitor://localhost",
            "https://xn--lden-loa.example",
        ];
        assert_eq!(config.realtime.allowed_origins, origins);
    }
}
