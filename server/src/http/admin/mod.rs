//! What only admins may do.

pub mod categories;
pub mod products;
pub mod settings;
pub mod users;
