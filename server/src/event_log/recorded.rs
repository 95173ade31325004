//! An event as the log holds it.

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use crate::{domain::order_event::OrderEvent, store::entities::order_event};

/// A committed event with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEvent {
    /// Its place in the whole log.
    pub position: i64,
    /// Its place among the order's own events.
    pub seq: i64,
    /// Number of the order.
    pub order: i64,
    /// What happened.
    pub event: OrderEvent,
    /// When.
    pub at: DateTime<Utc>,
    /// Kind of person who did it.
    pub actor_kind: String,
    /// The user who did it.
    pub actor_id: Option<String>,
    /// The request that did it, to follow a change from the HTTP call to the emitted event.
    pub request_id: Option<String>,
}

impl TryFrom<order_event::Model> for RecordedEvent {
    type Error = anyhow::Error;

    fn try_from(row: order_event::Model) -> Result<Self, Self::Error> {
        let event = serde_json::from_str(&row.payload)
            .with_context(|| format!("the event at position {} cannot be read", row.position))?;
        Ok(Self {
            position: row.position,
            seq: row.seq,
            order: row.order_id,
            event,
            at: row.created_at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            request_id: row.request_id,
        })
    }
}
