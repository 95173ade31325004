//! Logging in and out, one's own profile and addresses.

pub mod addresses;
mod contact;
pub mod log_in;
pub mod log_out;
pub mod password;
pub mod profile;
pub mod register;
mod session;
pub mod token;
