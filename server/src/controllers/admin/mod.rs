//! What only the shop's people may do.

pub mod categories;
pub mod dashboard;
pub mod export;
mod order_params;
mod order_query;
pub mod orders;
pub mod products;
pub mod reports;
pub mod settings;
mod streamed;
pub mod users;
