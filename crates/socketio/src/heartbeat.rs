//! [`Heartbeat`]: how often the server pings, and how the OPEN packet tells the client so (Engine.IO 4, "Heartbeat").

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often a client is pinged, and how long it may take to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// From one ping to the next: Engine.IO's `pingInterval`.
    pub interval: Duration,
    /// From a ping to the end of the connection, if nothing is received: Engine.IO's `pingTimeout`.
    pub timeout: Duration,
}

impl Default for Heartbeat {
    /// The values of Socket.IO: 25 s and 20 s.
    fn default() -> Self {
        Self { interval: Duration::from_secs(25), timeout: Duration::from_secs(20) }
    }
}

impl Heartbeat {
    /// The library's heartbeat where it is not to ping. It pings once all the same, at the start, and then waits for
    /// the answer: that ping is swallowed, and the client's answer to our first one serves for both.
    pub(crate) const NEVER: Self =
        Self { interval: Duration::from_secs(365 * 86_400), timeout: Duration::from_secs(365 * 86_400) };

    /// The library's OPEN packet, which tells the client when to expect pings, with this heartbeat in it.
    pub(crate) fn put_into(self, open: &[u8]) -> serde_json::Result<Vec<u8>> {
        let mut packet: Open<'_> = serde_json::from_slice(&open[OPEN.len()..])?;
        packet.ping_interval = millis(self.interval);
        packet.ping_timeout = millis(self.timeout);
        let mut bytes = OPEN.to_vec();
        serde_json::to_writer(&mut bytes, &packet)?;
        Ok(bytes)
    }
}

/// The type of the OPEN packet.
pub(crate) const OPEN: &[u8] = b"0";
/// A whole PING packet.
pub(crate) const PING_PACKET: &[u8] = b"2";

/// The first packet of a session (Engine.IO 4, "Handshake").
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Open<'a> {
    sid: &'a str,
    upgrades: Vec<&'a str>,
    ping_interval: u64,
    ping_timeout: u64,
    max_payload: u64,
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_packet_tells_the_client_when_to_expect_pings() {
        let heartbeat = Heartbeat { interval: Duration::from_millis(300), timeout: Duration::from_secs(20) };
        let open = br#"0{"sid":"a","upgrades":[],"pingInterval":31536000000,"pingTimeout":1,"maxPayload":5}"#;
        let told = heartbeat.put_into(open).expect("an OPEN packet");
        assert_eq!(
            std::str::from_utf8(&told),
            Ok(r#"0{"sid":"a","upgrades":[],"pingInterval":300,"pingTimeout":20000,"maxPayload":5}"#)
        );
    }
}
