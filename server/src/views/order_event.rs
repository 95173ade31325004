//! The history of an order, as its page shows it.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    domain::{order_event::OrderEvent, order_status::OrderStatus},
    event_log::RecordedOrderEvent,
};

/// An event of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrderEvent)]
pub struct OrderEventView {
    /// Its number among the order's events, from 1, without a gap.
    pub seq: i64,
    /// What happened.
    #[schema(value_type = OrderEventKind)]
    pub kind: &'static str,
    /// The status before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<OrderStatus>,
    /// The status after.
    pub status: OrderStatus,
    /// The parcel's tracking number after.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub estimated_delivery: Option<Timestamp>,
    /// What was written beside it; for the shop's eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub note: Option<String>,
    /// When it happened.
    pub created_at: Timestamp,
    /// Who did it.
    pub actor: ActorView,
    /// The request that did it; for the shop's eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub request_id: Option<String>,
}

/// What can happen to an order.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrderEventKind {
    /// It was placed.
    OrderCreated,
    /// Its status or tracking details changed.
    StatusChanged,
}

/// Who did something. What they are called is for the shop's eyes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActorView {
    /// `customer`, `staff`, `admin` or `system`.
    #[schema(value_type = ActorKind)]
    pub kind: String,
    /// The user's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// The user's name, if the account is still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
}

/// Who can do something to an order.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ActorKind {
    /// Whose order it is.
    Customer,
    /// Somebody of the shop's staff.
    Staff,
    /// An administrator of the shop.
    Admin,
    /// The server itself.
    System,
}

impl OrderEventView {
    /// The event as a customer sees it or, with `shop`, as the shop's people do. `names` are those of the actors.
    #[must_use]
    pub fn new(recorded: &RecordedOrderEvent, shop: bool, names: &HashMap<String, String>) -> Self {
        let id = recorded.actor_id.clone().filter(|_| shop);
        let actor = ActorView {
            kind: recorded.actor_kind.clone(),
            name: id.as_ref().and_then(|id| names.get(id)).cloned(),
            id,
        };
        let view = Self {
            seq: recorded.seq,
            kind: recorded.event.kind(),
            from: None,
            status: recorded.event.status(),
            tracking_number: None,
            estimated_delivery: None,
            note: None,
            created_at: recorded.at.into(),
            actor,
            request_id: recorded.request_id.clone().filter(|_| shop),
        };
        match &recorded.event {
            OrderEvent::OrderCreated { .. } => view,
            OrderEvent::StatusChanged { from, tracking_number, estimated_delivery, note, .. } => Self {
                from: Some(*from),
                tracking_number: tracking_number.clone(),
                estimated_delivery: estimated_delivery.map(Timestamp),
                note: note.clone().filter(|_| shop),
                ..view
            },
        }
    }
}
