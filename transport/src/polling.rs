//! Requests of polling sessions, on their way to the library and back.

use std::sync::Arc;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use engineioxide::sid::Sid;
use http::{Request, StatusCode, Uri, header};
use http_body_util::BodyExt;

use crate::{
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

/// Opens a session. The library keeps the request, so it gets one without the headers.
pub(crate) async fn open(shared: Arc<Shared>, request: Request<Body>) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut lean = Request::new(body);
    shared.handshake(&parts, lean.extensions_mut())?;
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
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn opened(payload: &[u8]) -> Option<Sid> {
    let rest = payload.strip_prefix(OPEN)?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()?.parse().ok()
}

/// Waits for packets to the client.
pub(crate) async fn poll(link: &Arc<Link>, request: Request<Body>) -> Result<Response, Refusal> {
    let response = link.shared.ask_library(request).await;
    if link.ended() {
        return Err(Refusal::UnknownSession);
    }
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

/// Takes packets from the client.
pub(crate) async fn post(link: &Arc<Link>, request: Request<Body>) -> Result<Response, Refusal> {
    let response = link.shared.ask_library(request).await;
    if link.ended() {
        return Err(Refusal::UnknownSession);
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
