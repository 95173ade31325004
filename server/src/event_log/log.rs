//! [`EventLog`]: reading the log, over all of its books.

use std::sync::Arc;

use prometheus_client::metrics::{counter::Counter, family::Family};
use sea_orm::{
    ConnectionTrait as _, DbErr, QueryResult,
    sea_query::{Alias, Expr, ExprTrait as _, Order, Query, SelectStatement, UnionType},
};

use super::{
    book::Book,
    recorded::{Identity, RecordedEvent, RecordedOrderEvent},
};
use crate::{
    error::Result,
    metrics::ReaderLabel,
    store::{database::Database, entities::event_log_head},
};

/// How many subjects one `IN (…)` takes: far below every database's limit on variables.
const IN_LIST: usize = 1_000;

/// The log of one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct EventLog {
    db: Database,
    books: Arc<[Book]>,
    unknown: Family<ReaderLabel, Counter>,
}

/// Who reads, as the metric of events of unknown kinds tells readers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The relay: each event once.
    Relay,
    /// A node that replays what clients missed.
    Recovery,
    /// A client that joins and says what it has.
    Join,
    /// The history of one order.
    History,
    /// A durable subscription: each event once in all.
    Subscription,
}

impl Reader {
    const ALL: [Self; 5] = [Self::Relay, Self::Recovery, Self::Join, Self::History, Self::Subscription];

    fn label(self) -> ReaderLabel {
        let reader = match self {
            Self::Relay => "relay",
            Self::Recovery => "recovery",
            Self::Join => "join",
            Self::History => "history",
            Self::Subscription => "subscription",
        };
        ReaderLabel { reader }
    }
}

/// Which events of a book are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// All.
    All,
    /// Those of these subjects.
    These(Vec<i64>),
}

/// A place between two events of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The position of the event before it; 0 before the first.
    pub position: i64,
    /// That event; none before the first, and where a newer program has written into a book that this one does not
    /// know.
    pub last: Option<Identity>,
}

impl Place {
    /// Behind an event.
    #[must_use]
    pub fn behind(event: &RecordedEvent) -> Self {
        Self { position: event.position, last: Some(event.identity()) }
    }
}

