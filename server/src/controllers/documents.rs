//! The documents that describe the server to programs.

use axum::Json;
use serde_json::Value;

use crate::realtime::asyncapi;

/// The socket events, as AsyncAPI 3.
pub async fn asyncapi() -> Json<Value> {
    Json(asyncapi::document())
}
