//! Orders as customers meet them.

mod create;
mod invoice;
mod my_orders;
mod read;
