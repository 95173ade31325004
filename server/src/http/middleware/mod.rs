//! What happens to every request on its way in and out.

pub(crate) mod around;
pub(crate) mod client_address;
mod headers;
mod measure;
pub(crate) mod rate_limit;
