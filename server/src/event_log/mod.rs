//! The event log.
//!
//! Its promise: every change of an order has exactly one event, written in the change's own transaction; events
//! are numbered without a gap, per order (`seq`) and over the whole log (`position`), in commit order; and every
//! committed event is handed on, in that order, by the [`relay`].

mod append;
mod recorded;
pub mod relay;
pub mod replay;

pub use append::{NewEvent, append, append_each};
pub use recorded::RecordedEvent;
