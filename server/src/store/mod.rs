//! What is kept: the database, its tables, and many small questions asked as one.

pub(crate) mod batching;
pub mod database;
pub mod entities;
