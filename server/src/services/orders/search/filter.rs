//! Which orders the shop's people want to see: by status, by day, by a text that they remember.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, DbBackend, EntityTrait as _, ExprTrait as _, QueryFilter as _, Select,
    sea_query::{Alias, Expr, Func, LikeExpr, Query, SelectStatement, extension::sqlite::SqliteExpr as _},
};

use crate::{
    domain::order_status::OrderStatus,
    store::entities::order::{self, Column},
};

/// The index of texts, which triggers keep (see its migration).
const SEARCH: &str = "order_search";
/// The shortest text that the index finds. Shorter ones are looked for in every order.
const TRIGRAM: usize = 3;

/// Which orders. Parts that are empty let every order through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// With this text in order id, customer's name, phone number or e-mail address.
    pub search: Option<String>,
    /// In one of these statuses.
    pub statuses: Vec<OrderStatus>,
    /// Paid for in one of these ways.
    pub payment_methods: Vec<String>,
    /// With one of these payment statuses.
    pub payment_statuses: Vec<String>,
    /// Sent to this postal code.
    pub pincode: Option<String>,
    /// Made at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Made before this instant.
    pub before: Option<DateTime<Utc>>,
}

impl OrderFilter {
    /// The orders that it lets through, a text found by its index.
    #[must_use]
    pub fn select(&self, backend: DbBackend) -> Select<order::Entity> {
        let text = self.search.as_deref().map(|text| found(text, backend));
        self.rest().filter(Condition::all().add_option(text))
    }

    /// The same orders, a text looked for in one order after the other: soonest done where most orders hold it and
    /// the first few are wanted. SQLite takes capitals for small letters in the index only, beyond ASCII.
    #[must_use]
    pub fn select_in_passing(&self, backend: DbBackend) -> Select<order::Entity> {
        match self.search.as_deref() {
            Some(text) if text.is_ascii() => self.rest().filter(held(text)),
            _ => self.select(backend),
        }
    }

    /// All but the text.
    fn rest(&self) -> Select<order::Entity> {
        let mut wanted = Condition::all();
        if !self.statuses.is_empty() {
            wanted = wanted.add(Column::Status.is_in(self.statuses.iter().copied()));
        }
        for (column, values) in
            [(Column::PaymentMethod, &self.payment_methods), (Column::PaymentStatus, &self.payment_statuses)]
        {
            if !values.is_empty() {
                wanted = wanted.add(column.is_in(values));
            }
        }
        if let Some(pincode) = &self.pincode {
            wanted = wanted.add(Column::ShipZipCode.eq(pincode));
        }
        if let Some(from) = self.from {
            wanted = wanted.add(Column::CreatedAt.gte(from));
        }
        if let Some(before) = self.before {
            wanted = wanted.add(Column::CreatedAt.lt(before));
        }
        order::Entity::find().filter(wanted)
    }
}

/// An order's id as people may type it: they read it as `#ORD00042`.
fn as_id(text: &str) -> &str {
    text.strip_prefix('#').unwrap_or(text)
}

/// Orders that hold `text`, by the index if it is long enough for that.
fn found(text: &str, backend: DbBackend) -> Condition {
    let id = as_id(text);
    if id.chars().count() < TRIGRAM {
        return held(text);
    }
    let indexed = Condition::all().add(Expr::col((order::Entity, Column::Id)).in_subquery(index(id, backend)));
    // Behind a `#` stands an order's id alone, or another text with its `#`: few are found, and looked at again.
    if id == text { indexed } else { indexed.add(held(text)) }
}

/// The numbers of the orders in whose entry the index finds `text`.
fn index(text: &str, backend: DbBackend) -> SelectStatement {
    let mut numbers = Query::select();
    numbers.from(Alias::new(SEARCH));
    if backend == DbBackend::Postgres {
        return numbers.column(Alias::new("id")).cond_where(like(&Expr::col(Alias::new("words")), text)).take();
    }
    // A phrase of FTS5, <https://www.sqlite.org/fts5.html#full_text_query_syntax>: nothing in it is a pattern.
    let phrase = format!("\"{}\"", text.replace('"', "\"\""));
    numbers.column(Alias::new("rowid")).and_where(Expr::col(Alias::new(SEARCH)).matches(phrase)).take()
}

/// Orders that hold `text`, each looked at.
fn held(text: &str) -> Condition {
    let holds = |column, text| like(&Expr::expr(Func::lower(Expr::col((order::Entity, column)))), text);
    Condition::any()
        .add(holds(Column::OrderId, as_id(text)))
        .add(holds(Column::CustomerName, text))
        .add(holds(Column::CustomerPhone, text))
        .add(holds(Column::CustomerEmail, text))
}

/// Plain substring search without regard to case. What somebody types is never a pattern. Databases fold the
/// letters beyond ASCII or not, by their kind and locale: both spellings are looked for.
fn like(lowered: &Expr, text: &str) -> Condition {
    let mut spellings = vec![text.to_ascii_lowercase(), text.to_lowercase()];
    spellings.dedup();
    spellings
        .iter()
        .fold(Condition::any(), |any, text| any.add(lowered.clone().like(LikeExpr::new(pattern(text)).escape('\\'))))
}

fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
