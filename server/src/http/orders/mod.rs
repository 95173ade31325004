//! Orders as their customers see them.

pub mod create;
pub mod invoice;
pub mod read;
pub mod tracking_links;
