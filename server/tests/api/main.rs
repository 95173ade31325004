//! The server as its clients meet it: a real app on a free port, a real database, one test binary.
//!
//! With `TEST_DATABASE_URL=postgres://…` (a server on which databases may be made) every test runs on
//! PostgreSQL, else on SQLite.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

mod access_walk;
mod admin;
mod admin_phone_login;
mod auth;
mod bad_input;
mod bodies;
mod catalogue;
mod command_line;
mod http_basics;
mod idempotency;
mod journey;
mod layers;
mod limits;
mod migrations;
mod openapi;
mod operations;
mod orders;
mod process;
mod realtime;
mod sessions;
mod slow_bodies;
mod support;
mod tasks;
mod tokens;
mod tracking_links;
mod unended;
mod uploads;
mod web_client;
mod write_failures;
