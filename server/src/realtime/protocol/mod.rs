//! What clients and server say to each other: the [`table`] of events, the shapes of their payloads ([`wire`]), and the
//! document that describes both ([`asyncapi`]).

pub mod asyncapi;
pub(crate) mod table;
pub mod wire;
