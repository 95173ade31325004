//! The shapes of payloads, spelled here and nowhere else. [`super::table`] says which event carries which; the AsyncAPI
//! document and the web client's types are made from the two.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};

use crate::{
    clock::Timestamp,
    domain::{codes::Code, money::Money, order_event::OrderEvent, order_status::OrderStatus},
    error::Error,
    event_log::{LogEvent, RecordedEvent},
    views::status_body::StatusBody,
};

pub use crate::views::order_state::OrderSnapshot;

/// A change of an order's status or tracking details, as its followers hear of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderStatusUpdated {
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
    /// When it changed.
    pub updated_at: Timestamp,
    /// The event's number among the order's, without a gap; absent in the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub seq: Option<i64>,
}

/// A new order, as the shop's people hear of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
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

/// An event of the log as sockets get it.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Announcement {
    /// `order-status-updated`.
    StatusUpdated(OrderStatusUpdated),
    /// `order-created`.
    Created(OrderCreated),
    /// A note.
    #[cfg(test)]
    Noted(crate::second_book::Note),
}

impl Announcement {
    /// None: the event is of a kind that this program does not know.
    #[must_use]
    pub fn of(recorded: &RecordedEvent) -> Option<Self> {
        let event = match &recorded.event {
            LogEvent::Order(event) => event,
            #[cfg(test)]
            LogEvent::Note(note) => return Some(Self::Noted(note.clone())),
            LogEvent::Unknown => return None,
        };
        Some(match event {
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
        })
    }
}

/// Which order is meant: its id alone, or with what a typed client adds.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum JoinArgument {
    /// The order's id as typed.
    Id(String),
    /// With more.
    Details(JoinOrder),
}

/// What a typed client says when it joins: the order's id, the ticket of a tracking link, or both.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
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

/// A change of an order: what the REST call takes, and which order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AdminStatusUpdate {
    /// The order's id.
    pub order_id: String,
    /// The `seq` at which the order must be; without it the last change wins.
    #[serde(default)]
    pub expected_seq: Option<i64>,
    /// What it should become.
    #[serde(flatten)]
    pub change: StatusBody,
}

/// A token that follows on the one with which the client connected.
#[derive(Deserialize, ToSchema)]
pub struct NewToken {
    /// An access token of the person who connected.
    pub token: String,
}

/// What follows the payload of an event from the log: its place there, which the client's library brings when it
/// comes back. A number, written as a string.
#[derive(Clone, Copy, Debug, ToSchema)]
#[schema(value_type = String, examples("85"))]
pub struct Offset(pub i64);

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The ack of a join.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct JoinAck {
    /// True.
    #[schema(schema_with = always_true)]
    pub ok: bool,
    /// Where the order stands.
    pub order: OrderSnapshot,
    /// What the client missed, oldest first, if it said `since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub events: Option<Vec<OrderStatusUpdated>>,
    /// Whether `events` is all that the client missed; if not, it takes the snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub complete: Option<bool>,
}

/// The ack of a command that moved an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommandAck {
    /// True.
    #[schema(schema_with = always_true)]
    pub ok: bool,
    /// Where the order stands; absent for the sandbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order: Option<OrderSnapshot>,
    /// How many sockets follow the order now.
    pub followers: usize,
}

/// The ack of a fresh token.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RenewedAck {
    /// True.
    #[schema(schema_with = always_true)]
    pub ok: bool,
    /// When the new token ends.
    pub expires_at: Timestamp,
}

/// Why the socket is disconnected.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct SessionEnded {
    /// `token_expired`, `session_ended` or `account_deactivated`.
    pub code: &'static str,
    /// For people.
    pub message: &'static str,
}

/// The ack of anything else that went well.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct OkAck {
    /// True.
    #[schema(schema_with = always_true)]
    pub ok: bool,
}

/// Why something was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Refusal {
    /// For programs.
    #[schema(schema_with = refusal_code)]
    pub code: &'static str,
    /// For people.
    pub message: String,
    /// What belongs to the code.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        let mut details = error.to_json();
        details.retain(|field, _| !["code", "message"].contains(&field.as_str()));
        Self { code: error.code(), message: error.to_string(), details }
    }
}

/// The codes of refusals that a socket may get, and what each means there.
pub fn refusal_codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Code::ALL.iter().filter_map(|code| Some((code.as_str(), code.meaning_on_sockets()?)))
}

fn refusal_code() -> Object {
    let codes: Vec<_> = refusal_codes().map(|(code, means)| format!("- `{code}`: {means}")).collect();
    let description = format!("For programs. More codes may come; those of today:\n\n{}", codes.join("\n"));
    ObjectBuilder::new().schema_type(Type::String).description(Some(description)).build()
}

fn always(value: bool) -> Object {
    ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([value])).build()
}

fn always_true() -> Object {
    always(true)
}

fn always_false() -> Object {
    always(false)
}

/// The ack of a refusal.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefusedAck {
    /// False.
    #[schema(schema_with = always_false)]
    pub ok: bool,
    /// Why.
    pub error: Refusal,
}

/// A refusal for which there was no ack to answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackingError {
    /// The order that was asked for, if any was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub order_id: Option<String>,
    /// Why.
    #[serde(flatten)]
    pub error: Refusal,
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    // That nothing else is answered, every socket of the stories in `tests/api` checks.
    #[test]
    fn the_document_for_people_lists_the_codes_that_the_one_for_programs_lists() {
        let document = include_str!("../../../../docs/REALTIME.md");
        let table = document.split("## Refusals").nth(1).unwrap().split("## ").next().unwrap();
        let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split(" |").next());
        let told: BTreeSet<_> = rows.flat_map(|row| row.split('`').step_by(2)).collect();
        let known: BTreeSet<_> = refusal_codes().map(|(code, _)| code).collect();
        assert_eq!(told.into_iter().filter(|code| !code.is_empty()).collect::<BTreeSet<_>>(), known);
    }
}
