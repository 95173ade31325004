//! How many statements are sent, by kind and table.

use prometheus_client::metrics::{counter::Counter, family::Family};
use sea_orm::DatabaseConnection;

use crate::metrics::QueryLabels;

/// The tables that statements are counted by.
const TABLES: [&str; 16] = [
    "addresses",
    "categories",
    "event_log_head",
    "event_subscriptions",
    "idempotency_keys",
    "login_sessions",
    "order_counter",
    "order_events",
    "order_items",
    "orders",
    "products",
    "shop_settings",
    "socket_sessions",
    "tracking_links",
    "users",
    "seaql_migrations",
];

pub(super) fn count(pool: &mut DatabaseConnection, queries: &Family<QueryLabels, Counter>) {
    let queries = queries.clone();
    pool.set_metric_callback(move |done| {
        queries.get_or_create(&labels(&done.statement.sql)).inc();
    });
}

/// A statement's verb, and the first table that it names.
fn labels(sql: &str) -> QueryLabels {
    let verb = sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let kinds = ["select", "insert", "update", "delete"];
    let kind = kinds.into_iter().find(|kind| verb.eq_ignore_ascii_case(kind)).unwrap_or("other");
    let table = sql.split('"').nth(1).and_then(|name| TABLES.into_iter().find(|table| *table == name));
    QueryLabels { kind, table: table.unwrap_or("other") }
}
