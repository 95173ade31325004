//! Whether the server is there, and what a client should know before it starts.

use axum::{Json, extract::State};
use serde::Serialize;

use crate::{
    app::AppState,
    clock::{self, Timestamp},
    config::TrackingAccess,
    demo,
};

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
