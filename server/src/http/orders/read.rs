//! Reading orders: one's own list, one order, its history.

use std::collections::HashMap;

use axum::{Json as Answer, extract::State, http::HeaderMap, response::IntoResponse};
use http::{HeaderValue, header};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{Code, Result},
    http::extract::{authority::CurrentUser, parts::OrderPath},
    services::orders::{self, OrderList},
    views::{order::OrderView, order_event::OrderEventView},
};

/// One order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderAnswer {
    success: bool,
    order: OrderView,
}

/// What happened to an order, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderHistory {
    success: bool,
    events: Vec<OrderEventView>,
}

/// One's own orders, newest first. The page asks again as soon as it has them: a repeated call is held until
/// something changes, a second at most.
#[utoipa::path(
    get, path = "/orders/my-orders", tag = "orders", operation_id = "listMyOrders",
    responses((status = 200, description = "The orders", body = OrderList)),
    security(("bearer" = []))
)]
pub async fn my_orders(State(app): State<AppState>, user: CurrentUser) -> Result<impl IntoResponse> {
    let body = orders::my_orders(&app, &app.orders.list_cache, &user.person()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body))
}

/// One order. Its version stands in the `ETag`.
#[utoipa::path(
    get, path = "/orders/{order_id}", tag = "orders", operation_id = "getOrder",
    responses(
        (status = 200, description = "The order", body = OrderAnswer, headers(("ETag" = String, description = "Its version, for `If-Match`")))
    ),
    extensions(("x-refusals" = json!([Code::OrderNotFound]))),
    security(("bearer" = []))
)]
pub async fn one(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<(HeaderMap, Answer<OrderAnswer>)> {
    let order = orders::find_order(&app, &user.person(), &wanted).await?;
    let mut headers = HeaderMap::new();
    if let Ok(version) = HeaderValue::from_str(&format!("\"{}\"", order.seq)) {
        headers.insert(header::ETAG, version);
    }
    Ok((headers, Answer(OrderAnswer { success: true, order })))
}

/// What happened to an order, oldest first. Who did it is for the shop's eyes.
#[utoipa::path(
    get, path = "/orders/{order_id}/events", tag = "orders", operation_id = "listOrderEvents",
    responses((status = 200, description = "The events", body = OrderHistory)),
    extensions(("x-refusals" = json!([Code::OrderNotFound]))),
    security(("bearer" = []))
)]
pub async fn events(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<Answer<OrderHistory>> {
    let person = user.person();
    let events = orders::history(&app, &person, &wanted).await?;
    let shop = person.role.handles_orders();
    let names = if shop { orders::actor_names(&app, &events).await? } else { HashMap::new() };
    let events = events.iter().map(|event| OrderEventView::new(event, shop, &names)).collect();
    Ok(Answer(OrderHistory { success: true, events }))
}
