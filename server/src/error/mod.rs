//! What can go wrong, in one enum. Only [`IntoResponse`] knows status numbers; socket acks carry the same codes.
//!
//! Every error has a stable `code` for programs and a sentence for people. Causes of internal errors are
//! logged once, here, and never sent.

use std::time::Duration;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

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
    /// No such thing, or none that the caller may know of. Holds the thing's name: `order`.
    #[error("{} not found", capitalised(.0))]
    NotFound(&'static str),
    /// No such thing, and the name by which the caller knows it.
    #[error("{} not found: {name}", capitalised(.what))]
    NotFoundNamed {
        /// The thing's name: `product`.
        what: &'static str,
        /// What the caller calls it.
        name: String,
    },
    /// The request makes no sense. `code` names the rule, `message` tells people.
    #[error("{message}")]
    Invalid {
        /// Stable name of the broken rule.
        code: &'static str,
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
    /// The request contradicts what is stored.
    #[error("{message}")]
    Conflict {
        /// Stable name of the contradiction.
        code: &'static str,
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

fn not_found_code(what: &str) -> &'static str {
    match what {
        "order" => "order_not_found",
        "product" => "product_not_found",
        "category" => "category_not_found",
        "address" | "user or address" => "address_not_found",
        "user" => "user_not_found",
        "tracking link" => "tracking_link_not_found",
        _ => "not_found",
    }
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
    pub fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid { code, message: message.into() }
    }

    /// An [`Error::Conflict`] without further fields.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
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
        match self {
            Self::NotFound(what) | Self::NotFoundNamed { what, .. } => not_found_code(what),
            Self::Invalid { code, .. } | Self::Conflict { code, .. } => code,
            Self::Unauthenticated(AuthFailure::NoToken) => "no_token",
            Self::Unauthenticated(AuthFailure::BadToken) => "invalid_token",
            Self::Unauthenticated(AuthFailure::UserGone) => "user_not_found",
            Self::Unauthenticated(AuthFailure::Deactivated) => "account_deactivated",
            Self::Unauthenticated(AuthFailure::BadCredentials) => "invalid_credentials",
            Self::Forbidden(_) => "not_authorized",
            Self::InvalidTransition(_) => "invalid_transition",
            Self::KeyReused => "idempotency_key_reused",
            Self::PreconditionFailed(_) => "precondition_failed",
            Self::TooManyRequests { .. } => "rate_limited",
            Self::UnsupportedMediaType(_) => "unsupported_media_type",
            Self::RequestTimeout => "request_timeout",
            Self::PayloadTooLarge => "payload_too_large",
            Self::Unavailable => "unavailable",
            Self::DatabaseUnavailable => "database_unavailable",
            Self::Internal(_) => "internal",
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
        match self {
            Self::NotFound(_) | Self::NotFoundNamed { .. } => StatusCode::NOT_FOUND,
            Self::Invalid { .. } => StatusCode::BAD_REQUEST,
            Self::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::InvalidTransition(_) | Self::Conflict { .. } => StatusCode::CONFLICT,
            Self::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PreconditionFailed(_) => StatusCode::PRECONDITION_FAILED,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::UnsupportedMediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable | Self::DatabaseUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
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
