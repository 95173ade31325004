//! A second book of the log, which exists in tests only: what it shows of the pipeline holds for every book to come.
//!
//! Its subject is an order, with a `seq` of its own. A note is for the order's followers and the desk, or for the desk
//! alone. The book is registered where its table is.

mod life;
mod stories;
mod subscriptions;

pub(crate) use self::life::{Nodes, What, happen, told, words};

use sea_orm::{
    ConnectionTrait as _, Statement,
    sea_query::{Alias, ColumnDef, Index, Table},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    event_log::{Book, EventLog, LogEvent},
    realtime::protocol::table::{Audience, EventSpec, announces},
    store::database::Database,
};

/// What somebody noted on an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Note {
    /// For everybody who follows the order.
    NoteShown { text: String },
    /// For the desk.
    NoteKept { text: String },
}

impl Note {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NoteShown { .. } => "note-shown",
            Self::NoteKept { .. } => "note-kept",
        }
    }
}

impl From<Note> for LogEvent {
    fn from(note: Note) -> Self {
        Self::Note(note)
    }
}

static SHOWN: EventSpec =
    announces::<Note>("note-shown", &[Audience::OrderRoom, Audience::OrderDesk], "Something was noted for all.");
static KEPT: EventSpec = announces::<Note>("note-kept", &[Audience::OrderDesk], "Something was noted for the desk.");

/// Its rows of the event table.
pub(crate) fn announcement(note: &Note) -> &'static EventSpec {
    match note {
        Note::NoteShown { .. } => &SHOWN,
        Note::NoteKept { .. } => &KEPT,
    }
}

/// The table, as a migration would make it.
pub(crate) async fn make_table(db: &Database) {
    let text = |name| ColumnDef::new(name).string().not_null().to_owned();
    let number = |name| ColumnDef::new(name).big_integer().not_null().to_owned();
    let [position, subject, seq, kind, payload, actor_kind, actor_id, request_id, created_at] =
        ["position", "note_order", "seq", "kind", "payload", "actor_kind", "actor_id", "request_id", "created_at"]
            .map(Alias::new);
    let mut table = Table::create();
    table
        .table(Alias::new(Book::Notes.table()))
        .col(number(position).primary_key())
        .col(number(subject.clone()))
        .col(number(seq.clone()))
        .col(text(kind))
        .col(text(payload))
        .col(text(actor_kind))
        .col(ColumnDef::new(actor_id).string())
        .col(ColumnDef::new(request_id).string())
        .col(ColumnDef::new(created_at).timestamp_with_time_zone().not_null())
        .index(Index::create().unique().name("ux_note_events_seq").col(subject).col(seq));
    db.schema().execute(&table).await.unwrap();
}

/// The log with this book, too, where its table is.
pub(crate) async fn registered(log: EventLog, db: &Database) -> EventLog {
    let there = db.read().query_one_raw(Statement::from_string(db.backend(), "SELECT 1 FROM note_events")).await;
    if there.is_ok() { EventLog::with(db.clone(), &[Book::Orders, Book::Notes]) } else { log }
}
