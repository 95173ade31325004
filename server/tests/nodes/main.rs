//! Several nodes over one PostgreSQL, as their clients meet them. What needs the real binary (`kill -9`, nginx, a
//! database that goes away) is told by the official client in `tests/socket-io-client/nodes`.
//!
//! `scripts/with-postgres cargo test -p trackroom --test nodes`

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

mod notices;
mod sessions;
mod start;
mod storm;
#[expect(dead_code, unused_imports, reason = "shared with the suite of one node")]
#[path = "../api/support/mod.rs"]
mod support;

use support::{Person, TestApp, TestDatabase, builders};

/// Two nodes, each listening to the other.
async fn two_nodes(settings: &[(&str, &str)]) -> (TestApp, TestApp) {
    let database = TestDatabase::migrated().await;
    assert!(database.url.starts_with("postgres"), "run this by scripts/with-postgres");
    let a = TestApp::start_on(database, settings).await;
    let b = a.beside(settings).await;
    for node in [&a, &b] {
        support::until(async || node.metric("trackroom_listening_to_nodes").await > 0.0).await;
    }
    (a, b)
}

async fn finish((a, b): (TestApp, TestApp)) {
    drop(a.stop().await);
    b.finish().await;
}

/// A customer with some orders, `ORD00001` and so on.
async fn a_customer(node: &TestApp, orders: usize) -> Person {
    let product = builders::product(&node.app, 50, 10_000).await;
    let customer = node.customer().await;
    for _ in 0..orders {
        customer.orders(&product, 1).await;
    }
    customer
}
