//! Headers that every answer carries, for the browser's sake.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};

use crate::app::App;

/// Of pages: nothing but our own scripts, styles and connections; nobody may frame us.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; \
    connect-src 'self' ws: wss:; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
    frame-ancestors 'none'";
/// Of everything else: should a browser ever show it, it can do nothing.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const HSTS: &str = "max-age=31536000";

/// Adds them; `api`: to an answer of the API. What a handler has set stays.
pub(super) fn secure(app: &App, api: bool, response: &mut Response) {
    let status = response.status();
    let headers = response.headers_mut();
    let is_page = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"));
    add(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Paths of tracking links are secrets.
    add(headers, header::REFERRER_POLICY, "no-referrer");
    add(headers, header::X_FRAME_OPTIONS, "DENY");
    add(headers, header::CONTENT_SECURITY_POLICY, if is_page { PAGE_POLICY } else { DATA_POLICY });
    if is_page {
        add(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        add(headers, HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    }
    if app.config.is_production() {
        add(headers, header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if api {
        // Personal data is in most answers, and none gets staler than an order's status.
        add(headers, header::CACHE_CONTROL, "no-store");
    }
    if status == StatusCode::TOO_MANY_REQUESTS {
        add(headers, header::RETRY_AFTER, "1");
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
