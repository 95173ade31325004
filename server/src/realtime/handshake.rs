//! Who is connecting, and from which page.
//!
//! CORS does not protect WebSockets: a browser lets any page open one. So `Origin` is checked here, on polling
//! and on the upgrade alike. Clients that are no browsers send none and are let in: they cannot be tricked
//! into bringing somebody's cookie.

use std::net::IpAddr;

use http::{StatusCode, request::Parts};
use serde_json::Value;

use super::{lookups::Lookups, principal::Principal};
use crate::{
    auth::cookie,
    config::{Origin, origin},
    core::Core,
    error::{AuthFailure, Code, Error, Result},
    net::{ClientAddress, bearer},
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
    allowed_origins: &[Origin],
    throttles: &Throttles,
) -> Result<Handshake, StatusCode> {
    if !origin::may_call(&request.headers, allowed_origins) {
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
            Offsets::Unknown => Err(Error::invalid(Code::InvalidRequest, "offsets in the query must be on or off")),
        }
    }
}

/// The person behind a connection; `None` for a stranger.
///
/// A token that the client itself brings (`auth: {token}` or the header) must be good. The cookie is brought
/// by the browser, asked or not: a stale one makes a stranger, not a closed door.
///
/// # Errors
/// A bad token, or the database failed.
pub(super) async fn identify(
    core: &Core,
    lookups: &Lookups,
    handshake: &Handshake,
    auth: Option<&Value>,
) -> Result<Option<Principal>> {
    if let Some(token) = given(auth)?.or(handshake.bearer.as_deref()) {
        return Principal::of_token(core, lookups, token).await.map(Some);
    }
    let Some(cookie) = &handshake.cookie else { return Ok(None) };
    match Principal::of_token(core, lookups, cookie).await {
        Ok(principal) => Ok(Some(principal)),
        Err(Error::Unauthenticated(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The token in CONNECT. Only absent, null and empty mean that there is none. `Bearer <token>` is as good as the token: many
/// put into `auth` what they put into the header.
///
/// # Errors
/// It is no text, or `auth` is no object: whoever sends that meant somebody, and is not taken for a stranger.
fn given(auth: Option<&Value>) -> Result<Option<&str>> {
    let bad = || Error::Unauthenticated(AuthFailure::BadToken);
    let token = match auth {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Object(auth)) => auth.get("token"),
        Some(_) => return Err(bad()),
    };
    match token {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(token)) => {
            let bare = token.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            let given = bare.map_or(token.as_str(), |(_, token)| token.trim());
            if given.is_empty() && bare.is_some() {
                Err(bad())
            } else {
                Ok(Some(given).filter(|token| !token.is_empty()))
            }
        }
        Some(_) => Err(bad()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
    fn only_absent_null_and_empty_tokens_mean_a_stranger() {
        for nobody in [json!(null), json!({}), json!({"token": null}), json!({"token": ""}), json!({"pid": "x"})] {
            assert!(matches!(given(Some(&nobody)), Ok(None)), "{nobody}");
        }
        assert!(matches!(given(None), Ok(None)));
        for token in ["ey.J.x", "Bearer ey.J.x", "bearer  ey.J.x", "BEARER ey.J.x"] {
            assert!(matches!(given(Some(&json!({"token": token}))), Ok(Some("ey.J.x"))), "{token}");
        }
        // Judged as they stand: none of them is good.
        for token in ["null", "undefined", "\"ey.J.x\"", "Basic ey.J.x", " ", "Bearer"] {
            assert!(matches!(given(Some(&json!({"token": token}))), Ok(Some(given)) if given == token), "{token}");
        }
        for token in
            [json!(1), json!(0), json!(true), json!(false), json!({}), json!([]), json!(["ey.J.x"]), json!("Bearer ")]
        {
            assert!(given(Some(&json!({ "token": token }))).is_err(), "{token}");
        }
        for auth in [json!("ey.J.x"), json!([]), json!(1), json!(false)] {
            assert!(given(Some(&auth)).is_err(), "{auth}");
        }
    }
}
