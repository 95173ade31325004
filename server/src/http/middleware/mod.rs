//! What happens to every request on its way in and out.

pub(crate) mod around;
mod headers;
mod measure;
pub(crate) mod rate_limit;
