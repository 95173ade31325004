//! Many small jobs done as one: [`batcher`] for writes, [`loader`] for reads.

pub(crate) mod batcher;
pub(crate) mod loader;
