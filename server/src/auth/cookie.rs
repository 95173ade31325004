//! The cookie that tells a same-origin socket who is there.
//!
//! The shop's unchanged front end sends no token on its socket. Served from our own origin, it brings this
//! cookie with the handshake. Only the Socket.IO path ever sees it: REST wants the bearer token, so a cookie
//! alone lets no other site do anything in a customer's name (CSRF).

use cookie::{Cookie, CookieBuilder, SameSite, time::Duration};

use crate::app::App;

/// Name of the cookie.
pub const SESSION_COOKIE: &str = "trackroom_session";
const PATH: &str = "/socket.io/";

/// The cookie that a login sets.
#[must_use]
pub fn session(app: &App, token: String) -> Cookie<'static> {
    let lifetime = i64::try_from(app.tokens.lifetime().as_secs()).unwrap_or(i64::MAX);
    base(app, token).max_age(Duration::seconds(lifetime)).build()
}

/// The cookie that a logout sets: it removes the one of the login.
#[must_use]
pub fn cleared(app: &App) -> Cookie<'static> {
    base(app, String::new()).max_age(Duration::ZERO).build()
}

fn base(app: &App, value: String) -> CookieBuilder<'static> {
    Cookie::build((SESSION_COOKIE, value))
        .path(PATH)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.is_production())
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
