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

use crate::{
    app::AppState,
    auth::extract::bearer,
    clock::{self, Timestamp},
    config::TrackingAccess,
    demo,
    error::{Error, Result},
    metrics,
};

/// A database that takes longer to answer a ping is not there.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The answer of `GET /api/health`.
#[derive(Debug, Serialize)]
pub struct Health {
    status: &'static str,
    database: &'static str,
    timestamp: Timestamp,
    uptime: f64,
    environment: &'static str,
    message: &'static str,
}

/// Says that the server is up, and whether its database is.
pub async fn health(State(app): State<AppState>) -> Json<Health> {
    let connected = app.db.read().ping().await.is_ok();
    Json(Health {
        status: "ok",
        database: if connected { "connected" } else { "disconnected" },
        timestamp: clock::now().into(),
        uptime: app.started.elapsed().as_secs_f64(),
        environment: app.config.environment.as_str(),
        message: "Trackroom is running",
    })
}

/// The answer of the probes.
#[derive(Debug, Serialize)]
pub struct Probe {
    status: &'static str,
}

/// Whether the process lives: for who restarts it. It asks nobody else.
pub async fn live() -> Json<Probe> {
    Json(Probe { status: "live" })
}

/// Whether requests should be sent here: not while the server stops, nor without its database.
pub async fn ready(State(app): State<AppState>) -> (StatusCode, Json<Probe>) {
    let answer = tokio::time::timeout(READY_WITHIN, app.db.read().ping()).await;
    let status = match answer {
        _ if app.work.is_ending() => "stopping",
        Ok(Ok(())) => "ready",
        _ => "no database",
    };
    let code = if status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Probe { status }))
}

/// The metrics, for who may see them.
pub async fn metrics(State(app): State<AppState>, headers: HeaderMap) -> Result<Response> {
    let allowed = match &app.config.metrics_token {
        None => !app.config.is_production(),
        Some(token) => bearer(&headers).is_some_and(|given| same(given, token.expose())),
    };
    if !allowed {
        return Err(Error::NotFound("resource"));
    }
    let text = app.metrics.text(&app).map_err(anyhow::Error::from)?;
    Ok(([(header::CONTENT_TYPE, metrics::MEDIA_TYPE)], text).into_response())
}

/// Compares hashes: how long it takes says nothing of the texts.
fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a) == Sha256::digest(b)
}

/// The answer of `GET /api/client-config`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientConfig {
    shop_name: String,
    phone_login: &'static str,
    sandbox: bool,
    tracking_access: &'static str,
    demo_accounts: Vec<demo::Account>,
}

/// What the web client asks before it draws its log-in page.
pub async fn client_config(State(app): State<AppState>) -> Json<ClientConfig> {
    let config = &app.config;
    Json(ClientConfig {
        shop_name: config.shop_name.clone(),
        phone_login: config.auth.phone_login.as_str(),
        sandbox: config.realtime.sandbox,
        tracking_access: match config.realtime.tracking_access {
            TrackingAccess::Owner => "owner",
            TrackingAccess::Public => "public",
        },
        demo_accounts: if config.demo_data && !config.is_production() { demo::accounts() } else { Vec::new() },
    })
}
