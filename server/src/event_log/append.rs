//! Writing events, inside the transaction of the change that they tell of.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use sea_orm::{
    ConnectionTrait,
    sea_query::{Alias, Expr, InsertStatement, Query},
};

use super::{book::Book, event::LogEvent};
use crate::{domain::order_event::Actor, error::Result, store::entities::event_log_head};

/// Rows per `INSERT`: nine values each, far below every database's limit on variables.
const CHUNK: usize = 1_000;

/// An event about to be written. Its `seq` is the subject's, which the writer has locked.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What it is about: of an order, its number.
    pub subject: i64,
    /// The subject's `seq` with this event, among those of the event's book.
    pub seq: i64,
    /// What happens. It says in which book it is written.
    pub event: LogEvent,
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

/// One position after the other, whatever book an event stands in.
async fn write<'a, C: ConnectionTrait>(
    tx: &C,
    events: impl Iterator<Item = (&'a NewEvent, Option<&'a str>)>,
    count: usize,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let first = event_log_head::Entity::take(tx, count).await?;
    // Of one request they mostly stand in one book.
    let mut inserts: Vec<(Book, usize, InsertStatement)> = Vec::new();
    for ((new, request_id), position) in events.zip(first..) {
        let (book, kind, payload) = new.event.row().context("an event of an unknown kind cannot be written")?;
        let payload = payload.context("an event cannot be written as JSON")?;
        let values = [
            Expr::value(position),
            Expr::value(new.subject),
            Expr::value(new.seq),
            Expr::value(kind),
            Expr::value(payload),
            Expr::value(new.actor.kind()),
            Expr::value(new.actor.id()),
            Expr::value(request_id),
            Expr::value(new.at),
        ];
        let open = inserts.iter().position(|(other, rows, _)| *other == book && *rows < CHUNK);
        let open = open.unwrap_or_else(|| {
            let mut insert = Query::insert();
            insert.into_table(Alias::new(book.table())).columns(book.columns().map(Alias::new));
            inserts.push((book, 0, insert));
            inserts.len() - 1
        });
        let (_, rows, insert) = &mut inserts[open];
        insert.values(values).context("an event has another number of values than its book has columns")?;
        *rows += 1;
    }
    for (_, _, insert) in inserts {
        tx.execute(&insert).await?;
    }
    Ok(())
}
