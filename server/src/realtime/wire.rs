//! The wire: names of events and shapes of payloads, spelled here and nowhere else. `docs/REALTIME.md` is the
//! catalogue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    domain::{money::Money, order_event::OrderEvent, order_status::OrderStatus},
    entities::order,
    event_log::RecordedEvent,
};

/// Client to server: follow an order.
pub const JOIN_ORDER_TRACKING: &str = "join-order-tracking";
/// Client to server: follow it no more.
pub const LEAVE_ORDER_TRACKING: &str = "leave-order-tracking";
/// Client to server: move an order.
pub const ADMIN_STATUS_UPDATE: &str = "admin-status-update";
/// Client to server: go on with a fresh token on the same connection.
pub const AUTH_REFRESH: &str = "auth:refresh";
/// Server to client: an order's status or tracking details changed.
pub const ORDER_STATUS_UPDATED: &str = "order-status-updated";
/// Server to the shop's people: an order was placed.
pub const ORDER_CREATED: &str = "order-created";
/// Server to client: what it asked for, without an ack, was refused.
pub const TRACKING_ERROR: &str = "tracking-error";
/// Server to client: it is disconnected, and why. It should not come back before it has a good token.
pub const SESSION_ENDED: &str = "session-ended";

/// Payload of [`ORDER_STATUS_UPDATED`]. On the wire a string follows it: the event's offset in the log, which
/// the client's library keeps for recovery.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderStatusUpdated {
    /// What people call the order.
    pub order_id: String,
    /// Its status now.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<Timestamp>,
    /// When it changed.
    pub updated_at: Timestamp,
    /// The event's number among the order's, without a gap; absent in the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
}

/// Payload of [`ORDER_CREATED`], followed by its offset.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderCreated {
    /// What people call the order.
    pub order_id: String,
    /// Its first status.
    pub status: OrderStatus,
    /// What the customer pays.
    pub total_amount: Money,
    /// How many pieces.
    pub item_count: i32,
    /// When it was placed.
    pub created_at: Timestamp,
    /// Always 1.
    pub seq: i64,
}

/// Where an order stands, in an ack.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderSnapshot {
    /// What people call the order.
    pub order_id: String,
    /// Its status now.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub estimated_delivery: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The number of its newest event; 0 in the sandbox.
    pub seq: i64,
}

impl From<&order::Model> for OrderSnapshot {
    fn from(order: &order::Model) -> Self {
        Self {
            order_id: order.order_id.clone(),
            status: order.status,
            tracking_number: order.tracking_number.clone(),
            estimated_delivery: order.estimated_delivery.map(Timestamp),
            updated_at: order.updated_at.into(),
            seq: order.seq,
        }
    }
}

/// An event of the log as sockets get it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Announcement {
    /// [`ORDER_STATUS_UPDATED`].
    StatusUpdated(OrderStatusUpdated),
    /// [`ORDER_CREATED`].
    Created(OrderCreated),
}

impl Announcement {
    /// The event's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::StatusUpdated(_) => ORDER_STATUS_UPDATED,
            Self::Created(_) => ORDER_CREATED,
        }
    }
}

impl From<&RecordedEvent> for Announcement {
    fn from(recorded: &RecordedEvent) -> Self {
        match &recorded.event {
            OrderEvent::OrderCreated { order_id, status, total_minor, item_count } => Self::Created(OrderCreated {
                order_id: order_id.clone(),
                status: *status,
                total_amount: Money(*total_minor),
                item_count: *item_count,
                created_at: recorded.at.into(),
                seq: recorded.seq,
            }),
            OrderEvent::StatusChanged { order_id, status, tracking_number, estimated_delivery, .. } => {
                Self::StatusUpdated(OrderStatusUpdated {
                    order_id: order_id.clone(),
                    status: *status,
                    tracking_number: tracking_number.clone(),
                    estimated_delivery: estimated_delivery.map(Timestamp),
                    updated_at: recorded.at.into(),
                    seq: Some(recorded.seq),
                })
            }
        }
    }
}

/// The argument of [`JOIN_ORDER_TRACKING`] and [`LEAVE_ORDER_TRACKING`]: the order's id alone, or with what a
/// typed client adds.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum JoinArgument {
    /// The order's id as typed.
    Id(String),
    /// With more.
    Details(JoinOrder),
}

/// What a typed client says when it joins: the order's id, the ticket of a tracking link, or both.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JoinOrder {
    /// The order's id; the ticket says which order it is when this is absent.
    #[serde(default)]
    pub order_id: Option<String>,
    /// The ticket of a tracking link, for who may not follow the order otherwise.
    #[serde(default)]
    pub ticket: Option<String>,
    /// The `seq` of the last event that the client has: the ack brings what it missed.
    #[serde(default)]
    pub since: Option<i64>,
}

impl From<JoinArgument> for JoinOrder {
    fn from(argument: JoinArgument) -> Self {
        match argument {
            JoinArgument::Id(order_id) => Self { order_id: Some(order_id), ..Self::default() },
            JoinArgument::Details(details) => details,
        }
    }
}

/// The ack of a join.
#[derive(Clone, Debug, Serialize)]
pub struct JoinAck {
    /// True.
    pub ok: bool,
    /// Where the order stands.
    pub order: OrderSnapshot,
    /// What the client missed, oldest first, if it said `since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<OrderStatusUpdated>>,
    /// Whether `events` is all that the client missed; if not, it takes the snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<bool>,
}

/// The ack of a command that moved an order.
#[derive(Clone, Debug, Serialize)]
pub struct CommandAck {
    /// True.
    pub ok: bool,
    /// Where the order stands; absent for the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderSnapshot>,
    /// How many sockets follow the order now.
    pub followers: usize,
}

/// The ack of [`AUTH_REFRESH`].
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RenewedAck {
    /// True.
    pub ok: bool,
    /// When the new token ends.
    pub expires_at: Timestamp,
}

/// Payload of [`SESSION_ENDED`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SessionEnded {
    /// `token_expired`, `session_ended` or `account_deactivated`.
    pub code: &'static str,
    /// For people.
    pub message: &'static str,
}

/// The ack of anything else that went well.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OkAck {
    /// True.
    pub ok: bool,
}

/// The ack of a refusal.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedAck {
    /// False.
    pub ok: bool,
    /// `code`, `message`, and what belongs to the code.
    pub error: Map<String, Value>,
}

/// Payload of [`TRACKING_ERROR`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrackingError {
    /// The order that was asked for, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// `code`, `message`, and what belongs to the code.
    #[serde(flatten)]
    pub error: Map<String, Value>,
}

/// The snapshot of an order that does not exist.
#[must_use]
pub fn sandbox_snapshot(order_id: &str, now: DateTime<Utc>) -> OrderSnapshot {
    OrderSnapshot {
        order_id: order_id.to_owned(),
        status: OrderStatus::Pending,
        tracking_number: None,
        estimated_delivery: None,
        updated_at: now.into(),
        seq: 0,
    }
}
