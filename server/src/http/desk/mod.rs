//! The order desk: what the shop's people do with orders.

pub mod dashboard;
pub mod export;
mod order_params;
mod order_query;
pub mod orders;
pub mod reports;
mod streamed;
