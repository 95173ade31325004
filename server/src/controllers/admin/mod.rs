//! What only the shop's people may do.

pub mod orders;
