//! Every order: listed, counted, moved.

use axum::{
    Json as Answer,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{
    order_query::{ListQuery, Parameters},
    streamed,
};
use crate::{
    app::AppState,
    auth::extract::OrderDesk,
    clock::Timestamp,
    controllers::{
        extract::{Json, OrderPath, RequestId},
        input::optional,
        once::Keyed,
    },
    domain::{ids::MAX_ORDER_REF_LEN, order_status::OrderStatus},
    error::{Error, Result},
    realtime::wire::OrderSnapshot,
    services::{
        idempotency::KeptAnswer,
        orders::{
            self, BulkOutcome, BulkUpdate, Call, MAX_BULK, MAX_TRACKING_NUMBER_LEN, OrderFilter, OrderPagination,
            StatusChange,
        },
    },
    views::order::OrderView,
};

/// Every order, newest first; or, as soon as the query string asks for something, a page of those that it asks
/// for.
pub async fn all(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Response> {
    match query.list()? {
        ListQuery::Everything => streamed::orders(orders::newest_first(app, OrderFilter::default())).await,
        ListQuery::Page(filter, page) => {
            let (orders, pagination) = orders::search(&app, &filter, page).await?;
            Ok(Answer(OrdersPage { success: true, orders, pagination }).into_response())
        }
    }
}

/// A page of orders.
#[derive(Debug, Serialize)]
struct OrdersPage {
    success: bool,
    orders: Vec<OrderView>,
    pagination: OrderPagination,
}

/// How many orders stand where.
pub async fn stats(State(app): State<AppState>, _: OrderDesk) -> Result<Answer<Value>> {
    let stats = orders::stats(&app).await?;
    Ok(Answer(json!({ "success": true, "stats": stats })))
}

/// What an order should become, as REST and the socket command alike spell it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusBody {
    /// What it becomes.
    #[schema(value_type = OrderStatus)]
    status: Option<String>,
    /// The carrier's number of the parcel.
    tracking_number: Option<String>,
    /// When the parcel should arrive: an instant or a date, in ISO 8601.
    estimated_delivery: Option<String>,
    /// For the history.
    note: Option<String>,
}

impl StatusBody {
    /// Checks what needs no database. `expected_seq` is the version that the caller saw, if it minds.
    ///
    /// # Errors
    /// `status_required`, `invalid_status`, or `invalid_request` for a detail that makes no sense.
    pub fn checked(self, expected_seq: Option<i64>) -> Result<StatusChange> {
        let status = self.status.filter(|status| !status.is_empty());
        let status = status.ok_or_else(|| Error::invalid("status_required", "Status is required"))?;
        let status = OrderStatus::parse(&status).ok_or_else(|| Error::invalid("invalid_status", "Invalid status"))?;
        let date = optional("estimatedDelivery", self.estimated_delivery, 40)?;
        let estimated_delivery = date
            .map(|text| {
                crate::clock::parse(&text)
                    .ok_or_else(|| Error::invalid("invalid_date", "estimatedDelivery must be an ISO 8601 date"))
            })
            .transpose()?;
        Ok(StatusChange {
            status,
            tracking_number: optional("trackingNumber", self.tracking_number, MAX_TRACKING_NUMBER_LEN)?,
            estimated_delivery,
            note: optional("note", self.note, 500)?,
            expected_seq,
        })
    }
}

/// The answer to a move.
#[derive(Debug, Serialize)]
pub struct MovedAnswer {
    success: bool,
    message: &'static str,
    order: OrderSnapshot,
    /// How many sockets follow the order now.
    followers: usize,
}

/// Moves an order to a new status; everyone following the order hears of it.
pub async fn update_status(
    State(app): State<AppState>,
    OrderDesk(person): OrderDesk,
    RequestId(request_id): RequestId,
    headers: HeaderMap,
    OrderPath(wanted): OrderPath,
    Json(body): Json<StatusBody>,
) -> Result<Answer<MovedAnswer>> {
    let change = body.checked(expected_version(&headers)?)?;
    let moved = orders::update_status(&app, &person.actor(), &wanted, &change, request_id.as_deref()).await?;
    let followers = app.realtime.followers(moved.order.id).await;
    let order = OrderSnapshot::from(&moved.order);
    Ok(Answer(MovedAnswer { success: true, message: "Order status updated successfully", order, followers }))
}

/// The version in `If-Match` (RFC 9110, section 13.1.1): `"7"`, or `*` for any.
fn expected_version(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(http::header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
    version
        .map(Some)
        .ok_or_else(|| Error::invalid("invalid_request", "If-Match must be the ETag that the order was read with"))
}

/// Body of a bulk update.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkBody {
    order_ids: Option<Vec<String>>,
    #[serde(flatten)]
    change: StatusBody,
}

/// Moves many orders at once, each if it can; once per `Idempotency-Key`.
pub async fn bulk_update_status(
    State(app): State<AppState>,
    OrderDesk(person): OrderDesk,
    RequestId(request_id): RequestId,
    keyed: Keyed<BulkBody>,
) -> Result<KeptAnswer> {
    let call = Call { request_id, once: keyed.once(&person.id) };
    let body = keyed.body;
    let asked = body.order_ids.filter(|ids| !ids.is_empty());
    let asked = asked.ok_or_else(|| Error::invalid("order_ids_required", "Order IDs array is required"))?;
    if asked.len() > MAX_BULK {
        return Err(Error::invalid("too_many_orders", format!("At most {MAX_BULK} orders can be updated at once")));
    }
    let bulk = BulkUpdate { asked, change: body.change.checked(None)? };
    orders::bulk_update_status(&app, &person.actor(), bulk, call, bulk_answer).await
}

fn bulk_answer(outcomes: Vec<BulkOutcome>) -> Value {
    let successful = outcomes.iter().filter(|outcome| outcome.result.is_ok()).count();
    let failed = outcomes.len() - successful;
    let details: Vec<Value> = outcomes.into_iter().map(detail).collect();
    json!({
        "success": true,
        "message": format!("Updated {successful} orders successfully"),
        "results": { "successful": successful, "failed": failed, "details": details },
    })
}

/// What became of one order. An id that is no order's is not repeated at length.
fn detail(outcome: BulkOutcome) -> Value {
    let asked: String = outcome.asked.chars().take(MAX_ORDER_REF_LEN).collect();
    match outcome.result {
        Ok(moved) => json!({
            "orderId": asked,
            "success": true,
            "changed": moved.changed,
            "status": moved.order.status,
            "seq": moved.order.seq,
            "updatedAt": Timestamp(moved.order.updated_at),
        }),
        Err(error) => {
            let mut detail = error.to_json();
            let message = detail.remove("message");
            detail.insert("error".to_owned(), message.unwrap_or_default());
            detail.insert("orderId".to_owned(), asked.into());
            detail.insert("success".to_owned(), false.into());
            Value::Object(detail)
        }
    }
}
