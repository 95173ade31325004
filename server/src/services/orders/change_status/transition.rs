//! What a change of status does to an order: which columns it sets, as far as the state machine lets it.

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        order_status::{InvalidTransition, OrderStatus, StockEffect},
        status_change::StatusChange,
    },
    store::entities::order_state::OrderState,
};

/// How an order gets from where it is to what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transition {
    /// The status stays; the tracking number or the delivery date changes.
    Details,
    /// The status changes, and with it the tracking details that were given.
    Status(StockEffect),
}

impl Transition {
    /// The transition that `change` means for this order; `None` if the order is as wanted already.
    ///
    /// # Errors
    /// The state machine does not lead from the order's status to the wanted one.
    pub(super) fn plan(order: &OrderState, change: &StatusChange) -> Result<Option<Self>, InvalidTransition> {
        if order.status != change.status {
            return order.status.advance_to(change.status).map(|stock| Some(Self::Status(stock)));
        }
        let new_number = change.tracking_number.is_some() && change.tracking_number != order.tracking_number;
        let new_date = change.estimated_delivery.is_some() && change.estimated_delivery != order.estimated_delivery;
        Ok((new_number || new_date).then_some(Self::Details))
    }

    /// Makes the transition at `now`, and gives the order its next version.
    pub(super) fn apply(self, order: &mut OrderState, change: &StatusChange, now: DateTime<Utc>) {
        if let Self::Status(_) = self {
            order.status = change.status;
            set_reached(order, change.status, Some(now));
            undone_by(change.status).for_each(|later| set_reached(order, later, None));
        }
        if change.tracking_number.is_some() {
            order.tracking_number.clone_from(&change.tracking_number);
        }
        order.estimated_delivery = change.estimated_delivery.or(order.estimated_delivery);
        order.seq = order.seq.next();
        order.updated_at = now;
    }

    /// What the transition does to the stock of the order's products.
    pub(super) fn stock(self) -> StockEffect {
        match self {
            Self::Details => StockEffect::Keep,
            Self::Status(stock) => stock,
        }
    }
}

/// Sets the time at which the order last reached `status`. An order is pending from the start: that has no time.
fn set_reached(order: &mut OrderState, status: OrderStatus, at: Option<DateTime<Utc>>) {
    match status {
        OrderStatus::Pending => {}
        OrderStatus::Confirmed => order.confirmed_at = at,
        OrderStatus::Processing => order.processing_at = at,
        OrderStatus::Shipped => order.shipped_at = at,
        OrderStatus::Delivered => order.delivered_at = at,
        OrderStatus::Cancelled => order.cancelled_at = at,
        OrderStatus::Refunded => order.refunded_at = at,
    }
}

/// The statuses whose time is void once an order is at `status`: those further along the path.
fn undone_by(status: OrderStatus) -> impl Iterator<Item = OrderStatus> {
    let on_path = OrderStatus::PATH.contains(&status);
    OrderStatus::PATH.into_iter().filter(move |later| on_path && *later > status)
}
