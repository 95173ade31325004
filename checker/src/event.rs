//! [`OrderEvent`]: an event of an order, as the log has it or as a follower received it.

use serde::Deserialize;

use crate::{
    change::{ChangeId, Status},
    shop::{OrderIndex, Orders},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderEvent {
    pub(crate) order: OrderIndex,
    /// Its number among the order's events, from 1; 0 if it could not be read.
    pub(crate) seq: u32,
    /// The change that the tracking number names.
    pub(crate) change: ChangeId,
    /// Its place in the log, from 1: the offset on the wire. 0 for an event in the answer to a join, which has no
    /// offset.
    pub(crate) position: u64,
    pub(crate) status: Status,
}

/// The payload of `order-status-updated` and `order-created`, as far as the checker needs it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload {
    pub(crate) order_id: String,
    pub(crate) status: String,
    /// Missing in the log, where it is a column.
    pub(crate) seq: Option<u32>,
    pub(crate) tracking_number: Option<String>,
}

impl OrderEvent {
    /// An event that could not be read: it is of none of our orders.
    pub(crate) const UNREADABLE: Self =
        Self { order: OrderIndex::NONE, seq: 0, change: ChangeId::NONE, position: 0, status: Status::UNKNOWN };
}

impl Payload {
    /// The event that a follower received, with the offset behind it.
    pub(crate) fn received(&self, orders: &Orders, offset: Option<&str>) -> OrderEvent {
        let position = offset.and_then(|offset| offset.parse().ok()).unwrap_or_default();
        self.event(orders, self.seq.unwrap_or_default(), position)
    }

    /// The event with this number and place.
    pub(crate) fn event(&self, orders: &Orders, seq: u32, position: u64) -> OrderEvent {
        OrderEvent {
            order: orders.index(&self.order_id),
            seq,
            change: ChangeId::of(self.tracking_number.as_deref()),
            position,
            status: Status::parse(&self.status),
        }
    }
}
