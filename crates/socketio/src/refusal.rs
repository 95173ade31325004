//! [`Refusal`]: why a request is refused, with the codes and messages of engine.io.

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header};

/// The message for a client whose first packet is binary. It is also the reason of a close frame, so it has at most 123
/// bytes (RFC 6455, 5.5).
pub(crate) const OTHER_PARSER: &str =
    "Binary data before CONNECT: this server speaks the default parser of Socket.IO (JSON), not msgpack or another";
const _: () = assert!(OTHER_PARSER.len() <= 123);

/// The errors of engine.io, whose codes clients know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    UnknownTransport,
    UnknownSession,
    BadHandshakeMethod,
    BadRequest,
    /// A WebSocket of another version than 13.
    WebSocketVersion,
    /// The client's first packet is binary.
    OtherParser,
    /// The application's check refused it.
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
            Self::BadRequest | Self::WebSocketVersion => (3, "Bad request"),
            Self::OtherParser => (3, OTHER_PARSER),
            Self::Handshake(refused) => {
                status = refused;
                (4, "Forbidden")
            }
            Self::UnsupportedProtocol => (5, "Unsupported protocol version"),
        };
        let body = format!(r#"{{"code":{code},"message":"{message}"}}"#);
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self == Self::WebSocketVersion {
            // RFC 6455, 4.4.
            headers.insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        }
        response
    }
}
