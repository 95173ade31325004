//! Orders in heaps, and figures about them.

use axum::{Json as Answer, extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::desk::{
    order_query::Parameters,
    streamed::{self, OrdersByPincode, OrdersByWeight},
};
use crate::{
    app::AppState,
    error::{Code, Result},
    http::extract::authority::OrderDesk,
    services::orders::{self, Analytics},
};

/// Orders by the postal code that they go to; with `pincode`, that one alone.
#[utoipa::path(
    get, path = "/orders/admin/by-pincode", tag = "order desk", operation_id = "listOrdersByPincode",
    params(("pincode" = Option<String>, Query, description = "This postal code alone", max_length = 20)),
    responses((status = 200, description = "The orders, by postal code", body = OrdersByPincode)),
    extensions(("x-refusals" = json!([Code::UnknownParameter, Code::InvalidFilter]))),
    security(("bearer" = ["staff"]))
)]
pub async fn by_pincode(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Response> {
    let groups = orders::by_pincode(&app, &query.pincode()?).await?;
    streamed::groups(app, groups, false).await
}

/// Orders by weight: light, medium, heavy.
#[utoipa::path(
    get, path = "/orders/admin/by-weight", tag = "order desk", operation_id = "listOrdersByWeight",
    responses(
        (status = 200, description = "The orders, by weight", body = OrdersByWeight)
    ),
    security(("bearer" = ["staff"]))
)]
pub async fn by_weight(State(app): State<AppState>, _: OrderDesk) -> Result<Response> {
    let groups = orders::by_weight(&app).await?;
    streamed::groups(app, groups, true).await
}

/// The answer with counts and sums.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnalyticsAnswer {
    success: bool,
    analytics: Analytics,
}

/// Counts and sums, of a period or of all time.
#[utoipa::path(
    get, path = "/orders/admin/analytics", tag = "order desk", operation_id = "getAnalytics",
    params(
        ("startDate" = Option<String>, Query, description = "An ISO 8601 instant or date; counts only together with `endDate`"),
        ("endDate" = Option<String>, Query, description = "An ISO 8601 instant or date, inclusive")
    ),
    responses((status = 200, description = "The figures", body = AnalyticsAnswer)),
    extensions(("x-refusals" = json!([Code::UnknownParameter, Code::InvalidDate]))),
    security(("bearer" = ["staff"]))
)]
pub async fn analytics(
    State(app): State<AppState>,
    _: OrderDesk,
    query: Parameters,
) -> Result<Answer<AnalyticsAnswer>> {
    let analytics = orders::analytics(&app, &query.period()?).await?;
    Ok(Answer(AnalyticsAnswer { success: true, analytics }))
}
