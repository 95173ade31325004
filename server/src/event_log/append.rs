//! Writing events, inside the transaction of the change that they tell of.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait as _};

use crate::{
    domain::order_event::{Actor, OrderEvent},
    error::Result,
    store::entities::{event_log_head, order_event},
};

/// Rows per `INSERT`: nine values each, far below every database's limit on variables.
const CHUNK: usize = 1_000;

/// An event about to be written. Its `seq` is the order's, which the writer has locked.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Number of the order.
    pub order: i64,
    /// The order's `seq` with this event.
    pub seq: i64,
    /// What happens.
    pub event: OrderEvent,
    /// Who does it.
    pub actor: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Appends events of one request to the log, in the order given. Call it last in a transaction: from here on until
/// the commit, every other writer waits.
///
/// # Errors
/// The database failed; the transaction must roll back.
pub async fn append<C: ConnectionTrait>(tx: &C, events: &[NewEvent], request_id: Option<&str>) -> Result<()> {
    write(tx, events.iter().map(|event| (event, request_id)), events.len()).await
}

/// The same for events of several requests, each with its own.
///
/// # Errors
/// The database failed; the transaction must roll back.
pub async fn append_each<C: ConnectionTrait>(tx: &C, events: &[(NewEvent, Option<&str>)]) -> Result<()> {
    write(tx, events.iter().map(|(event, request_id)| (event, *request_id)), events.len()).await
}

async fn write<'a, C: ConnectionTrait>(
    tx: &C,
    events: impl Iterator<Item = (&'a NewEvent, Option<&'a str>)>,
    count: usize,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let first = event_log_head::Entity::take(tx, count).await?;
    let rows = events
        .zip(first..)
        .map(|((new, request_id), position)| {
            let payload = serde_json::to_string(&new.event).context("an event cannot be written as JSON")?;
            Ok(order_event::ActiveModel {
                position: Set(position),
                order_id: Set(new.order),
                seq: Set(new.seq),
                kind: Set(new.event.kind().to_owned()),
                payload: Set(payload),
                actor_kind: Set(new.actor.kind().to_owned()),
                actor_id: Set(new.actor.id().map(str::to_owned)),
                request_id: Set(request_id.map(str::to_owned)),
                created_at: Set(new.at),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    for chunk in rows.chunks(CHUNK) {
        order_event::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(tx).await?;
    }
    Ok(())
}
