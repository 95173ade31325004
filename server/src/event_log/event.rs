//! An event of any book.

use serde::Serialize;

use super::book::Book;
use crate::domain::order_event::OrderEvent;

/// What happened, to whatever it happened.
#[derive(Clone, Debug, PartialEq)]
pub enum LogEvent {
    /// To an order.
    Order(OrderEvent),
    /// Somebody noted something on an order.
    #[cfg(test)]
    Note(crate::second_book::Note),
    /// Something that this program does not know, because a newer one wrote it. Readers skip it and go on.
    Unknown,
}

impl LogEvent {
    /// What a row of a book says.
    pub(super) fn read(book: Book, payload: &str) -> Self {
        let read = match book {
            Book::Orders => serde_json::from_str(payload).map(Self::Order),
            #[cfg(test)]
            Book::Notes => serde_json::from_str(payload).map(Self::Note),
        };
        read.unwrap_or(Self::Unknown)
    }

    /// The book that it belongs to, its kind and its payload. None: nobody can write what nobody knows.
    pub(super) fn row(&self) -> Option<(Book, &'static str, serde_json::Result<String>)> {
        fn json<T: Serialize>(event: &T) -> serde_json::Result<String> {
            serde_json::to_string(event)
        }
        match self {
            Self::Order(event) => Some((Book::Orders, event.kind(), json(event))),
            #[cfg(test)]
            Self::Note(note) => Some((Book::Notes, note.kind(), json(note))),
            Self::Unknown => None,
        }
    }
}

impl From<OrderEvent> for LogEvent {
    fn from(event: OrderEvent) -> Self {
        Self::Order(event)
    }
}
