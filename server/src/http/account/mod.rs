//! A person's own account.

pub mod addresses;
pub mod auth;
