//! Counts and times every request, by the route's template: a path may hold an id, and there are too many.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

use crate::{app::AppState, error::RefusalCode, metrics::RequestLabels};

/// Measures one request. A socket's connection counts until it is answered.
pub(crate) async fn requests(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "other".to_owned());
    let method = method_name(request.method());
    // A long poll hangs by design: it is no work that must be finished, and its time says nothing.
    let is_socket = route.starts_with("/socket.io");
    let working = (!is_socket).then(|| app.work.begin());
    let mut response = next.run(request).await;
    drop(working);
    if app.work.is_ending() && response.status() != StatusCode::SWITCHING_PROTOCOLS {
        // The next request on this connection would find nobody.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    let status = response.status().as_u16();
    if let Some(RefusalCode(code)) = response.extensions().get() {
        app.metrics.refused("http", code);
    }
    if !is_socket {
        let labels = RequestLabels { method, route, status };
        app.metrics.requests.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
    }
    response
}

/// Clients may invent methods; a metric has only those that exist.
fn method_name(method: &http::Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
