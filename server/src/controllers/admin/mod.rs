//! What only the shop's people may do.

pub mod categories;
pub mod orders;
pub mod products;
pub mod settings;
pub mod users;
