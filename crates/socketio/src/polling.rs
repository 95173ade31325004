//! HTTP long-polling (Engine.IO 4, "HTTP long-polling"): requests of polling sessions, on their way to the library and
//! back.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use engineioxide::sid::Sid;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, Request, StatusCode, Uri, header};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::{
    engine_server::EngineServer, engine_session::EngineSession, heartbeat::PING_PACKET, library::Library,
    polling_sessions::SessionGuard, refusal::Refusal,
};

/// Between packets of one payload.
const SEPARATOR: u8 = 0x1e;
/// What precedes the session's id in the OPEN packet.
const OPEN: &[u8] = br#"0{"sid":""#;
const EVENT: &[u8] = b"42";
const ACK: &[u8] = b"43";
/// The packet that ends a poll without data.
const NOOP: &str = "6";
/// What precedes the base64 of a binary packet.
const BINARY: u8 = b'b';
/// How long the library may take for a session's first ping, which it sends at once.
const FIRST_PING_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens a session. The library keeps the request, so it gets one without the headers.
pub(crate) async fn open(
    server: &EngineServer,
    is_version_4: bool,
    request: Request<Body>,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut lean = Request::new(body);
    server.check_handshake(&parts, lean.extensions_mut())?;
    if !is_version_4 {
        return Err(Refusal::UnsupportedProtocol);
    }
    // Built anew, because the original points into hyper's read buffer, as the headers do.
    let uri = format!("{}?EIO=4&transport=polling", parts.uri.path());
    *lean.uri_mut() = uri.parse::<Uri>().map_err(|_| Refusal::BadRequest)?;
    drop(parts);
    let library = &server.library;
    let session = EngineSession::polling(library.clone());
    lean.extensions_mut().insert(session.clone());
    lean.extensions_mut().insert(SessionGuard::new(&session, &server.sessions));
    let (parts, body) = read(library.call(lean).await).await;
    if let Some(sid) = opened(&body) {
        session.set_sid(sid);
        server.sessions.add(sid, &session);
        answer_first_ping(library, sid).await;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The library pings a session as soon as it is open; the client expects the first ping after `pingInterval`. The
/// client does not know the session's id yet, so a poll can return nothing but that ping. The next one comes in time.
async fn answer_first_ping(library: &Library, sid: Sid) {
    let Ok(poll) = Request::get(library.polling_uri(sid)).body(Body::empty()) else { return };
    let Ok(response) = timeout(FIRST_PING_TIMEOUT, library.call(poll)).await else {
        return tracing::error!("the library did not ping a new session");
    };
    let (_, payload) = read(response).await;
    if payload != PING_PACKET {
        tracing::error!(?payload, "the library's first packet is not a ping");
    }
    library.post(sid, "3").await;
}

/// The session's id, if the payload starts with an OPEN packet.
fn opened(payload: &[u8]) -> Option<Sid> {
    let rest = payload.strip_prefix(OPEN)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// Waits for packets to the client, or until the upgrade wants the poll to end.
pub(crate) async fn poll(session: &Arc<EngineSession>, request: Request<Body>) -> Result<Response, Refusal> {
    let noop_due = async {
        match session.upgrade() {
            Some(upgrade) => upgrade.noop_due().await,
            None => pending().await,
        }
    };
    let response = tokio::select! {
        // Dropping the library's future loses no packet: it waits only while it has none.
        biased;
        response = session.library().call(request) => response,
        () = noop_due => return Ok(noop()),
    };
    let response = as_engine_io(session, response)?;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, mut payload) = read(response).await;
    if payload.split(|byte| *byte == SEPARATOR).any(|packet| session.common().is_late(packet)) {
        session.kill(&mut session.queue());
        return Err(Refusal::UnknownSession);
    }
    if session.connect_packet().is_awaited()
        && let Some(rewritten) = with_pid(session, &payload)
    {
        parts.headers.insert(header::CONTENT_LENGTH, rewritten.len().into());
        payload = rewritten;
    }
    let taken = payload
        .split(|byte| *byte == SEPARATOR)
        .filter(|packet| packet.starts_with(EVENT) || packet.starts_with(ACK))
        .count();
    session.queue().polled(session, taken);
    Ok(Response::from_parts(parts, Body::from(payload)))
}

/// The payload with the `pid` in the CONNECT packet, if that is among the packets.
fn with_pid(session: &EngineSession, payload: &[u8]) -> Option<Bytes> {
    let mut out = Vec::with_capacity(payload.len() + 64);
    let mut found = false;
    for (i, packet) in payload.split(|byte| *byte == SEPARATOR).enumerate() {
        if i > 0 {
            out.push(SEPARATOR);
        }
        match session.connect_packet().rewrite(packet) {
            Some(connect) => {
                found = true;
                out.extend_from_slice(&connect);
            }
            None => out.extend_from_slice(packet),
        }
    }
    found.then(|| out.into())
}

fn noop() -> Response {
    let mut response = Response::new(Body::from(NOOP));
    let text = HeaderValue::from_static("text/plain; charset=UTF-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}

/// Takes packets from the client.
pub(crate) async fn post(session: &Arc<EngineSession>, request: Request<Body>) -> Result<Response, Refusal> {
    let request = if session.is_first_post() { checked_parser(session, request).await? } else { request };
    as_engine_io(session, session.library().call(request).await)
}

/// Refuses a request whose first packet is binary: its client uses another parser. The answer says so, where the
/// library would close the session without a reason.
async fn checked_parser(session: &EngineSession, request: Request<Body>) -> Result<Request<Body>, Refusal> {
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let first = body.next().await;
    if matches!(&first, Some(Ok(bytes)) if bytes.first() == Some(&BINARY)) {
        session.kill(&mut session.queue());
        return Err(Refusal::OtherParser);
    }
    Ok(Request::from_parts(parts, Body::from_stream(stream::iter(first).chain(body))))
}

/// The library's answer. Its refusals become those of engine.io, whose codes clients know.
fn as_engine_io(session: &EngineSession, response: Response) -> Result<Response, Refusal> {
    if session.has_ended() {
        return Err(Refusal::UnknownSession);
    }
    if response.status() == StatusCode::BAD_REQUEST {
        let gone = response.headers().contains_key(header::CONTENT_TYPE) && !session.is_on_websocket();
        return Err(if gone { Refusal::UnknownSession } else { Refusal::BadRequest });
    }
    Ok(response)
}

/// Reads an answer of the library to a poll, which is complete when it comes: reading neither waits nor fails.
async fn read(response: Response) -> (http::response::Parts, Bytes) {
    let (parts, body) = response.into_parts();
    let bytes = match body.collect().await {
        Ok(collected) => collected.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "a polling answer of the library could not be read");
            Bytes::new()
        }
    };
    (parts, bytes)
}
