//! The transport shim under real clients: the official one (scripts in `tests/js`, run by Node) and raw
//! ones that read every byte strictly.

#![expect(clippy::disallowed_methods, reason = "servers and clients run beside their stories")]

mod bursts;
mod closing;
mod handshakes;
mod heartbeats;
mod kills;
mod memberships;
mod mixed;
mod probes;
mod recovery_ids;
mod slow_readers;
mod support;
