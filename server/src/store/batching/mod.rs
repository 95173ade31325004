//! Many small jobs done as one: [`batcher`] queues work for a handler, [`loader`] is a batcher of keys to look up.

pub(crate) mod batcher;
pub(crate) mod loader;