impl EventLog {
    /// The log of `db`, with the books of the product.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self::with(db, Book::ALL)
    }

    /// With these books.
    pub(crate) fn with(db: Database, books: &[Book]) -> Self {
        let unknown = Family::default();
        // A counter that begins at zero is there from the start: a rate needs a first value.
        for reader in Reader::ALL {
            drop(Family::<_, Counter>::get_or_create(&unknown, &reader.label()));
        }
        Self { db, books: books.into(), unknown }
    }

    /// How many events of unknown kinds were skipped, by reader.
    pub(crate) fn unknown(&self) -> &Family<ReaderLabel, Counter> {
        &self.unknown
    }

    /// A reader skips an event of a kind that it does not know.
    pub(crate) fn skipped(&self, reader: Reader, event: &RecordedEvent) {
        tracing::debug!(
            position = event.position,
            kind = event.kind,
            ?reader,
            "an event of an unknown kind is skipped"
        );
        self.unknown.get_or_create(&reader.label()).inc();
    }

    /// The newest committed position.
    ///
    /// # Errors
    /// The database failed.
    pub async fn head(&self) -> Result<i64> {
        Ok(event_log_head::Entity::position(self.db.read()).await?)
    }

    /// Where the log ends now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end(&self) -> Result<Place> {
        let position = self.head().await?;
        let last = self.between(|_| Subjects::All, position - 1, position, 1).await?.pop();
        Ok(Place { position, last: last.map(|event| event.identity()) })
    }

    /// At most `limit` events behind a place, oldest first. None: the log does not hold that place any more. It has
    /// lost its end, and may have given its numbers to other events since.
    ///
    /// # Errors
    /// The database failed.
    pub async fn behind(&self, place: &Place, limit: i64) -> Result<Option<Vec<RecordedEvent>>> {
        // The last one once more, to see whether it is still there.
        let overlap = i64::from(place.last.is_some());
        let mut events = self.stretch(place.position - overlap, limit + overlap).await?;
        if let Some(last) = &place.last {
            if events.first().map(RecordedEvent::identity).as_ref() != Some(last) {
                return Ok(None);
            }
            events.remove(0);
        }
        if events.is_empty() && self.books.len() > 1 {
            events = self.over_a_hole(place.position, limit).await?;
        }
        Ok(Some(events))
    }

    /// At most `limit` events behind a position. Of one statement, and so of one moment: a reader of two books that
    /// asks one after the other could see a commit in the second and have missed one before it in the first.
    async fn stretch(&self, after: i64, limit: i64) -> Result<Vec<RecordedEvent>> {
        if let [book] = *self.books {
            let mut query = select(book, after);
            query.order_by(Alias::new("position"), Order::Asc).limit(u64::try_from(limit).unwrap_or_default());
            return Ok(self.read(&query, |_| Ok(book)).await?);
        }
        // Positions have no gap, so so many of them hold all that is wanted. Bounded in every arm, no database sorts the
        // whole rest of the log to find the first of it.
        let mut arms = self.books.iter().zip(0_i32..).map(|(book, number)| {
            let mut arm = select(*book, after);
            arm.and_where(Expr::col(Alias::new("position")).lte(after + limit)).expr(Expr::cust(number.to_string()));
            arm
        });
        let Some(mut union) = arms.next() else { return Ok(Vec::new()) };
        for arm in arms {
            union.union(UnionType::All, arm);
        }
        union.order_by(Alias::new("position"), Order::Asc);
        let book = |row: &QueryResult| {
            let number: i32 = row.try_get_by_index(9)?;
            let book = usize::try_from(number).ok().and_then(|number| self.books.get(number));
            book.copied().ok_or_else(|| DbErr::Custom(format!("there is no book {number}")))
        };
        Ok(self.read(&union, book).await?)
    }

    /// Nothing stands behind a position, in its stretch. If the log goes on further on, all of that stretch is in a book
    /// that this program does not know: a reader that waited for it would wait for ever.
    async fn over_a_hole(&self, mut after: i64, limit: i64) -> Result<Vec<RecordedEvent>> {
        let head = self.head().await?;
        while after + limit < head {
            after += limit;
            let events = self.stretch(after, limit).await?;
            if !events.is_empty() {
                tracing::warn!(after, "a stretch of the event log is in a book that this program does not know");
                return Ok(events);
            }
        }
        Ok(Vec::new())
    }

    /// At most `limit` events between two positions (the first excluded), oldest first: of each book those of the
    /// subjects that are wanted. What lies at or before `upto` must be committed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn between(
        &self,
        wanted: impl Fn(Book) -> Subjects,
        after: i64,
        upto: i64,
        limit: u64,
    ) -> Result<Vec<RecordedEvent>> {
        let mut found = Vec::new();
        for book in self.books.iter().copied() {
            let bounded = || {
                let mut query = select(book, after);
                query.and_where(Expr::col(Alias::new("position")).lte(upto));
                query.order_by(Alias::new("position"), Order::Asc).limit(limit);
                query
            };
            match wanted(book) {
                Subjects::All => found.extend(self.read(&bounded(), |_| Ok(book)).await?),
                Subjects::These(subjects) => {
                    for some in subjects.chunks(IN_LIST) {
                        let mut query = bounded();
                        query.and_where(Expr::col(Alias::new(book.subject())).is_in(some.iter().copied()));
                        found.extend(self.read(&query, |_| Ok(book)).await?);
                    }
                }
            }
        }
        found.sort_by_key(|event| event.position);
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// At most `limit` events of one subject behind its `seq`, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_subject(&self, book: Book, subject: i64, since: i64, limit: u64) -> Result<Vec<RecordedEvent>> {
        let mut query = Query::select();
        query
            .columns(book.columns().map(Alias::new))
            .from(Alias::new(book.table()))
            .and_where(Expr::col(Alias::new(book.subject())).eq(subject))
            .and_where(Expr::col(Alias::new("seq")).gt(since))
            .order_by(Alias::new("seq"), Order::Asc)
            .limit(limit);
        Ok(self.read(&query, |_| Ok(book)).await?)
    }

    /// What happened to an order, oldest first; at most `limit` events, without those of kinds that this program does
    /// not know.
    ///
    /// # Errors
    /// The database failed.
    pub async fn history_of(&self, order: i64, limit: u64) -> Result<Vec<RecordedOrderEvent>> {
        let events = self.of_subject(Book::Orders, order, 0, limit).await?;
        let unknown = events.iter().filter(|event| !event.is_known());
        unknown.for_each(|event| self.skipped(Reader::History, event));
        Ok(events.into_iter().filter_map(RecordedEvent::of_order).collect())
    }

    async fn read(
        &self,
        query: &SelectStatement,
        book: impl Fn(&QueryResult) -> Result<Book, DbErr>,
    ) -> Result<Vec<RecordedEvent>, DbErr> {
        let rows = self.db.read().query_all(query).await?;
        rows.iter().map(|row| RecordedEvent::read(book(row)?, row)).collect()
    }
}

/// A book's events behind a position.
fn select(book: Book, after: i64) -> SelectStatement {
    let mut query = Query::select();
    query
        .columns(book.columns().map(Alias::new))
        .from(Alias::new(book.table()))
        .and_where(Expr::col(Alias::new("position")).gt(after));
    query
}
