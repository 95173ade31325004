//! Every HTTP route, on one screen, and the middleware around them.

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, OriginalUri, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::from_fn_with_state,
    response::{IntoResponse as _, Response},
    routing::{delete, get, patch, post, put},
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
    error::Error,
    http::{
        account::{addresses, auth},
        admin,
        catalogue::{public, uploads},
        desk, health,
        middleware::{
            around::{self, REQUEST_ID},
            rate_limit,
        },
        openapi::documents,
        orders::{orders, tracking_links},
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
    let api = api().layer(from_fn_with_state(app.clone(), rate_limit::requests));
    let client = WebClient::of(&app.config);
    let panic = || {
        CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Internal(anyhow::anyhow!("a handler panicked")).into_response()
        })
    };
    // Who falls silent in the middle of a body is given up. An upload over a slow line goes on as long as it comes.
    let body_in_time = RequestBodyTimeoutLayer::new(app.config.body_timeout);
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
    let sockets = Router::new()
        .route_service("/socket.io/", app.realtime.service())
        .route_service("/socket.io", app.realtime.service())
        .layer(around_sockets);
    Router::new()
        .route("/api/health/live", get(health::live))
        .route("/api/health/ready", get(health::ready))
        .nest("/api", api)
        .route("/metrics", get(health::metrics))
        .route("/uploads/{folder}/{name}", get(uploads::picture))
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

fn api() -> Router<AppState> {
    Router::new()
        .route("/health", get(health::health))
        .route("/client-config", get(health::client_config))
        .route("/openapi.json", get(documents::openapi))
        .route("/docs", get(documents::page))
        .route("/docs/{file}", get(documents::file))
        .route("/asyncapi.json", get(documents::asyncapi))
        .route("/auth/register", post(auth::register))
        .route("/auth/login", post(auth::login))
        .route("/auth/phone-login", post(auth::phone_login))
        .route("/auth/profile", get(auth::profile).put(auth::update_profile))
        .route("/auth/verify-token", post(auth::verify_token))
        .route("/auth/refresh-token", post(auth::refresh_token))
        .route("/auth/change-password", post(auth::change_password))
        .route("/auth/logout", post(auth::logout))
        .route("/orders/addresses", get(addresses::list).post(addresses::add))
        .route("/orders/addresses/{id}", put(addresses::update).delete(addresses::delete))
        .route("/orders/create", post(orders::create))
        .route("/orders/my-orders", get(orders::my_orders))
        .route("/orders/admin/all", get(desk::orders::all))
        .route("/orders/admin/stats", get(desk::orders::stats))
        .route("/orders/admin/by-pincode", get(desk::reports::by_pincode))
        .route("/orders/admin/by-weight", get(desk::reports::by_weight))
        .route("/orders/admin/analytics", get(desk::reports::analytics))
        .route("/orders/admin/export", get(desk::export::export))
        .route("/orders/admin/bulk-update-status", post(desk::orders::bulk_update_status))
        .route("/orders/admin/{order_id}/status", put(desk::orders::update_status))
        .route("/orders/{order_id}", get(orders::order))
        .route("/orders/{order_id}/invoice", get(orders::invoice))
        .route("/orders/{order_id}/events", get(orders::events))
        .route("/orders/{order_id}/tracking-links", get(tracking_links::list).post(tracking_links::create))
        .route("/orders/{order_id}/tracking-links/{id}", delete(tracking_links::revoke))
        .route("/track/{ticket}", get(tracking_links::track))
        .route("/products", get(public::products).post(admin::products::create))
        .route("/products/featured", get(public::featured))
        .route("/products/search", get(public::search))
        .route("/products/admin/low-stock", get(public::low_stock))
        .route("/products/category/{category}", get(public::products_of_category))
        .route("/products/{id}", get(public::product).put(admin::products::update).delete(admin::products::delete))
        .route("/products/{id}/stock", patch(admin::products::change_stock))
        .route("/categories", get(public::categories))
        .route("/categories/hierarchy", get(public::category_tree))
        .route("/categories/with-count", get(public::counted_categories))
        .route("/categories/search", get(public::search_categories))
        .route("/categories/slug/{slug}", get(public::category_by_slug))
        .route("/categories/{id}", get(public::category))
        .route("/upload/product-images", post(uploads::product_images).layer(room_for_pictures()))
        .route("/upload/category-image", post(uploads::category_image).layer(room_for_pictures()))
        .route("/upload/image", post(uploads::image).layer(room_for_pictures()))
        .route("/dashboard/stats", get(desk::dashboard::stats))
        .route("/public/delivery-charges", get(public::delivery_charges))
        .route("/public/tax-settings", get(public::tax_settings))
        .route("/public/pricing-data", get(public::pricing_data))
        .route("/public/combined-products", get(public::combined_products))
        .route("/public/combined-products/{id}", get(public::combined_product))
        .route("/admin/products", get(admin::products::all))
        .route("/admin/categories", get(admin::categories::all).post(admin::categories::create))
        .route("/admin/categories/{id}", put(admin::categories::update).delete(admin::categories::delete))
        .route("/admin/tax-settings", get(admin::settings::tax).put(admin::settings::set_tax))
        .route("/admin/delivery-charges", get(admin::settings::delivery).put(admin::settings::set_delivery))
        .route("/admin/product-offers", get(admin::settings::product_offers))
        .route("/admin/combined-products", get(admin::settings::combined_products))
        .route("/admin/users", get(admin::users::all))
        .route("/admin/users/analytics/overview", get(admin::users::overview))
        .route("/admin/users/{id}", get(admin::users::one))
        .route("/admin/users/{id}/status", patch(admin::users::set_status))
        .route("/admin/users/{id}/role", patch(admin::users::set_role))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
}

/// Pictures are larger than anything else that is sent.
fn room_for_pictures() -> DefaultBodyLimit {
    DefaultBodyLimit::max(uploads::MAX_UPLOAD_BYTES)
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
        "code": "route_not_found",
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
        "code": "method_not_allowed",
        "message": "Method not allowed",
        "path": uri.path(),
        "method": method.as_str(),
    });
    (StatusCode::METHOD_NOT_ALLOWED, Json(body)).into_response()
}
