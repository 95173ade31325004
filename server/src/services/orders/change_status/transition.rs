//! What a change of status does to an order: what the state machine says, what is written, what is told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Value, json};

use crate::services::orders::change_status::StatusChange;
use crate::{
    clock::Timestamp,
    domain::{
        order_event::OrderEvent,
        order_status::{OrderStatus, StockEffect},
    },
    error::{Error, Result},
    store::entities::{order_item, order_state::OrderState, product},
};

/// What has to be done to an order.
#[derive(Clone, Copy)]
pub(super) enum Step {
    /// Tracking details alone.
    Details,
    /// The status, and tracking details if given.
    Status(StockEffect),
}

/// What the change means for this order; `None` if it already is as wanted.
pub(super) fn plan(order: &OrderState, change: &StatusChange) -> Result<Option<Step>> {
    if let Some(expected) = change.expected_seq {
        still_at(order, expected)?;
    }
    if order.status != change.status {
        return Ok(Some(Step::Status(order.status.advance_to(change.status)?)));
    }
    let new_number = change.tracking_number.is_some() && change.tracking_number != order.tracking_number;
    let new_date = change.estimated_delivery.is_some() && change.estimated_delivery != order.estimated_delivery;
    Ok((new_number || new_date).then_some(Step::Details))
}

/// Whether the order is as the caller saw it.
pub(super) fn still_at(order: &OrderState, seq: i64) -> Result<()> {
    if order.seq == seq { Ok(()) } else { Err(Error::PreconditionFailed(current(order))) }
}

/// What a caller who lost a race is shown.
fn current(order: &OrderState) -> Value {
    json!({
        "orderId": order.order_id,
        "status": order.status,
        "trackingNumber": order.tracking_number,
        "estimatedDelivery": order.estimated_delivery.map(Timestamp),
        "updatedAt": Timestamp(order.updated_at),
        "seq": order.seq,
    })
}

/// The statuses whose time is void once an order stands at `status`: those further along the path.
fn undone_by(status: OrderStatus) -> impl Iterator<Item = OrderStatus> {
    let on_path = OrderStatus::PATH.contains(&status);
    OrderStatus::PATH.into_iter().filter(move |later| on_path && *later > status)
}

/// Makes the step.
pub(super) fn make(order: &mut OrderState, change: &StatusChange, step: Step, now: DateTime<Utc>) {
    if let Step::Status(_) = step {
        order.status = change.status;
        let mut set = |status: OrderStatus, at: Option<DateTime<Utc>>| match status {
            OrderStatus::Pending => {}
            OrderStatus::Confirmed => order.confirmed_at = at,
            OrderStatus::Processing => order.processing_at = at,
            OrderStatus::Shipped => order.shipped_at = at,
            OrderStatus::Delivered => order.delivered_at = at,
            OrderStatus::Cancelled => order.cancelled_at = at,
            OrderStatus::Refunded => order.refunded_at = at,
        };
        set(change.status, Some(now));
        undone_by(change.status).for_each(|later| set(later, None));
    }
    if change.tracking_number.is_some() {
        order.tracking_number.clone_from(&change.tracking_number);
    }
    order.estimated_delivery = change.estimated_delivery.or(order.estimated_delivery);
    order.seq += 1;
    order.updated_at = now;
}

/// The event that tells of it.
pub(super) fn status_changed(order: &OrderState, from: OrderStatus, change: &StatusChange) -> OrderEvent {
    OrderEvent::StatusChanged {
        order_id: order.order_id.clone(),
        from,
        status: order.status,
        tracking_number: order.tracking_number.clone(),
        estimated_delivery: order.estimated_delivery,
        note: change.note.clone(),
    }
}

/// Puts what cancelled orders held back on the shelf, product by product in the order of their ids, as
/// [`crate::services::orders::create()`] takes it: so the two never wait for each other in a circle.
pub(super) async fn give_back_stock<C: ConnectionTrait>(tx: &C, numbers: &[i64]) -> Result<()> {
    let mut quantities: BTreeMap<String, i64> = BTreeMap::new();
    for lines in order_item::Entity::of_orders(tx, numbers).await?.into_values() {
        for line in lines {
            if let Some(product) = line.product_id {
                *quantities.entry(product).or_default() += i64::from(line.quantity);
            }
        }
    }
    for (product, quantity) in quantities {
        product::Entity::update_many()
            .col_expr(product::Column::Stock, Expr::col(product::Column::Stock).add(quantity))
            .filter(product::Column::Id.eq(product))
            .exec(tx)
            .await?;
    }
    Ok(())
}
