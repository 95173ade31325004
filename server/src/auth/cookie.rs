//! The cookies that a log-in sets.
//!
//! The session cookie tells a same-origin socket who is there. The shop's unchanged front end sends no token on its socket. Served from our own origin, it brings this
//! cookie with the handshake. Only the Socket.IO path ever sees it: REST wants the bearer token, so a cookie
//! alone lets no other site do anything in a customer's name (CSRF).
//!
//! The refresh cookie and the device's (see [`crate::credentials::device`]) are seen by the log-in routes alone. No script can read any.

use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};

use crate::core::Core;

/// Name of the cookie.
pub const SESSION_COOKIE: &str = "trackroom_session";
const SESSION_PATH: &str = "/socket.io/";
/// Name of the cookie that holds the refresh token.
pub const REFRESH_COOKIE: &str = "trackroom_refresh";
const REFRESH_PATH: &str = "/api/auth";
/// Name of the cookie by which a device is known that has logged in before.
pub const DEVICE_COOKIE: &str = "trackroom_device";
/// As long as browsers keep one (RFC 6265bis, section 5.5): it is renewed with each log-in.
const DEVICE_LIFETIME: Duration = Duration::days(400);

/// The cookies that a log-in to this account sets: for an access token and a refresh token, and for the device.
#[must_use]
pub fn set(core: &Core, user: &str, access: String, refresh: String) -> [Cookie<'static>; 3] {
    let seconds =
        |lifetime: std::time::Duration| Duration::seconds(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX));
    let access = base(core, SESSION_COOKIE, SESSION_PATH, access).max_age(seconds(core.credentials.tokens.lifetime()));
    let refresh = base(core, REFRESH_COOKIE, REFRESH_PATH, refresh).max_age(seconds(core.config.auth.refresh_lifetime));
    let device = base(core, DEVICE_COOKIE, REFRESH_PATH, core.credentials.devices.issue(user)).max_age(DEVICE_LIFETIME);
    [access.build(), refresh.build(), device.build()]
}

/// The cookies that a log-out sets: they remove those of the log-in. The device stays known.
#[must_use]
pub fn cleared(core: &Core) -> [Cookie<'static>; 2] {
    [(SESSION_COOKIE, SESSION_PATH), (REFRESH_COOKIE, REFRESH_PATH)]
        .map(|(name, path)| base(core, name, path, String::new()).max_age(Duration::ZERO).build())
}

fn base(core: &Core, name: &'static str, path: &'static str, value: String) -> CookieBuilder<'static> {
    Cookie::build((name, value))
        .path(path)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(core.config.is_production())
}

/// The session cookie's value among the `Cookie` headers of a handshake.
#[must_use]
pub fn value(headers: &http::HeaderMap) -> Option<String> {
    let cookies = headers.get_all(http::header::COOKIE).iter().filter_map(|header| header.to_str().ok());
    cookies
        .flat_map(|header| Cookie::split_parse(header.to_owned()))
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == SESSION_COOKIE && !cookie.value().is_empty())
        .map(|cookie| cookie.value().to_owned())
}
