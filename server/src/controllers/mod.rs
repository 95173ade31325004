//! HTTP in, HTTP out: extract, call one service, shape the answer.

pub mod addresses;
pub mod admin;
pub mod auth;
pub mod catalogue;
pub mod documents;
pub mod extract;
pub mod health;
mod input;
pub mod once;
pub mod orders;
pub mod tracking_links;
pub mod uploads;
