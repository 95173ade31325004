//! [`TransportService`]: looks at every request of the Socket.IO path before the library does.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use bytes::Bytes;
use engineioxide::sid::Sid;
use http::{Extensions, HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, Version, header};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use tokio::{net::TcpStream, sync::Mutex};
use tokio_util::sync::CancellationToken;
use tower::Service;
use tungstenite::handshake::derive_accept_key;

use crate::{
    conn::{
        Conn,
        wire::{Wire, Wrapped},
    },
    counters::up,
    link::Link,
    polling,
    refusal::Refusal,
    stream::{Read, Stream},
    transport::Shared,
};

/// The Socket.IO service, for a router's `/socket.io/`.
#[derive(Clone)]
pub struct TransportService {
    shared: Arc<Shared>,
}

impl TransportService {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }
}

impl std::fmt::Debug for TransportService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransportService").finish_non_exhaustive()
    }
}

impl Service<Request<Body>> for TransportService {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let shared = self.shared.clone();
        Box::pin(async move {
            let answer = answer(shared, request).await;
            Ok(answer.unwrap_or_else(Refusal::response))
        })
    }
}

async fn answer(shared: Arc<Shared>, request: Request<Body>) -> Result<Response, Refusal> {
    let query = request.uri().query().unwrap_or_default();
    let value_of = |key: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == key).map(|(_, value)| value)
    };
    if value_of("EIO") != Some("4") {
        return Err(Refusal::UnsupportedProtocol);
    }
    let session = match value_of("sid") {
        None => None,
        Some(sid) => {
            let sid: Option<Sid> = sid.parse().ok();
            let link = sid.and_then(|sid| shared.session(sid));
            let link = link.filter(|link| !link.ended());
            Some(link.ok_or(Refusal::UnknownSession)?)
        }
    };
    match (value_of("transport"), session, request.method()) {
        (Some("polling"), None, &Method::GET) => polling::open(shared, request).await,
        (Some("polling"), Some(link), &Method::GET) => polling::poll(&link, request).await,
        (Some("polling"), Some(link), &Method::POST) => polling::post(&link, request).await,
        (Some("websocket"), session, &Method::GET) => websocket(shared, session, request),
        (Some("polling" | "websocket"), _, _) => Err(Refusal::BadHandshakeMethod),
        _ => Err(Refusal::UnknownTransport),
    }
}

/// Answers the upgrade itself, so that the stream is ours when the library gets it.
fn websocket(shared: Arc<Shared>, session: Option<Arc<Link>>, mut request: Request<Body>) -> Result<Response, Refusal> {
    let key = websocket_key(&request).ok_or(Refusal::BadRequest)?;
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).map_err(|_| Refusal::BadRequest)?;
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    let mut extensions = Extensions::new();
    shared.handshake(&parts, &mut extensions)?;
    if session.as_ref().is_some_and(|link| !link.may_move()) {
        return Err(Refusal::BadRequest);
    }
    // The request's headers keep hyper's read buffer alive, and the upgrade would wait for them.
    drop(parts);
    #[expect(clippy::disallowed_methods, reason = "it carries one connection and ends with it")]
    tokio::spawn(carry(shared, session, extensions, upgrade));

    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    Ok(response)
}

fn websocket_key(request: &Request<Body>) -> Option<&HeaderValue> {
    let headers = request.headers();
    let says = |name, value: &str| {
        let header: Option<&HeaderValue> = HeaderMap::get(headers, name);
        header.is_some_and(|found| found.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    let asks = request.version() == Version::HTTP_11
        && says(header::UPGRADE, "websocket")
        && says(header::SEC_WEBSOCKET_VERSION, "13");
    headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| asks)
}

/// Waits for the upgraded connection and gives the library its stream.
async fn carry(shared: Arc<Shared>, session: Option<Arc<Link>>, extensions: Extensions, upgrade: OnUpgrade) {
    let upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => {
            tracing::debug!(%error, "a websocket upgrade came to nothing");
            if let Some(link) = session {
                link.did_not_move();
            }
            return;
        }
    };
    let (wire, read, head) = split(upgraded, &shared);
    let moved = session.is_some();
    let conn = Conn::new(wire, !moved, shared.common.clone());
    let mut request = Request::new(());
    let link = match session {
        None => {
            let link = Link::websocket(shared.clone(), conn.clone());
            *request.uri_mut() = Uri::from_static("/?EIO=4&transport=websocket");
            *request.extensions_mut() = extensions;
            request.extensions_mut().insert(link.clone());
            shared.heart.watch(&conn);
            link
        }
        Some(link) => {
            let Some(uri) = link.sid().and_then(|sid| {
                let uri = format!("/?EIO=4&transport=websocket&sid={sid}");
                uri.parse().ok()
            }) else {
                return;
            };
            *request.uri_mut() = uri;
            link.moved(conn.clone());
            link
        }
    };
    let stream = Stream::new(read, head, conn, link);
    shared.give_library(stream, moved, request).await;
}

/// The two ends of an upgraded connection, and the bytes that came with the request. They are copied
/// even where there are none: an empty slice would keep hyper's read buffer alive.
fn split(upgraded: Upgraded, shared: &Shared) -> (Wire, Read, Bytes) {
    match downcast::<TokioIo<TcpStream>>(upgraded) {
        Ok(parts) => {
            let (read, write) = parts.io.into_inner().into_split();
            let head = Bytes::copy_from_slice(&parts.read_buf);
            (Wire::Tcp(Arc::new(write)), Read::Tcp(read), head)
        }
        Err(upgraded) => {
            up(&shared.common.counters.wrapped);
            let (read, write) = tokio::io::split(TokioIo::new(upgraded));
            let ended = CancellationToken::new();
            let read = Read::Wrapped(read, Box::pin(ended.clone().cancelled_owned()));
            let write = Mutex::new(write);
            let wire = Wire::Wrapped(Arc::new(Wrapped { write, ended }));
            (wire, read, Bytes::new())
        }
    }
}
