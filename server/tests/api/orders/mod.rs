//! Orders as customers meet them.

mod create;
mod read;
