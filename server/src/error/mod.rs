//! What can go wrong, in one enum. Every error has a stable code for programs ([`Code`], which also says the HTTP status)
//! and a sentence for people; socket acks carry the same.
//!
//! The cause of an internal error is logged once, here, and never sent.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

pub use crate::domain::codes::{Code, Resource};
use crate::domain::order_status::InvalidTransition;

mod database;

pub(crate) use database::{is_away, refuses_writes};

/// The result of everything that can fail towards a client.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why somebody was not recognised (401).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFailure {
    /// No bearer token at all.
    NoToken,
    /// A token that is malformed, expired, foreign or revoked.
    BadToken,
    /// The token is good and its user is gone.
    UserGone,
    /// The account was deactivated.
    Deactivated,
    /// Wrong name or password.
    BadCredentials,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or none that the caller may know of.
    #[error("{} not found", capitalised(.0.name()))]
    NotFound(Resource),
    /// No such thing, and the name by which the caller knows it.
    #[error("{} not found: {name}", capitalised(.what.name()))]
    NotFoundNamed {
        /// What it is.
        what: Resource,
        /// What the caller calls it.
        name: String,
    },
    /// The request makes no sense (400). `code` names the rule, `message` tells people.
    #[error("{message}")]
    Invalid {
        /// The broken rule.
        code: Code,
        /// For people; some pages show or search it.
        message: String,
    },
    /// Nobody the server knows.
    #[error("{}", auth_message(*.0))]
    Unauthenticated(AuthFailure),
    /// Known, but not allowed.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The state machine has no such step.
    #[error(transparent)]
    InvalidTransition(#[from] InvalidTransition),
    /// The request contradicts what is stored (409).
    #[error("{message}")]
    Conflict {
        /// The contradiction.
        code: Code,
        /// For people.
        message: String,
        /// Further fields of the answer.
        details: Map<String, Value>,
    },
    /// The idempotency key belongs to another request.
    #[error("This Idempotency-Key was used for another request")]
    KeyReused,
    /// The order is not in the version that the caller expected. Holds the order as it is now.
    #[error("The order was changed by somebody else")]
    PreconditionFailed(Value),
    /// Too much at once.
    #[error("Too many requests, please try again later")]
    TooManyRequests {
        /// When to try again.
        retry_after: Duration,
    },
    /// The body is not of a media type that the route reads.
    #[error("{0}")]
    UnsupportedMediaType(String),
    /// The body did not come to its end.
    #[error("The request did not arrive in time")]
    RequestTimeout,
    /// The body is larger than the route takes.
    #[error("The request is too large")]
    PayloadTooLarge,
    /// The server is about to stop; another one, or the next process, takes it.
    #[error("The service is temporarily unavailable")]
    Unavailable,
    /// The database cannot be reached, or cannot be written.
    #[error("The database is temporarily unavailable")]
    DatabaseUnavailable,
    /// A fault of ours.
    #[error("Server error")]
    Internal(#[source] anyhow::Error),
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn auth_message(failure: AuthFailure) -> &'static str {
    match failure {
        AuthFailure::NoToken => "Not authorized, no token",
        AuthFailure::BadToken => "Not authorized, token failed",
        AuthFailure::UserGone => "User not found in database",
        AuthFailure::Deactivated => "Not authorized, this account is deactivated",
        AuthFailure::BadCredentials => "Wrong e-mail, phone number or password",
    }
}

impl Error {
    /// An [`Error::Invalid`].
    pub fn invalid(code: Code, message: impl Into<String>) -> Self {
        Self::Invalid { code, message: message.into() }
    }

    /// An [`Error::Conflict`] without further fields.
    pub fn conflict(code: Code, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into(), details: Map::new() }
    }

    /// The same failure for another one whom it struck: what shared a batch fails alike, and the cause is logged once.
    #[must_use]
    pub(crate) fn for_another(&self) -> Self {
        match self {
            Self::DatabaseUnavailable => Self::DatabaseUnavailable,
            _ => Self::Internal(anyhow::anyhow!("what it shared a batch with has failed")),
        }
    }

    /// The stable name of what went wrong.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.registered().as_str()
    }

    /// What the registry knows it by.
    fn registered(&self) -> Code {
        match self {
            Self::NotFound(what) | Self::NotFoundNamed { what, .. } => what.code(),
            Self::Invalid { code, .. } | Self::Conflict { code, .. } => *code,
            Self::Unauthenticated(AuthFailure::NoToken) => Code::NoToken,
            Self::Unauthenticated(AuthFailure::BadToken) => Code::InvalidToken,
            Self::Unauthenticated(AuthFailure::UserGone) => Code::UserGone,
            Self::Unauthenticated(AuthFailure::Deactivated) => Code::AccountDeactivated,
            Self::Unauthenticated(AuthFailure::BadCredentials) => Code::InvalidCredentials,
            Self::Forbidden(_) => Code::NotAuthorized,
            Self::InvalidTransition(_) => Code::InvalidTransition,
            Self::KeyReused => Code::IdempotencyKeyReused,
            Self::PreconditionFailed(_) => Code::PreconditionFailed,
            Self::TooManyRequests { .. } => Code::RateLimited,
            Self::UnsupportedMediaType(_) => Code::UnsupportedMediaType,
            Self::RequestTimeout => Code::RequestTimeout,
            Self::PayloadTooLarge => Code::PayloadTooLarge,
            Self::Unavailable => Code::Unavailable,
            Self::DatabaseUnavailable => Code::DatabaseUnavailable,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// `code`, `message` and what else belongs to the error: the body of a socket's ack.
    #[must_use]
    pub fn to_json(&self) -> Map<String, Value> {
        let mut body = match self {
            Self::InvalidTransition(step) => {
                let details = json!({ "from": step.from, "to": step.to, "allowed": step.from.allowed() });
                if let Value::Object(details) = details { details } else { Map::new() }
            }
            Self::Conflict { details, .. } => details.clone(),
            Self::PreconditionFailed(order) => Map::from_iter([("order".to_owned(), order.clone())]),
            _ => Map::new(),
        };
        body.insert("code".to_owned(), self.code().into());
        body.insert("message".to_owned(), self.to_string().into());
        body
    }

    fn status(&self) -> StatusCode {
        // Every status of the registry is one: `domain::codes` has the test.
        StatusCode::from_u16(self.registered().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Logs the cause of an internal error; a client's mistake is no news.
    pub fn log(&self) {
        if let Self::Internal(cause) = self {
            tracing::error!(error = format!("{cause:#}"), "request failed");
        }
    }
}

/// The code of a refusal, kept with the answer for the metrics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RefusalCode(pub(crate) &'static str);

/// The body of every error answer.
#[derive(Serialize)]
struct ErrorBody {
    success: bool,
    #[serde(flatten)]
    error: Map<String, Value>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let body = Json(ErrorBody { success: false, error: self.to_json() });
        let mut response = (self.status(), body).into_response();
        response.extensions_mut().insert(RefusalCode(self.code()));
        let headers = response.headers_mut();
        match self {
            Self::TooManyRequests { retry_after } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs() + 1));
            }
            Self::Unavailable | Self::DatabaseUnavailable => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(1));
            }
            Self::Unauthenticated(_) => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}

impl From<anyhow::Error> for Error {
    fn from(cause: anyhow::Error) -> Self {
        Self::Internal(cause)
    }
}
