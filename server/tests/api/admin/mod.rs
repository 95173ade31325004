//! What the shop's people do.

mod bulk_update;
mod categories;
mod products;
mod settings;
mod update_status;
mod users;
