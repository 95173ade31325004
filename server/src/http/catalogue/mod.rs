//! What the shop sells, its prices and its pictures.

pub mod bundles;
pub mod categories;
pub mod pricing;
pub(crate) mod product_query;
pub mod products;
pub mod uploads;
