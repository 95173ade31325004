//! HTTP in, HTTP out: extract, call one service, shape the answer. [`router`] has every route on one screen.

pub mod account;
pub mod admin;
pub mod catalogue;
pub mod desk;
pub mod extract;
pub mod health;
pub mod metrics;
pub(crate) mod middleware;
pub mod openapi;
pub mod orders;
pub(crate) mod router;
pub(crate) mod serve;
