//! Requests of polling sessions, on their way to the library and back.

use std::{future::pending, sync::Arc, time::Duration};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use engineioxide::sid::Sid;
use futures_util::{StreamExt as _, stream};
use http::{HeaderValue, Request, StatusCode, Uri, header};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::{
    heartbeat::PING_PACKET,
    link::{Link, PollingSession},
    refusal::Refusal,
    transport::Shared,
};

/// Between packets of one payload.
const SEPARATOR: u8 = 0x1e;
/// Before the session's id in the first answer.
const OPEN: &[u8] = br#"0{"sid":""#;
const EVENT: &[u8] = b"42";
const ACK: &[u8] = b"43";
/// What ends a poll that has nothing to bring.
const NOOP: &str = "6";
/// Before the base64 of a binary packet.
const BINARY: u8 = b'b';
/// How long the library may take to ping a session for the first time: it does so at once.
const FIRST_PING: Duration = Duration::from_secs(5);

/// Opens a session. The library keeps the request, so it gets one without the headers.
pub(crate) async fn open(shared: Arc<Shared>, speaks_4: bool, request: Request<Body>) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut lean = Request::new(body);
    shared.handshake(&parts, lean.extensions_mut())?;
    if !speaks_4 {
        return Err(Refusal::UnsupportedProtocol);
    }
    // Built anew: the original points into hyper's read buffer as the headers do.
    let uri = format!("{}?EIO=4&transport=polling", parts.uri.path());
    *lean.uri_mut() = uri.parse::<Uri>().map_err(|_| Refusal::BadRequest)?;
    drop(parts);
    let link = Link::polling(shared.clone());
    lean.extensions_mut().insert(link.clone());
    lean.extensions_mut().insert(PollingSession::of(&link));
    let response = shared.ask_library(lean).await;
    let (parts, body) = read(response).await;
    if let Some(sid) = opened(&body) {
        link.named(sid);
        shared.register(sid, &link);
        answer_first_ping(&shared, sid).await;
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// The library pings a session as soon as it is there; the client expects that after `pingInterval`. Nobody else knows of
/// the session yet, so that ping is all there is to be polled; the next comes in time.
async fn answer_first_ping(shared: &Shared, sid: Sid) {
    let Ok(poll) = Request::get(shared.polling_uri(sid)).body(Body::empty()) else { return };
    let Ok(response) = timeout(FIRST_PING, shared.ask_library(poll)).await else {
        return tracing::error!("the library did not ping a new session");
    };
    let (_, payload) = read(response).await;
    if payload != PING_PACKET {
        tracing::error!(?payload, "the library's first packet is no ping");
    }
    shared.tell_library(sid, "3").await;
}

fn opened(payload: &[u8]) -> Option<Sid> {
    let rest = payload.strip_prefix(OPEN)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// Waits for packets to the client, or until it is to stop polling for a moment because it moves to a websocket.
pub(crate) async fn poll(link: &Arc<Link>, request: Request<Body>) -> Result<Response, Refusal> {
    let flushed = async {
        match link.moving() {
            Some(moving) => moving.flush().await,
            None => pending().await,
        }
    };
    let response = tokio::select! {
        // Given up, the library has taken nothing: it waits for packets only while it has none.
        biased;
        response = link.shared.ask_library(request) => response,
        () = flushed => return Ok(noop()),
    };
    let response = in_our_words(link, response)?;
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, mut payload) = read(response).await;
    if payload.split(|byte| *byte == SEPARATOR).any(|packet| link.shared.common.is_late(packet)) {
        link.kill(&mut link.route());
        return Err(Refusal::UnknownSession);
    }
    if link.greeting().expected()
        && let Some(greeted) = greeted(link, &payload)
    {
        parts.headers.insert(header::CONTENT_LENGTH, greeted.len().into());
        payload = greeted;
    }
    let taken = payload
        .split(|byte| *byte == SEPARATOR)
        .filter(|packet| packet.starts_with(EVENT) || packet.starts_with(ACK))
        .count();
    link.route().polled(link, taken);
    Ok(Response::from_parts(parts, Body::from(payload)))
}

/// The payload with the `pid` in the CONNECT answer, if that is among the packets.
fn greeted(link: &Link, payload: &[u8]) -> Option<Bytes> {
    let mut out = Vec::with_capacity(payload.len() + 64);
    let mut found = false;
    for (i, packet) in payload.split(|byte| *byte == SEPARATOR).enumerate() {
        if i > 0 {
            out.push(SEPARATOR);
        }
        match link.greeting().pass(packet) {
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
pub(crate) async fn post(link: &Arc<Link>, request: Request<Body>) -> Result<Response, Refusal> {
    let request = if link.first_words() { of_our_parser(link, request).await? } else { request };
    in_our_words(link, link.shared.ask_library(request).await)
}

/// Lets the request through unless its first packet is binary: then the client has another parser, and is told so, where
/// the library would close without a word.
async fn of_our_parser(link: &Link, request: Request<Body>) -> Result<Request<Body>, Refusal> {
    let (parts, body) = request.into_parts();
    let mut body = body.into_data_stream();
    let first = body.next().await;
    if matches!(&first, Some(Ok(bytes)) if bytes.first() == Some(&BINARY)) {
        link.kill(&mut link.route());
        return Err(Refusal::OtherParser);
    }
    Ok(Request::from_parts(parts, Body::from_stream(stream::iter(first).chain(body))))
}

/// What the library answers, unless it refuses: its refusals are none of engine.io's.
fn in_our_words(link: &Link, response: Response) -> Result<Response, Refusal> {
    if link.ended() {
        return Err(Refusal::UnknownSession);
    }
    if response.status() == StatusCode::BAD_REQUEST {
        let gone = response.headers().contains_key(header::CONTENT_TYPE) && !link.has_moved();
        return Err(if gone { Refusal::UnknownSession } else { Refusal::BadRequest });
    }
    Ok(response)
}

/// The library's polling answers are complete when it gives them: nothing is waited for, or fails.
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
