//! Counts and times every request, by the route's template: a path may hold an id, and there are too many.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    response::Response,
};

use crate::{app::App, error::RefusalCode, metrics::RequestLabels};

/// A request that is being answered.
pub(super) struct Measured {
    began: Instant,
    method: &'static str,
    route: String,
}

impl Measured {
    pub(super) fn begin(request: &Request) -> Self {
        let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
        Self { began: Instant::now(), method: method_name(request.method()), route }
    }

    /// It has been answered.
    pub(super) fn end(self, app: &App, response: &Response) {
        if let Some(RefusalCode(code)) = response.extensions().get() {
            app.metrics.refused("http", code);
        }
        let Self { began, method, route } = self;
        let labels = RequestLabels { method, route, status: response.status().as_u16() };
        app.metrics.requests.get_or_create(&labels).observe(began.elapsed().as_secs_f64());
    }
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
