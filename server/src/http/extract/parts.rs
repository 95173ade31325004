//! Extractors that fail with our [`Error`], so that every refusal has the same shape and a code.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;
use tower_http::timeout::{DeadlineBody, TimeoutError};

use crate::{
    app::AppState,
    domain::ids::OrderRef,
    error::{Code, Error, Resource},
};

/// A JSON body. A missing `Content-Type` is taken for JSON; another one is refused.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Error> {
        check_media_type(request.headers())?;
        parse_json(&json_body(request, app).await?).map(Self)
    }
}

/// Reads a whole body that is to be JSON. It is small, so it has a time in all: one that comes byte by byte, with less
/// than that between two, would never end.
pub(crate) async fn json_body(request: Request, app: &AppState) -> Result<Bytes, Error> {
    let request = request.map(|body| Body::new(DeadlineBody::new(app.config.http.body_timeout, body)));
    Bytes::from_request(request, app).await.map_err(|rejection| {
        if rejection.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
            Error::PayloadTooLarge
        } else if is_timeout(&rejection) {
            Error::RequestTimeout
        } else {
            Error::invalid(Code::InvalidRequest, rejection.body_text())
        }
    })
}

/// Whether a body could not be read because it did not come in time.
pub(crate) fn is_timeout(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|cause| cause.is::<TimeoutError>())
}

/// Reads JSON.
pub(crate) fn parse_json<T: DeserializeOwned>(body: &Bytes) -> Result<T, Error> {
    // An empty body is an empty object: the route then names the field that it misses.
    let text = if body.is_empty() { b"{}" } else { body.as_ref() };
    // PostgreSQL cannot store the character NUL, and nobody types it.
    if text.windows(6).any(|escape| escape == br"\u0000") {
        return Err(Error::invalid(Code::InvalidRequest, "The character U+0000 is not allowed"));
    }
    // A derived struct would take an array of its fields as well.
    if text.trim_ascii_start().starts_with(b"[") {
        return Err(Error::invalid(Code::InvalidRequest, "The request body must be a JSON object"));
    }
    serde_json::from_slice(text).map_err(|error| {
        let code = if error.is_data() { Code::InvalidRequest } else { Code::MalformedJson };
        Error::invalid(code, format!("The request body is not valid: {error}"))
    })
}

pub(crate) fn check_media_type(headers: &HeaderMap) -> Result<(), Error> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json")) {
        Ok(())
    } else {
        Err(Error::UnsupportedMediaType("The request body must be application/json".to_owned()))
    }
}

/// The query string. Parameters that are not known are passed over.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Error> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Error::invalid(Code::InvalidRequest, "The character U+0000 is not allowed"));
        }
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri);
        query
            .map(|query| Self(query.0))
            .map_err(|rejection| Error::invalid(Code::InvalidRequest, rejection.body_text()))
    }
}

/// One path parameter as text.
#[derive(Debug)]
pub struct Path(pub String);

impl FromRequestParts<AppState> for Path {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, app).await;
        match path {
            Ok(axum::extract::Path(text)) if !text.contains('\0') => Ok(Self(text)),
            _ => Err(Error::NotFound(Resource::Other)),
        }
    }
}

/// The order that a path names. What cannot be an order's id is an unknown order.
#[derive(Debug)]
pub struct OrderPath(pub OrderRef);

impl FromRequestParts<AppState> for OrderPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let path = Path::from_request_parts(parts, app).await.map_err(|_| Error::NotFound(Resource::Order))?;
        OrderRef::parse(&path.0).map(Self).ok_or(Error::NotFound(Resource::Order))
    }
}

/// The id that the request-id layer gave this request.
#[derive(Debug)]
pub struct RequestId(pub Option<String>);

impl FromRequestParts<AppState> for RequestId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Self::Rejection> {
        let id = parts.extensions.get::<tower_http::request_id::RequestId>();
        Ok(Self(id.and_then(|id| id.header_value().to_str().ok()).map(str::to_owned)))
    }
}
