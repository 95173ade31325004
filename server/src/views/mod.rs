//! What goes out over HTTP: the shapes that the shop's front end reads. Names and nesting are the contract's.

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
