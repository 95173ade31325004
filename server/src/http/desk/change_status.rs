//! Moving orders, one and many.

use axum::{Json as Answer, extract::State, http::HeaderMap};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    clock::Timestamp,
    domain::{
        ids::{MAX_ORDER_REF_LEN, Seq},
        order_status::OrderStatus,
    },
    error::{Code, Error, Result},
    http::extract::{
        authority::OrderDesk,
        idempotency::Idempotent,
        parts::{Json, OrderPath, RequestId},
    },
    services::{
        idempotency::{self, StoredResponse},
        orders::{self, BulkOutcome, BulkUpdate, MAX_BULK},
    },
    views::{
        order_state::OrderSnapshot,
        refusal::{TransitionRefusal, VersionRefusal},
        status_body::StatusBody,
    },
};

/// The answer to a move.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderMoved)]
pub struct MovedAnswer {
    success: bool,
    message: &'static str,
    order: OrderSnapshot,
    /// How many sockets follow the order now.
    followers: usize,
}

/// Moves an order to a new status; everyone following the order hears of it.
#[utoipa::path(
    put, path = "/orders/admin/{order_id}/status", tag = "order desk", operation_id = "updateOrderStatus",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` with which the order was read: should it have changed since, nothing happens")),
    request_body = StatusBody,
    responses(
        (status = 200, description = "The order, moved", body = MovedAnswer),
        (status = 409, description = "", body = TransitionRefusal),
        (status = 412, description = "", body = VersionRefusal)
    ),
    extensions(("x-refusals" = json!([
        Code::StatusRequired, Code::InvalidStatus, Code::InvalidDate, Code::OrderNotFound, Code::InvalidTransition,
        Code::PreconditionFailed
    ]))),
    security(("bearer" = ["staff"]))
)]
pub async fn update_status(
    State(app): State<AppState>,
    OrderDesk(person): OrderDesk,
    RequestId(request_id): RequestId,
    headers: HeaderMap,
    OrderPath(wanted): OrderPath,
    Json(body): Json<StatusBody>,
) -> Result<Answer<MovedAnswer>> {
    let change = body.checked(expected_version(&headers)?)?;
    let moved = orders::update_status(&app.orders, &person.actor(), &wanted, &change, request_id.as_deref()).await?;
    let followers = app.realtime.followers(moved.order.number.0).await;
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
        .ok_or_else(|| Error::invalid(Code::InvalidRequest, "If-Match must be the ETag that the order was read with"))
}

/// Body of a bulk update.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BulkStatusChange)]
pub struct BulkBody {
    /// As their pages call them, or document ids.
    #[schema(required, nullable = false, min_items = 1, max_items = 5_000)]
    order_ids: Option<Vec<String>>,
    /// The `seq` that each of `orderIds` must still have, in the same order; null where the caller does not mind.
    #[schema(value_type = Option<Vec<Option<i64>>>, max_items = 5_000)]
    expected_seqs: Option<Vec<Option<i64>>>,
    #[serde(flatten)]
    change: StatusBody,
}

/// Moves many orders at once, each if it can; once per `Idempotency-Key`.
#[utoipa::path(
    post, path = "/orders/admin/bulk-update-status", tag = "order desk", operation_id = "bulkUpdateOrderStatus",
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats with the same key and body have one effect", max_length = 255)),
    request_body = BulkBody,
    responses(
        (status = 200, description = "What became of each", body = BulkAnswer, headers(("Idempotency-Replayed" = Option<String>, description = "`true`: this is the first answer once more")))
    ),
    extensions(("x-refusals" = json!([
        Code::OrderIdsRequired, Code::TooManyOrders, Code::StatusRequired, Code::InvalidStatus, Code::InvalidDate,
        Code::InvalidIdempotencyKey, Code::IdempotencyKeyReused
    ]))),
    security(("bearer" = ["staff"]))
)]
pub async fn bulk_update_status(
    State(app): State<AppState>,
    OrderDesk(person): OrderDesk,
    RequestId(request_id): RequestId,
    request: Idempotent<BulkBody>,
) -> Result<StoredResponse> {
    let key = request.key_of(&person.id);
    let body = request.body;
    let asked = body.order_ids.filter(|ids| !ids.is_empty());
    let asked = asked.ok_or_else(|| Error::invalid(Code::OrderIdsRequired, "Order IDs array is required"))?;
    if asked.len() > MAX_BULK {
        return Err(Error::invalid(Code::TooManyOrders, format!("At most {MAX_BULK} orders can be updated at once")));
    }
    let expected = body.expected_seqs.unwrap_or_else(|| vec![None; asked.len()]);
    if expected.len() != asked.len() {
        return Err(Error::invalid(Code::InvalidRequest, "expectedSeqs must have one entry for each of orderIds"));
    }
    let orders = asked.into_iter().zip(expected.into_iter().map(|seq| seq.map(Seq))).collect();
    let bulk = BulkUpdate { orders, change: body.change.checked(None)? };
    idempotency::run(&app, key.as_ref(), async |tx| {
        let outcomes = orders::bulk_update_status(tx, &person.actor(), bulk, request_id.as_deref()).await?;
        Ok(BulkAnswer::from(outcomes))
    })
    .await
}

/// The answer to a bulk update.
#[derive(Debug, Serialize, ToSchema)]
struct BulkAnswer {
    success: bool,
    message: String,
    results: BulkResults,
}

/// What became of the orders, in the order in which they were named.
#[derive(Debug, Serialize, ToSchema)]
struct BulkResults {
    /// Orders that are as they were wanted. One that was named more than once counts once, however it was spelled.
    successful: usize,
    /// Orders that stayed as they were, counted likewise.
    failed: usize,
    /// One for each time that an order was named.
    details: Vec<BulkDetail>,
}

/// What became of one order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum BulkDetail {
    /// It is as it was wanted.
    Moved(BulkMoved),
    /// It is as it was.
    Refused(BulkRefused),
}

/// An order that is as it was wanted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BulkMoved {
    /// As the caller spelled it.
    order_id: String,
    /// True.
    success: bool,
    /// Whether it was otherwise before.
    changed: bool,
    status: OrderStatus,
    seq: i64,
    updated_at: Timestamp,
}

/// An order that stayed as it was.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BulkRefused {
    /// As the caller spelled it.
    order_id: String,
    /// False.
    success: bool,
    /// Why, for people.
    error: String,
    /// `order_not_found`, `invalid_transition`, or `precondition_failed` with the `order` as it is.
    code: &'static str,
    /// What else belongs to the code.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    more: Map<String, Value>,
}

impl From<Vec<BulkOutcome>> for BulkAnswer {
    fn from(outcomes: Vec<BulkOutcome>) -> Self {
        let orders = || outcomes.iter().filter(|outcome| !outcome.repeated);
        let successful = orders().filter(|outcome| outcome.result.is_ok()).count();
        let failed = orders().count() - successful;
        let details = outcomes.into_iter().map(BulkDetail::from).collect();
        Self {
            success: true,
            message: format!("Updated {successful} orders successfully"),
            results: BulkResults { successful, failed, details },
        }
    }
}

impl From<BulkOutcome> for BulkDetail {
    fn from(outcome: BulkOutcome) -> Self {
        // An id that is no order's is not repeated at length.
        let order_id: String = outcome.spelled.chars().take(MAX_ORDER_REF_LEN).collect();
        match outcome.result {
            Ok(moved) => Self::Moved(BulkMoved {
                order_id,
                success: true,
                changed: moved.changed,
                status: moved.order.status,
                seq: moved.order.seq.0,
                updated_at: moved.order.updated_at.into(),
            }),
            Err(error) => {
                let mut more = error.to_json();
                more.remove("message");
                more.remove("code");
                Self::Refused(BulkRefused {
                    order_id,
                    success: false,
                    error: error.to_string(),
                    code: error.code(),
                    more,
                })
            }
        }
    }
}
