//! The whole server: the routes, the sockets and the web client's pages, and the middleware around them.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, OriginalUri, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowHeaders, AllowOrigin, CorsLayer},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::RequestBodyTimeoutLayer,
    trace::TraceLayer,
};

use crate::{
    app::AppState,
    clock::{self, Timestamp},
    config::origin,
    error::{Code, Error},
    http::{
        middleware::{
            around::{self, REQUEST_ID},
            rate_limit,
        },
        routes,
        serve::web_client::WebClient,
    },
    telemetry,
};

/// The largest request body, in bytes: room for the ids of 5,000 orders several times over.
const MAX_BODY_BYTES: usize = 1_000_000;
/// How long a browser may remember a preflight's answer.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_secs(600);

/// The whole server.
pub(crate) fn router(app: AppState) -> Router {
    let cors = cors(&app);
    let api = Router::from(routes::api())
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .layer(from_fn_with_state(app.clone(), rate_limit::requests));
    let client = WebClient::of(&app.config);
    let panic = || {
        CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Internal(anyhow::anyhow!("a handler panicked")).into_response()
        })
    };
    // Who falls silent in the middle of a body is given up. An upload over a slow line goes on as long as it comes.
    let body_in_time = RequestBodyTimeoutLayer::new(app.config.http.body_timeout);
    // One layer: a router boxes each of its layers, and copies the boxes for each request. The first is the outermost.
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(app.clone(), around::request))
        // Everything inside knows the id.
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(telemetry::request_span).on_failure(()))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(panic())
        // Error answers carry CORS headers too, or a page sees nothing but a network error.
        .layer(cors.clone())
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(body_in_time.clone());
    let around_sockets = ServiceBuilder::new()
        .layer(from_fn_with_state(app.clone(), around::socket))
        .layer(panic())
        // Clients send what headers they like (`extraHeaders`), and the official server lets them.
        .layer(cors.allow_headers(AllowHeaders::mirror_request()))
        .layer(body_in_time);
    // Clients may be told to leave the slash out (`addTrailingSlash`).
    #[expect(clippy::disallowed_methods, reason = "AsyncAPI describes what goes on behind these two")]
    let sockets = Router::new()
        .route_service("/socket.io/", app.realtime.service())
        .route_service("/socket.io", app.realtime.service())
        .layer(around_sockets);
    Router::from(routes::unlimited())
        .nest("/api", api)
        // Pages of the client are its own business.
        .fallback(move |method, uri, request| page(client.clone(), method, uri, request))
        .layer(around)
        .merge(sockets)
        .with_state(app)
}

/// Whether a path can only be meant for the server, so that no page of the client answers there.
fn is_ours(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    ["api", "metrics", "socket.io", "uploads"].contains(&first)
}

/// The configured front ends may call from the browser, with credentials; nobody else may.
fn cors(app: &AppState) -> CorsLayer {
    let allowed = app.config.realtime.allowed_origins.clone();
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(move |origin: &HeaderValue, _| origin::is_among(origin, &allowed)))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::HEAD, Method::PUT, Method::PATCH, Method::POST, Method::DELETE])
        .allow_headers([header::CONTENT_TYPE, header::AUTHORIZATION, header::IF_MATCH, IDEMPOTENCY_KEY])
        .expose_headers([header::ETAG, header::RETRY_AFTER, header::CONTENT_DISPOSITION, REQUEST_ID])
        .max_age(PREFLIGHT_MAX_AGE)
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A page or file of the web client, or our 404.
async fn page(client: Option<WebClient>, method: Method, uri: OriginalUri, request: Request) -> Response {
    let page = match client {
        Some(client) if !is_ours(uri.path()) => client.serve(&request.into_parts().0).await,
        _ => None,
    };
    match page {
        Some(page) => page,
        None => not_found(method, uri).await,
    }
}

async fn not_found(method: Method, uri: OriginalUri) -> Response {
    let body = json!({
        "success": false,
        "code": Code::RouteNotFound.as_str(),
        "message": "Route not found",
        "path": uri.path(),
        "method": method.as_str(),
        "availableRoutes": ["/api/health", "/api/auth", "/api/orders", "/api/products", "/api/categories", "/api/public"],
        "timestamp": Timestamp(clock::now()),
    });
    (StatusCode::NOT_FOUND, Json(body)).into_response()
}

async fn method_not_allowed(method: Method, uri: OriginalUri) -> Response {
    let body = json!({
        "success": false,
        "code": Code::MethodNotAllowed.as_str(),
        "message": "Method not allowed",
        "path": uri.path(),
        "method": method.as_str(),
    });
    (StatusCode::METHOD_NOT_ALLOWED, Json(body)).into_response()
}
