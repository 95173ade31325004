//! Where an order stands, as answers, acks and refusals show it: HTTP and sockets use the same shapes.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{clock::Timestamp, domain::order_status::OrderStatus, store::entities::order_state::OrderState};

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

impl From<&OrderState> for OrderSnapshot {
    fn from(order: &OrderState) -> Self {
        Self {
            order_id: order.order_id.clone(),
            status: order.status,
            tracking_number: order.tracking_number.clone(),
            estimated_delivery: order.estimated_delivery.map(Timestamp),
            updated_at: order.updated_at.into(),
            seq: order.seq.0,
        }
    }
}

/// Where an order stands, for whoever expected it elsewhere.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CurrentOrder {
    /// What people call it.
    pub order_id: String,
    /// Its status.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    #[schema(required)]
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    #[schema(required)]
    pub estimated_delivery: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// The number of its newest event: its version.
    pub seq: i64,
}

impl From<&OrderState> for CurrentOrder {
    fn from(order: &OrderState) -> Self {
        let OrderSnapshot { order_id, status, tracking_number, estimated_delivery, updated_at, seq } = order.into();
        Self { order_id, status, tracking_number, estimated_delivery, updated_at, seq }
    }
}
