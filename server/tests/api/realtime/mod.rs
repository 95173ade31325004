//! Sockets: who may connect, follow and move.

mod access;
mod commands;
mod recovery;
mod refusals;
mod rights;
mod slow_readers;
