//! Who is connecting, and from which page.
//!
//! CORS does not protect WebSockets: a browser lets any page open one. So `Origin` is checked here, on polling
//! and on the upgrade alike. Clients that are no browsers send none and are let in: they cannot be tricked
//! into bringing somebody's cookie.

use std::net::IpAddr;

use http::{HeaderMap, StatusCode, header, request::Parts};
use serde_json::Value;

use super::standing::Standing;
use crate::{
    app::App,
    auth::{cookie, extract::bearer},
    error::{Error, Result},
    middleware::client_address::ClientAddress,
    throttle::{Throttles, network},
};

/// What the connection's first request says about who is there.
#[derive(Clone, Debug, Default)]
pub(super) struct Handshake {
    /// The `Authorization` header's token.
    bearer: Option<String>,
    /// The session cookie's token.
    cookie: Option<String>,
    /// Where the client is.
    pub(super) address: Option<IpAddr>,
    /// What the query says of offsets.
    offsets: Offsets,
}

/// Whether a client wants to be able to come back to its session: then CONNECT brings a `pid`, and events end in their
/// offsets. Handlers that count their arguments do without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Offsets {
    #[default]
    On,
    Off,
    /// Another word. The refusal waits for CONNECT, whose answer the client's program can read.
    Unknown,
}

/// Looks at the request that opens a session.
pub(super) fn check(
    request: &Parts,
    allowed_origins: &[String],
    throttles: &Throttles,
) -> Result<Handshake, StatusCode> {
    if !origin_allowed(&request.headers, allowed_origins) {
        return Err(StatusCode::FORBIDDEN);
    }
    let address = request.extensions.get::<ClientAddress>().and_then(|client| client.0).map(network);
    throttles.connections.check(&address).map_err(|_| StatusCode::TOO_MANY_REQUESTS)?;
    let bearer = bearer(&request.headers).map(str::to_owned);
    let offsets = Offsets::asked_for(request.uri.query());
    Ok(Handshake { bearer, cookie: cookie::value(&request.headers), address, offsets })
}

impl Offsets {
    /// What the query asks for; the first word counts.
    fn asked_for(query: Option<&str>) -> Self {
        let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        match pairs.find(|(name, _)| name == "offsets").as_ref().map(|(_, value)| &**value) {
            None | Some("on") => Self::On,
            Some("off") => Self::Off,
            Some(_) => Self::Unknown,
        }
    }
}

impl Handshake {
    /// Whether the client wants its session kept.
    ///
    /// # Errors
    /// `invalid_request`: it says something else than `on` or `off`.
    pub(super) fn wants_recovery(&self) -> Result<bool> {
        match self.offsets {
            Offsets::On => Ok(true),
            Offsets::Off => Ok(false),
            Offsets::Unknown => Err(Error::invalid("invalid_request", "offsets in the query must be on or off")),
        }
    }
}

/// Whether a page of this origin may call us: one of the configured, our own, or none at all.
pub(crate) fn origin_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let origin = origin.to_ascii_lowercase();
    if allowed.contains(&origin) {
        return true;
    }
    // Our own: the page's host and port are those that the request was sent to. Behind a proxy that ends TLS
    // the scheme differs; the `Host` header is what the browser wrote.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_ascii_lowercase);
    let own = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    own.is_some() && own == host.as_deref()
}

/// The person behind a connection; `None` for a stranger.
///
/// A token that the client itself brings (`auth: {token}` or the header) must be good. The cookie is brought
/// by the browser, asked or not: a stale one makes a stranger, not a closed door.
///
/// # Errors
/// A bad token, or the database failed.
pub(super) async fn identify(app: &App, handshake: &Handshake, auth: Option<&Value>) -> Result<Option<Standing>> {
    let given = auth.and_then(|auth| auth.get("token")).and_then(Value::as_str).filter(|token| !token.is_empty());
    let given = given.map(|token| token.strip_prefix("Bearer ").unwrap_or(token));
    if let Some(token) = given.or(handshake.bearer.as_deref()) {
        return Standing::of_token(app, token).await.map(Some);
    }
    let Some(cookie) = &handshake.cookie else { return Ok(None) };
    match Standing::of_token(app, cookie).await {
        Ok(standing) => Ok(Some(standing)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_says_in_the_query_whether_it_wants_offsets() {
        let asked = |query| Handshake { offsets: Offsets::asked_for(query), ..Handshake::default() }.wants_recovery();
        for query in [None, Some(""), Some("EIO=4&transport=polling"), Some("EIO=4&offsets=on"), Some("offset=off")] {
            assert!(matches!(asked(query), Ok(true)), "{query:?}");
        }
        for query in ["offsets=off", "EIO=4&transport=websocket&offsets=off&t=1", "offsets=%6fff"] {
            assert!(matches!(asked(Some(query)), Ok(false)), "{query}");
        }
        for query in ["offsets=", "offsets", "offsets=OFF", "offsets=false", "offsets=0", "offsets=of&offsets=off"] {
            assert!(asked(Some(query)).is_err(), "{query}");
        }
    }

    #[test]
    fn only_known_pages_and_our_own_may_connect() {
        let allowed = ["https://shop.example".to_owned()];
        let check = |origin: Option<&str>, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            origin_allowed(&headers, &allowed)
        };
        assert!(check(None, "api.example"));
        assert!(check(Some("https://shop.example"), "api.example"));
        assert!(check(Some("https://API.example"), "api.example"));
        assert!(check(Some("http://localhost:5000"), "localhost:5000"));
        for foreign in ["https://evil.example", "null", "https://shop.example.evil.example", "http://localhost:5001"] {
            assert!(!check(Some(foreign), "localhost:5000"), "{foreign}");
        }
    }
}
