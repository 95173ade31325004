//! The event log.
//!
//! Its promise: every change has exactly one event, written in the change's own transaction; events are numbered
//! without a gap, per subject (`seq`) and over the whole log (`position`), in commit order; and every committed event is
//! handed on, in that order, by the [`relay`].
//!
//! The log is the union of its books ([`Book`]), numbered by one head: orders have theirs, and so will have whatever else
//! things happen to. What a newer program wrote and this one does not know, every reader skips, passes and counts: else
//! the first event of a new kind would stop all nodes of the old version.

mod append;
mod book;
mod event;
pub mod log;
mod recorded;
pub mod relay;
pub mod subscription;

pub use self::{
    append::{NewEvent, append, append_each},
    book::Book,
    event::LogEvent,
    log::EventLog,
    recorded::{Identity, Recorded, RecordedEvent, RecordedOrderEvent},
};
