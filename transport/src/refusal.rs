//! [`Refusal`]: why a request gets no connection, in engine.io's words.

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};

/// Engine.io's error codes, with the messages its clients know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownTransport,
    UnknownSession,
    BadHandshakeMethod,
    BadRequest,
    /// The application does not want it.
    Handshake(StatusCode),
    UnsupportedProtocol,
}

impl Refusal {
    pub(crate) fn response(self) -> Response {
        let mut status = StatusCode::BAD_REQUEST;
        let (code, message) = match self {
            Self::UnknownTransport => (0, "Transport unknown"),
            Self::UnknownSession => (1, "Session ID unknown"),
            Self::BadHandshakeMethod => (2, "Bad handshake method"),
            Self::BadRequest => (3, "Bad request"),
            Self::Handshake(refused) => {
                status = refused;
                (4, "Forbidden")
            }
            Self::UnsupportedProtocol => (5, "Unsupported protocol version"),
        };
        let body = format!(r#"{{"code":{code},"message":"{message}"}}"#);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response
    }
}
