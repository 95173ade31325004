//! The schema of a Trackroom database: one change per file, oldest first.
//!
//! The same files serve SQLite and PostgreSQL. Every change has a working `down` and runs in a transaction, on SQLite too,
//! where the library uses none by default. Money is stored in integer minor units (paise), times in UTC. Rows that people
//! see (demo data, settings) are no migrations: the server makes them.

#![expect(elided_lifetimes_in_paths, reason = "the library's trait leaves SchemaManager's lifetime out")]

use sea_orm_migration::{MigrationTrait, async_trait};
pub use sea_orm_migration::{MigratorTrait, migrator::MigrationStatus};

mod m20261122_000001_create_users;
mod m20261122_000002_create_catalogue;
mod m20261122_000003_create_orders;
mod m20261122_000004_create_order_events;
mod m20261122_000005_create_tracking_links;
mod m20261122_000006_create_idempotency_keys;
mod m20261122_000007_order_list_indexes;
mod m20261122_000008_create_login_sessions;
mod m20261122_000009_create_socket_sessions;
mod m20261124_000010_create_order_search;
mod m20261128_000011_socket_sessions_of_log_ins;
mod m20261128_000012_create_event_subscriptions;

/// The list of migrations, in the order in which they apply.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_create_users::Migration),
            Box::new(m20261122_000002_create_catalogue::Migration),
            Box::new(m20261122_000003_create_orders::Migration),
            Box::new(m20261122_000004_create_order_events::Migration),
            Box::new(m20261122_000005_create_tracking_links::Migration),
            Box::new(m20261122_000006_create_idempotency_keys::Migration),
            Box::new(m20261122_000007_order_list_indexes::Migration),
            Box::new(m20261122_000008_create_login_sessions::Migration),
            Box::new(m20261122_000009_create_socket_sessions::Migration),
            Box::new(m20261124_000010_create_order_search::Migration),
            Box::new(m20261128_000011_socket_sessions_of_log_ins::Migration),
            Box::new(m20261128_000012_create_event_subscriptions::Migration),
        ]
    }
}
