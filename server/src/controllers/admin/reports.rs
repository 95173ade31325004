//! Orders in heaps, and figures about them.

use axum::{Json as Answer, extract::State, response::Response};
use serde_json::{Value, json};

use super::{order_query::Parameters, streamed};
use crate::{app::AppState, auth::extract::OrderDesk, error::Result, services::orders};

/// Orders by the postal code that they go to; with `pincode`, that one alone.
pub async fn by_pincode(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Response> {
    let groups = orders::by_pincode(&app, &query.pincode()?).await?;
    streamed::groups(app, groups, false).await
}

/// Orders by weight: light, medium, heavy.
pub async fn by_weight(State(app): State<AppState>, _: OrderDesk) -> Result<Response> {
    let groups = orders::by_weight(&app).await?;
    streamed::groups(app, groups, true).await
}

/// Counts and sums, of a period or of all time.
pub async fn analytics(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Answer<Value>> {
    let analytics = orders::analytics(&app, &query.period()?).await?;
    Ok(Answer(json!({ "success": true, "analytics": analytics })))
}
