//! What of ours is around each request, as one layer: a router boxes its layers and copies the boxes for each request, and
//! thousands may open their sockets at once.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use super::{headers, measure::Measured};
use crate::{
    app::{App, AppState},
    net,
};

/// A request's id, on its answer and in the logs.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Around a request of the API or for a page. It is work that must be finished before the server stops.
pub(crate) async fn request(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let working = app.in_flight.begin();
    // Ids are ours: a client's own is not taken over.
    request.headers_mut().remove(REQUEST_ID);
    net::find(&mut request, &app.config.limits.trusted_proxies);
    let measured = Measured::begin(&request);
    let api = request.uri().path().starts_with("/api");
    let mut response = next.run(request).await;
    drop(working);
    measured.end(&app, &response);
    headers::secure(&app, api, &mut response);
    say_if_last(&app, &mut response);
    response
}

/// Around a request that opens or carries a socket. A long poll hangs by design: it is no work that must be finished, and
/// its time says nothing.
pub(crate) async fn socket(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    net::find(&mut request, &app.config.limits.trusted_proxies);
    let mut response = next.run(request).await;
    if response.status() != http::StatusCode::SWITCHING_PROTOCOLS {
        headers::secure(&app, false, &mut response);
        say_if_last(&app, &mut response);
    }
    response
}

/// The next request on this connection would find nobody.
fn say_if_last(app: &App, response: &mut Response) {
    if app.in_flight.is_ending() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
}
