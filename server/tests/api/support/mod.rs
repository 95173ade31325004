//! What the stories are told with.

pub(crate) mod builders;
mod database;
mod people;
mod socket;
mod test_app;

pub(crate) use database::TestDatabase;
pub(crate) use people::{Answer, Person};
pub(crate) use socket::Socket;
pub(crate) use test_app::{SECRET, TestApp};
