//! A websocket client made by hand, which believes nothing, and a polling one.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{App, PATIENCE};

/// A raw websocket. Pings are answered while it reads.
pub(crate) struct Raw {
    pub(crate) tcp: TcpStream,
    buffer: Vec<u8>,
    pub(crate) sid: String,
    /// What the open packet said; of a session that has moved, nothing.
    pub(crate) open: Value,
}

impl Raw {
    /// Connected: the CONNECT answer has come.
    pub(crate) async fn connected(app: &App) -> Self {
        let mut raw = Self::opened(app, "EIO=4&transport=websocket").await;
        raw.connects().await;
        raw
    }

    /// Asks for the namespace and reads the CONNECT answer.
    pub(crate) async fn connects(&mut self) {
        self.say("40").await;
        let answer = self.packet().await;
        let answer = answer.strip_prefix("40").expect("CONNECT comes first").to_owned();
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        self.sid = answer["sid"].as_str().expect("a sid").to_owned();
        assert_eq!(answer["pid"], format!("pid of {}", self.sid));
    }

    /// The websocket is open, and for a new session the open packet has come.
    pub(crate) async fn opened(app: &App, query: &str) -> Self {
        let mut tcp = TcpStream::connect(("127.0.0.1", app.port)).await.expect("a connection");
        let request = format!(
            "GET /socket.io/?{query} HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\n\
             upgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        tcp.write_all(request.as_bytes()).await.expect("written");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(tcp.read_u8().await.expect("an answer"));
        }
        let head = String::from_utf8(head).expect("text");
        assert!(head.starts_with("HTTP/1.1 101"), "{head}");
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        let mut raw = Self { tcp, buffer: Vec::new(), sid: String::new(), open: Value::Null };
        if !query.contains("sid=") {
            let open = raw.packet().await;
            assert!(open.starts_with("0{\"sid\":"), "{open}");
            raw.open = serde_json::from_str(&open[1..]).expect("JSON");
        }
        raw
    }

    /// Sends a text frame.
    pub(crate) async fn say(&mut self, packet: &str) {
        let frame = masked(0x81, packet.as_bytes());
        self.tcp.write_all(&frame).await.expect("written");
    }

    /// Sends a binary frame.
    pub(crate) async fn say_binary(&mut self, bytes: &[u8]) {
        self.tcp.write_all(&masked(0x82, bytes)).await.expect("written");
    }

    /// Sends a websocket ping, which the library answers between the frames of the fan-out.
    pub(crate) async fn ping(&mut self) {
        self.tcp.write_all(&masked(0x89, b"hello")).await.expect("written");
    }

    /// Joins a room; the answer's position.
    pub(crate) async fn joins(&mut self, room: &str) -> u64 {
        self.say(&format!("420[\"join\",\"{room}\"]")).await;
        let answer = self.packet().await;
        let answer = answer.strip_prefix("430").expect("the answer comes first");
        let answer: Value = serde_json::from_str(answer).expect("JSON");
        answer[0]["at"].as_u64().expect("a position")
    }

    /// The number in the next event of a room.
    pub(crate) async fn news(&mut self) -> u64 {
        let packet = self.packet().await;
        let event = packet.strip_prefix("42").unwrap_or_else(|| panic!("no event: {packet:.80}"));
        let event: Value = serde_json::from_str(event).expect("JSON");
        assert_eq!(event[0], "news");
        let n = event[1]["n"].as_u64().expect("a number");
        assert_eq!(event[2], n.to_string(), "the offset comes last");
        n
    }

    /// Reads the events from `first` to `last`, each once and in order.
    pub(crate) async fn reads(&mut self, first: u64, last: u64) {
        for expected in first..=last {
            assert_eq!(self.news().await, expected);
        }
    }

    /// The next packet is a ping; it is answered.
    pub(crate) async fn pinged(&mut self) {
        assert_eq!(self.frame().await, Some((0x81, b"2".to_vec())));
        self.say("3").await;
    }

    /// Reads on until the connection ends and answers nothing; how many pings came.
    pub(crate) async fn ignores_pings(&mut self) -> usize {
        let mut pings = 0;
        while let Some(frame) = self.frame().await {
            pings += usize::from(frame == (0x81, b"2".to_vec()));
        }
        pings
    }

    /// The next packet that is no heartbeat.
    pub(crate) async fn packet(&mut self) -> String {
        loop {
            let (opcode, payload) = self.frame().await.expect("the connection is open");
            match opcode {
                0x81 if payload == b"2" => self.say("3").await,
                0x81 => return String::from_utf8(payload).expect("text"),
                0x8a => assert_eq!(payload, b"hello"),
                other => panic!("unexpected frame {other:#x}"),
            }
        }
    }

    /// The next packet that is no heartbeat; nothing if the server closes instead.
    pub(crate) async fn packet_if_open(&mut self) -> Option<String> {
        match self.frame().await? {
            (0x81, payload) => Some(String::from_utf8(payload).expect("text")),
            _ => None,
        }
    }

    /// Reads on until the connection ends: the packets that are no heartbeat.
    pub(crate) async fn ends(&mut self) -> Vec<String> {
        let mut packets = Vec::new();
        while let Some((opcode, payload)) = self.frame().await {
            if opcode == 0x81 && payload == b"2" {
                let pong = masked(0x81, b"3");
                if self.tcp.write_all(&pong).await.is_err() {
                    break;
                }
            } else if opcode == 0x81 {
                packets.push(String::from_utf8(payload).expect("text"));
            }
        }
        packets
    }

