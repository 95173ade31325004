//! Finding orders for the shop's people: filtered, sorted, page by page.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
    sea_query::{Expr, Func, LikeExpr},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::list::admin_views;
use crate::{
    app::App,
    domain::order_status::OrderStatus,
    entities::order::{self, Column},
    error::Result,
    services::figures::count,
    views::order::OrderView,
};

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
    /// The orders that it lets through.
    #[must_use]
    pub fn select(&self) -> Select<order::Entity> {
        let mut wanted = Condition::all();
        if let Some(text) = &self.search {
            // People read an order's id as `#ORD00042`.
            let id = text.strip_prefix('#').unwrap_or(text);
            let anywhere = Condition::any()
                .add(contains(Column::OrderId, id))
                .add(contains(Column::CustomerName, text))
                .add(contains(Column::CustomerPhone, text))
                .add(contains(Column::CustomerEmail, text));
            wanted = wanted.add(anywhere);
        }
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

/// Plain substring search without regard to case. What somebody types is never a pattern. Databases fold the
/// letters beyond ASCII or not, by their kind and locale: both spellings are looked for.
fn contains(column: Column, text: &str) -> Condition {
    let mut spellings = vec![text.to_ascii_lowercase(), text.to_lowercase()];
    spellings.dedup();
    spellings.iter().fold(Condition::any(), |any, text| {
        let column = Func::lower(Expr::col((order::Entity, column)));
        any.add(Expr::expr(column).like(LikeExpr::new(pattern(text)).escape('\\')))
    })
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

/// What the list may be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderSort {
    /// When it was made.
    #[default]
    CreatedAt,
    /// When it last changed.
    UpdatedAt,
    /// What the customer pays.
    TotalAmount,
    /// Where it stands, by the status's name; within one status, when it was made.
    Status,
    /// Its number.
    OrderId,
}

impl OrderSort {
    /// The names that clients use.
    pub const NAMES: [&str; 5] = ["createdAt", "totalAmount", "status", "orderId", "updatedAt"];

    /// Reads a sort field's name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "createdAt" => Self::CreatedAt,
            "updatedAt" => Self::UpdatedAt,
            "totalAmount" => Self::TotalAmount,
            "status" => Self::Status,
            "orderId" => Self::OrderId,
            _ => return None,
        })
    }

    /// Each list has an index, and each ends in the number, so that no order stands on two pages.
    fn columns(self) -> &'static [Column] {
        match self {
            Self::CreatedAt => &[Column::CreatedAt, Column::Id],
            Self::UpdatedAt => &[Column::UpdatedAt, Column::Id],
            Self::TotalAmount => &[Column::TotalMinor, Column::Id],
            Self::Status => &[Column::Status, Column::CreatedAt, Column::Id],
            Self::OrderId => &[Column::Id],
        }
    }
}

/// Which page, of a list in which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderPage {
    /// From 1.
    pub number: u32,
    /// How many orders a page holds.
    pub limit: u32,
    /// By what the list is sorted.
    pub sort: OrderSort,
    /// Smallest or oldest first.
    pub ascending: bool,
}

/// Where a page stands in its list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderPagination {
    /// From 1.
    pub current_page: u32,
    /// How many there are.
    pub total_pages: u64,
    /// How many orders there are.
    pub total_orders: u64,
    /// Whether a page follows.
    pub has_next_page: bool,
    /// Whether a page precedes.
    pub has_prev_page: bool,
    /// How many orders a page holds.
    pub limit: u32,
}

/// A page of the orders that `filter` lets through.
///
/// # Errors
/// The database failed.
pub async fn search(app: &App, filter: &OrderFilter, page: OrderPage) -> Result<(Vec<OrderView>, OrderPagination)> {
    let db = app.db.read();
    // Counted by hand: the library's way selects every column of what it counts.
    let counted = filter.select().select_only().column_as(count(), "count");
    let total: i64 = counted.into_tuple().one(db).await?.unwrap_or_default();
    let total = u64::try_from(total).unwrap_or_default();
    let direction = if page.ascending { Order::Asc } else { Order::Desc };
    let sorted =
        page.sort.columns().iter().fold(filter.select(), |query, column| query.order_by(*column, direction.clone()));
    let offset = u64::from(page.number - 1) * u64::from(page.limit);
    let orders = if offset < total {
        admin_views(db, sorted.offset(offset).limit(u64::from(page.limit)).all(db).await?).await?
    } else {
        Vec::new()
    };
    let total_pages = total.div_ceil(u64::from(page.limit));
    let pagination = OrderPagination {
        current_page: page.number,
        total_pages,
        total_orders: total,
        has_next_page: u64::from(page.number) < total_pages,
        has_prev_page: page.number > 1,
        limit: page.limit,
    };
    Ok((orders, pagination))
}
