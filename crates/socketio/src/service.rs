//! [`TransportService`]: sees every request of the Socket.IO path before the library does.

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
    engine_server::{EngineServer, NamedSession},
    handshake, polling,
    probe::{self, Probe},
    query::{Query, TransportName},
    refusal::Refusal,
};

/// The Socket.IO service, for a router's `/socket.io/`.
#[derive(Clone)]
pub struct TransportService {
    server: Arc<EngineServer>,
}

impl TransportService {
    pub(crate) fn new(server: Arc<EngineServer>) -> Self {
        Self { server }
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
        let server = self.server.clone();
        Box::pin(async move {
            let answer = answer(server, request).await;
            let mut response = answer.unwrap_or_else(Refusal::response);
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                // Some proxies cache the answer to a poll unless it forbids that.
                response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
            Ok(response)
        })
    }
}

/// Checks a request in the order of the official server (`verify` of engine.io 6).
async fn answer(server: Arc<EngineServer>, request: Request<Body>) -> Result<Response, Refusal> {
    let Query { transport, sid, is_version_4 } = Query::parse(request.uri().query().unwrap_or_default());
    let transport = transport.ok_or(Refusal::UnknownTransport)?;
    let session = match &sid {
        None => None,
        Some(sid) => Some(server.find(sid).ok_or(Refusal::UnknownSession)?),
    };
    let upgrades = handshake::asks_for_upgrade(&request);
    match (session, upgrades) {
        (None, _) if request.method() != Method::GET => Err(Refusal::BadHandshakeMethod),
        (None, true) => open_websocket(server, transport, is_version_4, request),
        (None, false) if transport == TransportName::Polling => polling::open(&server, is_version_4, request).await,
        (None, false) => Err(Refusal::BadRequest),
        (Some(_), _) if !is_version_4 => Err(Refusal::BadRequest),
        (Some(session), true) => probe_websocket(server, transport, &session, request),
        (Some(NamedSession::Polling(session)), false)
            if transport == TransportName::Polling && !session.is_on_websocket() =>
        {
            match *request.method() {
                Method::GET => polling::poll(&session, request).await,
                Method::POST => polling::post(&session, request).await,
                _ => Err(Refusal::BadHandshakeMethod),
            }
        }
        (Some(_), false) => Err(Refusal::BadRequest),
    }
}

/// Opens a session that begins as a websocket.
fn open_websocket(
    server: Arc<EngineServer>,
    transport: TransportName,
    is_version_4: bool,
    mut request: Request<Body>,
) -> Result<Response, Refusal> {
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    let mut extensions = Extensions::new();
    server.check_handshake(&parts, &mut extensions)?;
    if !is_version_4 {
        return Err(Refusal::UnsupportedProtocol);
    }
    let response = handshake::accept(&parts.headers)?;
    // The request's headers keep hyper's read buffer alive, and the upgrade would wait for it.
    drop(parts);
    #[expect(clippy::disallowed_methods, reason = "it carries one connection and ends with it")]
    match transport {
        TransportName::WebSocket => tokio::spawn(handshake::carry(server, extensions, upgrade)),
        TransportName::Polling => tokio::spawn(probe::close_unwanted(server, upgrade)),
    };
    Ok(response)
}

/// Lets a client probe a WebSocket for its session. If the session has one, or is probing one, this one is closed at
/// once.
fn probe_websocket(
    server: Arc<EngineServer>,
    transport: TransportName,
    session: &NamedSession,
    mut request: Request<Body>,
) -> Result<Response, Refusal> {
    if request.method() != Method::GET {
        return Err(Refusal::BadHandshakeMethod);
    }
    let upgrade = hyper::upgrade::on(&mut request);
    let (parts, _) = request.into_parts();
    server.check_handshake(&parts, &mut Extensions::new())?;
    let response = handshake::accept(&parts.headers)?;
    drop(parts);
    let probe = match (transport, session) {
        (TransportName::WebSocket, NamedSession::Polling(session)) => Probe::of(session),
        _ => None,
    };
    #[expect(clippy::disallowed_methods, reason = "it carries one connection and ends with it")]
    match probe {
        Some(probe) => tokio::spawn(probe.carry(upgrade)),
        None => tokio::spawn(probe::close_unwanted(server, upgrade)),
    };
    Ok(response)
}
