//! What happens to every request on its way in and out.

pub(crate) mod client_address;
pub(crate) mod headers;
pub(crate) mod measure;
pub(crate) mod rate_limit;
