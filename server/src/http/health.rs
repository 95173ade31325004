//! Whether the server is there, and what a client should know before it starts.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    clock::{self, Timestamp},
    config::TrackingAccess,
    demo,
    error::{Code, Error, Resource, Result},
    metrics,
    net::bearer,
    store::database::Writes,
};

/// A database that takes longer to answer a ping is not there.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// The answer of `GET /api/health`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    status: &'static str,
    database: &'static str,
    timestamp: Timestamp,
    uptime: f64,
    environment: &'static str,
    message: &'static str,
}

/// Says that the server is up, and whether its database is.
#[utoipa::path(
    get, path = "/health", tag = "server", operation_id = "getHealth",
    responses((status = 200, description = "The server is up", body = Health))
)]
pub async fn health(State(app): State<AppState>) -> Json<Health> {
    let connected = is_connected(&app).await;
    Json(Health {
        status: "ok",
        database: if connected { "connected" } else { "disconnected" },
        timestamp: clock::now().into(),
        uptime: app.started.elapsed().as_secs_f64(),
        environment: app.config.environment.as_str(),
        message: "Trackroom is running",
    })
}

/// Whether the database answers, in time to be of use to who asks.
async fn is_connected(app: &AppState) -> bool {
    tokio::time::timeout(ANSWER_WITHIN, app.db.read().ping()).await.is_ok_and(|answer| answer.is_ok())
}

/// The answer of the probes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Probe {
    status: &'static str,
}

/// Whether the process lives: for who restarts it. It asks nobody else.
#[utoipa::path(
    get, path = "/api/health/live", tag = "server", operation_id = "getLiveness",
    responses((status = 200, description = "The process lives", body = Probe))
)]
pub async fn live() -> Json<Probe> {
    Json(Probe { status: "live" })
}

/// Whether requests should be sent here: not while the server stops, nor without its tasks and a database that answers and
/// can be written.
#[utoipa::path(
    get, path = "/api/health/ready", tag = "server", operation_id = "getReadiness",
    responses(
        (status = 200, description = "Requests may be sent here", body = Probe),
        (status = 503, description = "They should not be sent here now", body = Probe)
    )
)]
pub async fn ready(State(app): State<AppState>) -> (StatusCode, Json<Probe>) {
    let connected = is_connected(&app).await;
    let status = match app.db.writes() {
        _ if app.tasks.first_death().is_some() => "task died",
        _ if app.in_flight.is_ending() => "stopping",
        _ if !connected => "no database",
        Writes::Work => "ready",
        Writes::Fail => "database cannot be written",
        Writes::Nowhere => "database file is gone",
    };
    let code = if status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Probe { status }))
}

/// The metrics, for who may see them.
#[utoipa::path(
    get, path = "/metrics", tag = "server", operation_id = "getMetrics",
    responses(
        (status = 200, description = "The metrics, in OpenMetrics text", body = String, content_type = "application/openmetrics-text")
    ),
    extensions(("x-refusals" = json!([Code::NotFound]))),
    security((), ("metricsToken" = []))
)]
pub async fn metrics(State(app): State<AppState>, headers: HeaderMap) -> Result<Response> {
    let allowed = match &app.config.http.metrics_token {
        None => !app.config.is_production(),
        Some(token) => bearer(&headers).is_some_and(|given| same(given, token.expose())),
    };
    if !allowed {
        return Err(Error::NotFound(Resource::Other));
    }
    let text = super::metrics::text(&app).map_err(anyhow::Error::from)?;
    Ok(([(header::CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response())
}

/// Compares hashes: how long it takes says nothing of the texts.
fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a) == Sha256::digest(b)
}

/// The answer of `GET /api/client-config`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientConfig {
    shop_name: String,
    phone_login: &'static str,
    sandbox: bool,
    tracking_access: &'static str,
    demo_accounts: Vec<demo::Account>,
}

/// What the web client asks before it draws its log-in page.
#[utoipa::path(
    get, path = "/client-config", tag = "server", operation_id = "getClientConfig",
    responses(
        (status = 200, description = "What a client has to know before anybody logs in", body = ClientConfig)
    )
)]
pub async fn client_config(State(app): State<AppState>) -> Json<ClientConfig> {
    let config = &app.config;
    Json(ClientConfig {
        shop_name: config.storefront.name.clone(),
        phone_login: config.auth.phone_login.as_str(),
        sandbox: config.realtime.sandbox,
        tracking_access: match config.realtime.tracking_access {
            TrackingAccess::Owner => "owner",
            TrackingAccess::Public => "public",
        },
        demo_accounts: if config.storefront.demo_data && !config.is_production() {
            demo::accounts()
        } else {
            Vec::new()
        },
    })
}
