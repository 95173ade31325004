//! Where a page stands in its list.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::page::Page;

/// Where a page stands in its list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// From 1.
    pub current_page: u64,
    /// How many there are.
    pub total_pages: u64,
    /// How many products there are.
    pub total_products: u64,
    /// Whether a page follows.
    pub has_next_page: bool,
    /// Whether a page precedes.
    pub has_prev_page: bool,
    /// How many a page holds.
    pub limit: u64,
}

impl Pagination {
    /// Where `page` stands in a list of `total`.
    #[must_use]
    pub fn of(page: Page, total: u64) -> Self {
        Self {
            current_page: page.number,
            total_pages: page.pages_of(total),
            total_products: total,
            has_next_page: page.has_next(total),
            has_prev_page: page.has_previous(),
            limit: page.limit,
        }
    }
}
