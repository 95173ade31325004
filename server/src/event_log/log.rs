//! Reading events back.

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use super::RecordedEvent;
use crate::{error::Result, store::entities::order_event};

/// At most `limit` events behind `position`, oldest first.
///
/// # Errors
/// The database failed, or an event cannot be read.
pub async fn after_position<C: ConnectionTrait>(db: &C, position: i64, limit: u64) -> Result<Vec<RecordedEvent>> {
    let rows = order_event::Entity::find()
        .filter(order_event::Column::Position.gt(position))
        .order_by_asc(order_event::Column::Position)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(|row| RecordedEvent::try_from(row).map_err(Into::into)).collect()
}

/// At most `limit` events between two positions (the first excluded), oldest first: of these orders, or of all.
///
/// # Errors
/// The database failed, or an event cannot be read.
pub async fn between<C: ConnectionTrait>(
    db: &C,
    orders: Option<&[i64]>,
    after: i64,
    upto: i64,
    limit: u64,
) -> Result<Vec<RecordedEvent>> {
    let mut query = order_event::Entity::find()
        .filter(order_event::Column::Position.gt(after))
        .filter(order_event::Column::Position.lte(upto));
    if let Some(orders) = orders {
        query = query.filter(order_event::Column::OrderId.is_in(orders.iter().copied()));
    }
    let rows = query.order_by_asc(order_event::Column::Position).limit(limit).all(db).await?;
    rows.into_iter().map(|row| RecordedEvent::try_from(row).map_err(Into::into)).collect()
}

/// At most `limit` events of one order behind its `seq`, oldest first.
///
/// # Errors
/// The database failed, or an event cannot be read.
pub async fn of_order<C: ConnectionTrait>(db: &C, order: i64, since: i64, limit: u64) -> Result<Vec<RecordedEvent>> {
    let rows = order_event::Entity::find()
        .filter(order_event::Column::OrderId.eq(order))
        .filter(order_event::Column::Seq.gt(since))
        .order_by_asc(order_event::Column::Seq)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(|row| RecordedEvent::try_from(row).map_err(Into::into)).collect()
}
