//! The orders that a filter lets through, sorted, page by page.

pub(super) mod filter;

use sea_orm::{Order, QueryOrder as _, QuerySelect as _};
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::orders::{read::admin_views, search::filter::OrderFilter};
use crate::{
    core::Core, error::Result, services::figures::count, store::entities::order::Column, views::order::OrderView,
};

/// A text that more orders hold than this is found sooner on the way through the list than by its index, which knows
/// all of them but not their order.
const COMMON: u64 = 2_000;

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
pub async fn search(core: &Core, filter: &OrderFilter, page: OrderPage) -> Result<(Vec<OrderView>, OrderPagination)> {
    let db = core.db.read();
    // Counted by hand: the library's way selects every column of what it counts.
    let found = filter.select(core.db.backend());
    let counted = found.clone().select_only().column_as(count(), "count");
    let total: i64 = counted.into_tuple().one(db).await?.unwrap_or_default();
    let total = u64::try_from(total).unwrap_or_default();
    let direction = if page.ascending { Order::Asc } else { Order::Desc };
    let wanted = if total > COMMON { filter.select_in_passing(core.db.backend()) } else { found };
    let sorted = page.sort.columns().iter().fold(wanted, |query, column| query.order_by(*column, direction.clone()));
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
