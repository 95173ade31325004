//! HTTP in, HTTP out: extract, call one service, shape the answer. [`routes`] has every route on one screen.

pub mod account;
pub mod admin;
pub mod catalogue;
pub mod desk;
pub(crate) mod documents;
pub mod extract;
pub mod health;
pub mod metrics;
pub(crate) mod middleware;
pub(crate) mod openapi;
pub mod orders;
pub(crate) mod router;
pub mod routes;
pub(crate) mod serve;
