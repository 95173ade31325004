//! The shapes of answers, as the shop's front end reads them. Names and nesting follow the contract of the original
//! server.

pub mod address;
pub mod answer;
pub mod order;
pub mod order_csv;
pub mod order_event;
pub mod order_state;
pub mod page;
pub mod product;
pub mod refusal;
pub mod status_body;
pub(crate) mod text;
pub mod user;
