//! WebSocket frames as a server writes them: whole, final, unmasked (RFC 6455, 5.2).

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

const FINAL_TEXT: u8 = 0x81;
const FINAL_CLOSE: u8 = 0x88;
const FINAL: u8 = 0x80;
const RESERVED: u8 = 0x70;
const MASKED: u8 = 0x80;

/// One unmasked, final text frame around `payload`.
pub fn text_frame(payload: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(payload.len() + 10);
    frame.push(FINAL_TEXT);
    match payload.len() {
        length @ 0..126 => frame.push(length as u8),
        length @ 126..=0xffff => {
            frame.push(126);
            frame.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            frame.push(127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(payload);
    frame.into()
}

/// A close frame with a status and the reason for it, of at most 123 bytes (RFC 6455, 5.5.1).
pub(crate) fn close_frame(status: u16, reason: &str) -> Bytes {
    let mut frame = vec![FINAL_CLOSE, 2 + reason.len() as u8];
    frame.extend_from_slice(&status.to_be_bytes());
    frame.extend_from_slice(reason.as_bytes());
    frame.into()
}

/// The frame of a Socket.IO event of the namespace `/`: `42["name",...]`.
pub fn event_frame(name: &str, args: &[Box<RawValue>]) -> Bytes {
    let mut payload = Vec::with_capacity(64);
    payload.extend_from_slice(b"42[");
    payload.extend_from_slice(json_string(name).as_bytes());
    for arg in args {
        payload.push(b',');
        payload.extend_from_slice(arg.get().as_bytes());
    }
    payload.push(b']');
    text_frame(&payload)
}

/// The frame of a Socket.IO acknowledgement of the namespace `/`: `43<id>[answer]`.
pub fn ack_frame(id: i64, answer: &RawValue) -> Bytes {
    text_frame(format!("43{id}[{}]", answer.get()).as_bytes())
}

/// Serialises a value once, so that it can be sent to many clients.
pub fn raw<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Box<RawValue>> {
    serde_json::value::to_raw_value(value)
}

/// `text` as a JSON string, quotes included.
pub(crate) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The frame at the start of some bytes.
#[derive(Debug, PartialEq)]
pub(crate) struct Frame<'a> {
    pub(crate) text: bool,
    pub(crate) payload: &'a [u8],
    /// Of header and payload together.
    pub(crate) length: usize,
}

impl<'a> Frame<'a> {
    /// `None`: `bytes` do not start with one whole, final, unmasked frame.
    pub(crate) fn at_start_of(bytes: &'a [u8]) -> Option<Self> {
        let (&first, &second) = (bytes.first()?, bytes.get(1)?);
        if first & FINAL == 0 || first & RESERVED != 0 || second & MASKED != 0 {
            return None;
        }
        let (header, payload) = match second {
            126 => (4, u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?).into()),
            127 => {
                let length = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
                (10, usize::try_from(length).ok()?)
            }
            length => (2, length.into()),
        };
        let length = payload.checked_add(header)?;
        Some(Self { text: first == FINAL_TEXT, payload: bytes.get(header..length)?, length })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_frame_reads_back_at_every_header_size() {
        for length in [0, 1, 125, 126, 127, 0xffff, 0x1_0000, 200_000] {
            let payload = vec![b'x'; length];
            let bytes = text_frame(&payload);
            let frame = Frame::at_start_of(&bytes).expect("a whole frame");
            assert_eq!(frame.payload, payload);
            assert_eq!(frame.length, bytes.len());
            assert!(frame.text);
        }
    }

    #[test]
    fn a_part_of_a_frame_a_fragment_and_a_masked_frame_are_no_frame() {
        for length in [3, 300, 70_000] {
            let bytes = text_frame(&vec![b'x'; length]);
            for end in [0, 1, 2, bytes.len() - 1] {
                assert_eq!(Frame::at_start_of(&bytes[..end]), None);
            }
        }
        assert_eq!(Frame::at_start_of(&[0x01, 0x00]), None, "not final");
        assert_eq!(Frame::at_start_of(&[0x81, 0x80, 0, 0, 0, 0]), None, "masked");
        assert_eq!(Frame::at_start_of(&[0xc1, 0x00]), None, "compressed");
        assert_eq!(
            Frame::at_start_of(&[0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255]),
            None,
            "longer than memory"
        );
    }

    #[test]
    fn events_and_acks_are_socket_io_packets() {
        let args = [raw(&serde_json::json!({"a": 1})).expect("json"), raw("7").expect("json")];
        let bytes = event_frame("na\"me", &args);
        let frame = Frame::at_start_of(&bytes).expect("a frame");
        assert_eq!(frame.payload, br#"42["na\"me",{"a":1},"7"]"#);
        let bytes = ack_frame(12, &raw(&true).expect("json"));
        let frame = Frame::at_start_of(&bytes).expect("a frame");
        assert_eq!(frame.payload, b"4312[true]");
    }
}
