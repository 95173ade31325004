//! Trackroom: a Socket.IO-compatible real-time order status server.
//!
//! Everything serves one journey: a member of the shop changes an order's status, by [`http`] or by a command in
//! [`realtime`] → [`services::orders`] asks the state machine in [`domain`] and writes the order ([`store::entities`]) and
//! its event ([`event_log`]) in one transaction → the relay reads the committed event → [`realtime`] brings it to every
//! socket that follows the order. `docs/ARCHITECTURE.md` walks it.

/// What the suites' support calls this crate.
#[cfg(test)]
extern crate self as trackroom;

pub mod app;
pub mod auth;
pub mod bus;
pub mod clock;
pub mod config;
pub mod core;
pub mod credentials;
pub mod demo;
pub mod domain;
mod embedded;
pub mod error;
pub mod event_log;
mod housekeeping;
pub mod http;
pub mod in_flight;
pub mod metrics;
pub mod net;
pub mod realtime;
#[cfg(test)]
mod second_book;
pub mod services;
mod start;
pub mod store;
#[cfg(test)]
#[expect(dead_code, unused_imports, reason = "shared with the suites of the whole program")]
#[path = "../tests/api/support/mod.rs"]
mod support;
pub mod tasks;
pub mod telemetry;
pub mod throttle;
pub mod views;

pub use start::{Running, listen, run, start};
