//! Sockets: who may connect, follow and move.

mod access;
mod commands;
mod offsets;
mod recovery;
mod refusals;
mod rights;
mod second_joins;
mod slow_readers;
mod token_ends;
mod unknown_kinds;
