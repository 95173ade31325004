//! Every order: listed and counted.

use axum::{
    Json as Answer,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    order_params::OrderListParams,
    order_query::{ListQuery, Parameters},
    streamed,
};
use crate::{
    app::AppState,
    error::{Code, Result},
    http::extract::authority::OrderDesk,
    services::orders::{self, OrderFilter, OrderPagination, Stats},
    views::order::OrderView,
};

/// Every order, newest first; or, as soon as the query string asks for something, a page of those that it asks
/// for.
#[utoipa::path(
    get, path = "/orders/admin/all", tag = "order desk", operation_id = "listOrders",
    params(OrderListParams),
    responses((status = 200, description = "The orders", body = OrdersPage)),
    extensions(("x-refusals" = json!([
        Code::UnknownParameter, Code::InvalidSort, Code::InvalidPage, Code::InvalidStatus, Code::InvalidFilter,
        Code::InvalidDate
    ]))),
    security(("bearer" = ["staff"]))
)]
pub async fn all(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Response> {
    match query.list()? {
        ListQuery::Everything => streamed::orders(orders::newest_first(app.core.clone(), OrderFilter::default())).await,
        ListQuery::Page(filter, page) => {
            let (orders, pagination) = orders::search(&app, &filter, page).await?;
            Ok(Answer(OrdersPage { success: true, orders, pagination }).into_response())
        }
    }
}

/// A page of orders.
#[derive(Debug, Serialize, ToSchema)]
struct OrdersPage {
    success: bool,
    orders: Vec<OrderView>,
    /// Absent where every order was asked for.
    #[schema(required = false)]
    pagination: OrderPagination,
}

/// The answer to how many orders stand where.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatsAnswer {
    success: bool,
    stats: Stats,
}

/// How many orders stand where.
#[utoipa::path(
    get, path = "/orders/admin/stats", tag = "order desk", operation_id = "getOrderStats",
    responses((status = 200, description = "The counts", body = StatsAnswer)),
    security(("bearer" = ["staff"]))
)]
pub async fn stats(State(app): State<AppState>, _: OrderDesk) -> Result<Answer<StatsAnswer>> {
    Ok(Answer(StatsAnswer { success: true, stats: orders::stats(&app).await? }))
}
