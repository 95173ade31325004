//! What handlers take out of requests.

pub(crate) mod idempotency;
pub(crate) mod input;
pub mod parts;
