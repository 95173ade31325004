//! [`TransportService`]: looks at every request of the Socket.IO path before the library does.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::{body::Body, response::Response};
use http::{Extensions, HeaderValue, Method, Request, StatusCode, header};
use tower::Service;

use crate::{
    asked::{Asked, Carrier},
    handshake, polling,
    probe::{self, Attempt},
    refusal::Refusal,
    transport::{Session, Shared},
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
            let mut response = answer.unwrap_or_else(Refusal::response);
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                // An answer to a poll is its client's alone, and there are proxies that keep what does not say so.
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
            Ok(response)
        })
    }
}

/// Judges in the order of the official server (`verify` of engine.io 6).
async fn answer(shared: Arc<Shared>, request: Request<Body>) -> Result<Response, Refusal> {
    let query = request.uri().query().unwrap_or_default();
    let asked = Asked::by(query);
    let carrier = asked.carrier.ok_or(Refusal::UnknownTransport)?;
    let session = match &asked.session {
        None => None,
        Some(sid) => Some(shared.find(sid).ok_or(Refusal::UnknownSession)?),
    };
    let speaks_4 = asked.speaks_4;
    let upgrades = handshake::asks_for_connection(&request);
    match (session, upgrades) {
        (None, _) if request.method() != Method::GET => Err(Refusal::BadHandshakeMethod),
        (None, true) => new_websocket(shared, carrier, speaks_4, request),
        (None, false) if carrier == Carrier::Polling => polling::open(shared, speaks_4, request).await,
        (None, false) => Err(Refusal::BadRequest),
        (Some(_), _) if !speaks_4 => Err(Refusal::BadRequest),
        (Some(session), true) => another_websocket(shared, carrier, &session, request),
        (Some(Session::Polling(link)), false) if carrier == Carrier::Polling && !link.has_moved() => {
            match *request.method() {
                Method::GET => polling::poll(&link, request).await,
                Method::POST => polling::post(&link, request).await,
                _ => Err(Refusal::BadHandshakeMethod),
            }
        }
        (Some(_), false) => Err(Refusal::BadRequest),
    }
}

/// Opens a session that begins as a websocket.
fn new_websocket(
    shared: Arc<Shared>,
    carrier: Carrier,
    speaks_4: bool,
    mut request: Request<Body>,
) -> Result<Response, Refusal> {
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    let mut extensions = Extensions::new();
    shared.handshake(&parts, &mut extensions)?;
    if !speaks_4 {
        return Err(Refusal::UnsupportedProtocol);
    }
    let response = handshake::accept(&parts.headers)?;
    // The request's headers keep hyper's read buffer alive, and the upgrade would wait for them.
    drop(parts);
    #[expect(clippy::disallowed_methods, reason = "it carries one connection and ends with it")]
    match carrier {
        Carrier::WebSocket => tokio::spawn(handshake::carry(shared, extensions, upgrade)),
        Carrier::Polling => tokio::spawn(probe::close(shared, upgrade)),
    };
    Ok(response)
}

/// Lets a client try a websocket for its session. One that has one, or is trying one, gets another only to have it closed.
fn another_websocket(
    shared: Arc<Shared>,
    carrier: Carrier,
    session: &Session,
    mut request: Request<Body>,
) -> Result<Response, Refusal> {
    if request.method() != Method::GET {
        return Err(Refusal::BadHandshakeMethod);
    }
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    shared.handshake(&parts, &mut Extensions::new())?;
    let response = handshake::accept(&parts.headers)?;
    drop(parts);
    let attempt = match (carrier, session) {
        (Carrier::WebSocket, Session::Polling(link)) => Attempt::at(link),
        _ => None,
    };
    #[expect(clippy::disallowed_methods, reason = "it carries one connection and ends with it")]
    match attempt {
        Some(attempt) => tokio::spawn(attempt.carry(upgrade)),
        None => tokio::spawn(probe::close(shared, upgrade)),
    };
    Ok(response)
}
