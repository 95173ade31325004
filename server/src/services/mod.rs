//! Use cases. Each opens and closes its own transaction; every writer of an order goes through [`orders`].

pub mod access;
pub mod accounts;
pub mod addresses;
pub mod catalogue;
pub mod categories;
pub mod dashboard;
mod figures;
pub mod idempotency;
pub mod invoices;
pub mod orders;
pub mod pricing;
pub mod products;
pub mod sessions;
pub mod tracking_links;
pub mod uploads;
pub mod users;
