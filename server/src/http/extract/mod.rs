//! What handlers take out of requests.

pub(crate) mod idempotency;
pub(crate) mod input;
pub(crate) mod paging;
pub mod parts;
