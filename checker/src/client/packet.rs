//! [`Packet`]: the Socket.IO packets that a server sends (Socket.IO 5, "Packet types").

use anyhow::{Context as _, bail};
use serde_json::Value;
use serde_json::value::RawValue;

#[derive(Debug)]
pub(crate) enum Packet {
    /// The answer to CONNECT.
    Connect { pid: Option<String> },
    /// The server ends the session. The client does not come back by itself.
    Disconnect,
    /// An event: its name and arguments.
    Event { name: String, args: Vec<Box<RawValue>> },
    /// The acknowledgement of an event of ours.
    Ack { id: u64, args: Vec<Box<RawValue>> },
    /// CONNECT was refused. The client does not try again by itself.
    Refused(String),
}

impl Packet {
    /// Reads the content of an Engine.IO message.
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let kind = text.chars().next().context("an empty packet")?;
        let rest = &text[kind.len_utf8()..];
        Ok(match kind {
            '0' => {
                let answer: Value = if rest.is_empty() { Value::Null } else { serde_json::from_str(rest)? };
                Self::Connect { pid: answer.get("pid").and_then(Value::as_str).map(str::to_owned) }
            }
            '1' => Self::Disconnect,
            '2' => {
                let mut args: Vec<Box<RawValue>> = serde_json::from_str(rest)?;
                if args.is_empty() {
                    bail!("an event without a name");
                }
                Self::Event { name: serde_json::from_str(args.remove(0).get())?, args }
            }
            '3' => {
                let digits = rest.find('[').context("an answer without arguments")?;
                Self::Ack { id: rest[..digits].parse()?, args: serde_json::from_str(&rest[digits..])? }
            }
            '4' => Self::Refused(rest.to_owned()),
            other => bail!("a packet of the unknown kind {other:?}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_read_as_the_official_client_reads_them() {
        let read = |text: &str| format!("{:?}", Packet::read(text).unwrap());
        assert_eq!(read(r#"0{"sid":"a","pid":"b"}"#), r#"Connect { pid: Some("b") }"#);
        assert_eq!(read(r#"0{"sid":"a"}"#), "Connect { pid: None }");
        assert_eq!(read("1"), "Disconnect");
        assert!(
            read(r#"2["order-status-updated",{"seq":2},"85"]"#).starts_with(r#"Event { name: "order-status-updated""#)
        );
        assert!(read(r#"312[{"ok":true}]"#).starts_with("Ack { id: 12"));
        assert_eq!(read(r#"4{"message":"no"}"#), r#"Refused("{\"message\":\"no\"}")"#);
        assert!(Packet::read("").is_err() && Packet::read("7").is_err() && Packet::read("2[]").is_err());
    }
}
