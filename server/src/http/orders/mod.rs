//! Orders as their customers see them.

#[expect(clippy::module_inception, reason = "split next")]
pub mod orders;
pub mod tracking_links;
