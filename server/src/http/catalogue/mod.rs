//! What the shop sells, its prices and its pictures.

pub mod public;
pub mod uploads;
