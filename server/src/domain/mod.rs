//! Rules without I/O: no HTTP, no queries, no clock.

pub mod codes;
pub mod contact;
pub mod ids;
pub mod money;
pub mod order_event;
pub mod order_status;
pub mod page;
pub mod password;
pub mod payment;
pub mod person;
pub mod pricing;
pub mod rate;
pub mod role;
pub mod slug;
pub mod status_change;
pub mod weight;
