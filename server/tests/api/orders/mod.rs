//! Orders as customers meet them.

mod create;
mod my_orders;
mod read;
