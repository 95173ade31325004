//! The least that the frameworks cost: axum and socketioxide with the order-status events, and nothing else. It checks
//! no token and stores nothing.
//!
//! Environment: `PORT` (3102), `PING_INTERVAL_MS` (25000). It avoids two ways of losing
//! events: it registers handlers before CONNECT is answered, and its listen backlog is long.

use std::{
    convert::Infallible,
    env,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, put},
    serve::ListenerExt as _,
};
use serde::{Deserialize, Serialize};
use socketioxide::{
    SocketIo,
    extract::{Data, SocketRef},
    handler::ConnectHandler as _,
};
use tokio::net::TcpSocket;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdminUpdate {
    order_id: String,
    #[serde(flatten)]
    change: Change,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    status: String,
    tracking_number: Option<String>,
    estimated_delivery: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusUpdated {
    order_id: String,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimated_delivery: Option<String>,
    updated_at: String,
}

impl StatusUpdated {
    fn new(order_id: String, change: Change) -> Self {
        Self {
            order_id,
            status: change.status,
            tracking_number: change.tracking_number,
            estimated_delivery: change.estimated_delivery,
            updated_at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        }
    }
}

#[derive(Serialize)]
struct Answer {
    success: bool,
    message: &'static str,
    order: StatusUpdated,
}

async fn broadcast(io: &SocketIo, update: &StatusUpdated) {
    static SAID: AtomicBool = AtomicBool::new(false);
    if let Err(error) = io.to(format!("order-{}", update.order_id)).emit("order-status-updated", update).await
        && !SAID.swap(true, Ordering::Relaxed)
    {
        // The load generator counts what is lost, so one line is enough here.
        let text: String = error.to_string().chars().take(200).collect();
        eprintln!("an emit failed (said once): {text}");
    }
}

async fn register(socket: SocketRef) -> Result<(), Infallible> {
    let join = async |socket: SocketRef, Data(id): Data<String>| socket.join(format!("order-{id}"));
    let leave = async |socket: SocketRef, Data(id): Data<String>| socket.leave(format!("order-{id}"));
    socket.on("join-order-tracking", join);
    socket.on("leave-order-tracking", leave);
    socket.on("admin-status-update", async |io: SocketIo, Data(update): Data<AdminUpdate>| {
        broadcast(&io, &StatusUpdated::new(update.order_id, update.change)).await;
    });
    Ok(())
}

async fn put_status(
    State(io): State<Arc<SocketIo>>,
    Path(order_id): Path<String>,
    Json(change): Json<Change>,
) -> Json<Answer> {
    let order = StatusUpdated::new(order_id, change);
    broadcast(&io, &order).await;
    Json(Answer { success: true, message: "Order status updated successfully", order })
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> T {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let ping = Duration::from_millis(setting("PING_INTERVAL_MS", 25_000));
    let (layer, io) = SocketIo::builder().ping_interval(ping).build_layer();
    io.ns("/", (async || {}).with(register));
    let app = Router::new()
        .route("/api/health", get(|| async { "ok" }))
        .route("/api/orders/admin/{order_id}/status", put(put_status))
        .with_state(Arc::new(io))
        .layer(layer);

    let port: u16 = setting("PORT", 3102);
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(([127, 0, 0, 1], port).into())?;
    let listener = socket.listen(4096)?.tap_io(|stream| {
        stream.set_nodelay(true).ok();
    });
    println!("the bare peer is ready on port {port}");
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        served = axum::serve(listener, app) => served?,
        _ = terminate.recv() => {}
    }
    // Without waiting: the clients drop their connections.
    std::process::exit(0);
}
