//! The order desk: what the shop's people do with orders.

pub mod change_status;
pub mod dashboard;
pub mod export;
pub mod list;
mod order_params;
mod order_query;
pub mod reports;
mod streamed;
