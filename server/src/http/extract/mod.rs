//! What handlers take out of requests.

pub mod authority;
pub(crate) mod idempotency;
pub(crate) mod input;
pub(crate) mod paging;
pub mod parts;