    /// Sends bytes as they are.
    pub(crate) async fn writes(&mut self, bytes: &[u8]) {
        self.tcp.write_all(bytes).await.expect("written");
    }

    /// Reads on until the server closes; what the close frame says.
    pub(crate) async fn is_closed(&mut self) -> Vec<u8> {
        loop {
            let (opcode, payload) = self.frame().await.expect("a close frame before the end");
            if opcode == 0x88 {
                self.tcp.write_all(&masked(0x88, &[])).await.ok();
                return payload;
            }
        }
    }

    /// The next frame, strictly; nothing at the end of the connection.
    async fn frame(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((length, header)) = self.frame_length()
                && self.buffer.len() >= length
            {
                let rest = self.buffer.split_off(length);
                let mut frame = std::mem::replace(&mut self.buffer, rest);
                return Some((frame[0], frame.split_off(header)));
            }
            let read = self.tcp.read_buf(&mut self.buffer);
            let read = tokio::time::timeout(PATIENCE, read).await.expect("something comes");
            if read.unwrap_or(0) == 0 {
                return None;
            }
        }
    }

    fn frame_length(&self) -> Option<(usize, usize)> {
        let (first, second) = (*self.buffer.first()?, *self.buffer.get(1)?);
        assert!(matches!(first, 0x81 | 0x88 | 0x8a), "no frame starts with {first:#x}");
        assert!(second < 0x80, "a server masks nothing");
        Some(match second {
            126 => {
                let length = self.buffer.get(2..4)?.try_into().expect("two bytes");
                (4 + u16::from_be_bytes(length) as usize, 4)
            }
            127 => {
                let length = self.buffer.get(2..10)?.try_into().expect("eight bytes");
                (10 + u64::from_be_bytes(length) as usize, 10)
            }
            length => (2 + length as usize, 2),
        })
    }
}

pub(crate) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | u8::try_from(length).expect("short")),
        length => {
            frame.push(0x80 | 127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    // Masked with zeros: the payload as it is.
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

/// A polling session made by hand: one request, one answer.
pub(crate) struct Polling {
    port: u16,
    pub(crate) sid: String,
    /// What the open packet said.
    pub(crate) open: Value,
}

impl Polling {
    pub(crate) async fn opened(app: &App) -> Self {
        let (status, body) = request(app.port, "GET", "EIO=4&transport=polling", "", "").await;
        assert_eq!(status, 200, "{body}");
        let open: Value = serde_json::from_str(&body[1..]).expect("the open packet");
        Self { port: app.port, sid: open["sid"].as_str().expect("a sid").to_owned(), open }
    }

    /// Connected: the CONNECT answer has come.
    pub(crate) async fn connected(app: &App) -> Self {
        let polling = Self::opened(app).await;
        assert_eq!(polling.says("40").await, (200, "ok".to_owned()));
        loop {
            let (status, body) = polling.polls().await;
            assert_eq!(status, 200);
            if let Some(connect) = body.split('\x1e').find(|packet| packet.starts_with("40")) {
                let answer: Value = serde_json::from_str(&connect[2..]).expect("JSON");
                assert_eq!(answer["pid"], format!("pid of {}", polling.sid));
                return polling;
            }
        }
    }

    /// Opens a websocket for the session.
    pub(crate) async fn tries_websocket(&self, app: &App) -> Raw {
        Raw::opened(app, &format!("EIO=4&transport=websocket&sid={}", self.sid)).await
    }

    /// The next events that polls bring, up to the one with the number `last`; also how many polls brought nothing.
    pub(crate) async fn reads(&self, first: u64, last: u64) -> usize {
        let (mut next, mut noops) = (first, 0);
        while next <= last {
            let (status, body) = self.polls().await;
            assert_eq!(status, 200, "{body}");
            for packet in body.split('\x1e') {
                match packet {
                    "6" => noops += 1,
                    "2" => assert_eq!(self.says("3").await.0, 200),
                    event => {
                        assert!(event.starts_with(&format!("42[\"news\",{{\"n\":{next},")), "{next}: {event:.80}");
                        next += 1;
                    }
                }
            }
        }
        noops
    }

    /// Polls until this packet comes, and nothing else does but heartbeats and NOOPs.
    pub(crate) async fn hears(&self, expected: &str) {
        loop {
            let (status, body) = self.polls().await;
            assert_eq!(status, 200, "{body}");
            for packet in body.split('\x1e') {
                match packet {
                    "6" => {}
                    "2" => assert_eq!(self.says("3").await.0, 200),
                    packet => return assert_eq!(packet, expected),
                }
            }
        }
    }

    fn query(&self) -> String {
        format!("EIO=4&transport=polling&sid={}", self.sid)
    }

    pub(crate) async fn polls(&self) -> (u16, String) {
        request(self.port, "GET", &self.query(), "", "").await
    }

    pub(crate) async fn says(&self, packet: &str) -> (u16, String) {
        request(self.port, "POST", &self.query(), "", packet).await
    }
}

/// One request on a connection of its own: status and body.
pub(crate) async fn request(port: u16, method: &str, query: &str, headers: &str, body: &str) -> (u16, String) {
    let mut tcp = TcpStream::connect(("127.0.0.1", port)).await.expect("a connection");
    let length = body.len();
    let request = format!(
        "{method} /socket.io/?{query} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    );
    tcp.write_all(request.as_bytes()).await.expect("written");
    let mut answer = String::new();
    let read = tcp.read_to_string(&mut answer);
    let read = tokio::time::timeout(PATIENCE, read).await.expect("an answer in time");
    read.expect("an answer in text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
    (status, body.to_owned())
}
