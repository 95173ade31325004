//! The server's side of a WebSocket's opening handshake (RFC 6455, 4.2), done here so that the stream is ours when the
//! library gets it.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Request, StatusCode, Uri, Version, header};
use hyper::upgrade::OnUpgrade;
use tungstenite::handshake::derive_accept_key;

use crate::{
    conn::Conn,
    engine_server::EngineServer,
    engine_session::EngineSession,
    refusal::Refusal,
    stream::{SessionStream, split},
};

/// The length of `Sec-WebSocket-Key`: 16 bytes in base64.
const KEY_LENGTH: usize = 24;

/// Whether the request asks for an upgrade of the connection (RFC 9110, 7.8), to a WebSocket or anything else.
pub(crate) fn asks_for_upgrade<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let connection = headers.get_all(header::CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let mut options = connection.flat_map(|value| value.split(','));
    headers.contains_key(header::UPGRADE)
        && request.version() == Version::HTTP_11
        && options.any(|option| option.trim().eq_ignore_ascii_case("upgrade"))
}

/// The answer `101 Switching Protocols`, if the headers ask for a WebSocket properly.
pub(crate) fn accept(headers: &HeaderMap) -> Result<Response, Refusal> {
    let says = |name: HeaderName, value: &str| {
        headers.get(name).is_some_and(|found| found.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY).map(HeaderValue::as_bytes);
    let key = key.filter(|key| key.len() == KEY_LENGTH && key.ends_with(b"==")).ok_or(Refusal::BadRequest)?;
    if !says(header::UPGRADE, "websocket") {
        return Err(Refusal::BadRequest);
    }
    if !says(header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(Refusal::WebSocketVersion);
    }
    let accept = HeaderValue::from_str(&derive_accept_key(key)).map_err(|_| Refusal::BadRequest)?;
    let protocol = protocol(headers)?;

    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    if let Some(protocol) = protocol {
        headers.insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
    }
    Ok(response)
}

/// The first subprotocol that the client offers, which is what the official server takes. A browser that offered some
/// and gets none closes the connection.
fn protocol(headers: &HeaderMap) -> Result<Option<HeaderValue>, Refusal> {
    let mut offered = Vec::new();
    for value in headers.get_all(header::SEC_WEBSOCKET_PROTOCOL) {
        for name in value.to_str().map_err(|_| Refusal::BadRequest)?.split(',') {
            let name = name.trim_matches([' ', '\t']);
            if !is_token(name) || offered.contains(&name) {
                return Err(Refusal::BadRequest);
            }
            offered.push(name);
        }
    }
    let first = offered.first().map(|name| HeaderValue::from_str(name));
    first.transpose().map_err(|_| Refusal::BadRequest)
}

/// A token of HTTP (RFC 9110, 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Waits for the WebSocket of a new session and gives the library its stream.
pub(crate) async fn carry(server: Arc<EngineServer>, extensions: Extensions, upgrade: OnUpgrade) {
    let upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => return tracing::debug!(%error, "a WebSocket upgrade failed"),
    };
    let library = server.library.clone();
    let (wire, incoming) = split(upgraded, &library.common);
    let conn = Conn::new(wire, true, library.common.clone());
    let session = EngineSession::websocket(library.clone(), conn.clone());
    let mut request = Request::new(());
    *request.uri_mut() = Uri::from_static("/?EIO=4&transport=websocket");
    *request.extensions_mut() = extensions;
    request.extensions_mut().insert(session.clone());
    library.pinger.watch(&conn);
    library.accept(SessionStream::new(incoming, conn, session), request).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(offers: &[&'static str]) -> Result<Option<String>, Refusal> {
        let mut headers = HeaderMap::new();
        for offer in offers {
            headers.append(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(offer));
        }
        let chosen = protocol(&headers)?;
        Ok(chosen.map(|value| value.to_str().expect("text").to_owned()))
    }

    #[test]
    fn the_first_offered_subprotocol_is_taken() {
        assert_eq!(chosen(&[]), Ok(None));
        assert_eq!(chosen(&["chat"]), Ok(Some("chat".to_owned())));
        assert_eq!(chosen(&["graphql-ws, chat", "x"]), Ok(Some("graphql-ws".to_owned())));
        for bad in [&["a, a"] as &[_], &["a", "a"], &[""], &["a,"], &["a b"], &["a/b"]] {
            assert_eq!(chosen(bad), Err(Refusal::BadRequest), "{bad:?}");
        }
    }
}
