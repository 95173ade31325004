//! An event as the log holds it.

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, QueryResult};
use serde::{Deserialize, Serialize};

use super::{book::Book, event::LogEvent};
use crate::domain::order_event::OrderEvent;

/// A committed event with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<E> {
    /// Its place in the whole log.
    pub position: i64,
    /// The book that it stands in.
    pub book: Book,
    /// What it is about: in the book of orders, the order's number.
    pub subject: i64,
    /// Its place among the subject's own events of this book.
    pub seq: i64,
    /// The name of what happened, known to this program or not.
    pub kind: String,
    /// What happened.
    pub event: E,
    /// When.
    pub at: DateTime<Utc>,
    /// Kind of person who did it.
    pub actor_kind: String,
    /// The user who did it.
    pub actor_id: Option<String>,
    /// The request that did it, to follow a change from the HTTP call to the emitted event.
    pub request_id: Option<String>,
}

/// An event of any book.
pub type RecordedEvent = Recorded<LogEvent>;
/// An event of an order.
pub type RecordedOrderEvent = Recorded<OrderEvent>;

/// What makes an event that event, whatever its payload says: a text in it may be erased later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    position: i64,
    table: String,
    subject: i64,
    seq: i64,
    kind: String,
    at: DateTime<Utc>,
}

impl<E> Recorded<E> {
    /// What makes it this event.
    #[must_use]
    pub fn identity(&self) -> Identity {
        Identity {
            position: self.position,
            table: self.book.table().to_owned(),
            subject: self.subject,
            seq: self.seq,
            kind: self.kind.clone(),
            at: self.at,
        }
    }

    /// The same with something else that happened.
    fn with<F>(self, event: F) -> Recorded<F> {
        let Self { position, book, subject, seq, kind, event: _, at, actor_kind, actor_id, request_id } = self;
        Recorded { position, book, subject, seq, kind, event, at, actor_kind, actor_id, request_id }
    }
}

impl RecordedEvent {
    /// Reads a row with a book's columns.
    pub(super) fn read(book: Book, row: &QueryResult) -> Result<Self, DbErr> {
        let payload: String = row.try_get_by_index(4)?;
        Ok(Self {
            position: row.try_get_by_index(0)?,
            book,
            subject: row.try_get_by_index(1)?,
            seq: row.try_get_by_index(2)?,
            kind: row.try_get_by_index(3)?,
            event: LogEvent::read(book, &payload),
            at: row.try_get_by_index(8)?,
            actor_kind: row.try_get_by_index(5)?,
            actor_id: row.try_get_by_index(6)?,
            request_id: row.try_get_by_index(7)?,
        })
    }

    /// Whether this program knows what happened.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.event != LogEvent::Unknown
    }

    /// As one of an order; none of another subject, or of a kind that this program does not know.
    #[must_use]
    pub fn of_order(mut self) -> Option<RecordedOrderEvent> {
        let LogEvent::Order(event) = std::mem::replace(&mut self.event, LogEvent::Unknown) else { return None };
        Some(self.with(event))
    }
}
