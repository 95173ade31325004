//! What the shop's people do.

mod bulk_update;
mod categories;
mod export;
mod group_commit;
mod order_list;
mod products;
mod reports;
mod roles;
mod settings;
mod update_status;
mod users;
