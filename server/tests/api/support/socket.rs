//! A Socket.IO client by hand (Engine.IO 4 over WebSocket), for stories that look at the wire. The official
//! client has a suite of its own in `tests/socket-io-client`.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use trackroom::realtime::wire::refusal_codes;

use super::log_scan;

/// Longer than anything should take; a story that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whatever a socket is refused with, in any story: clients are told of the code.
#[track_caller]
fn is_described(code: &Value) {
    let Some(code) = code.as_str() else { return };
    assert!(refusal_codes().any(|(known, _)| known == code), "{code} is not for sockets, by domain::codes");
}

/// An open connection.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Events that came while something else was awaited.
    waiting: Vec<Vec<Value>>,
    next_ack: u64,
    /// The session's recovery id, if the server gave one.
    pub(crate) pid: Option<String>,
}

impl Socket {
    /// Connects and is let in.
    pub(crate) async fn connect(url: &str, token: Option<&str>) -> Self {
        Self::try_connect(url, token).await.expect("the socket is let in")
    }

    /// Connects; the refusal if it is not let in.
    pub(crate) async fn try_connect(url: &str, token: Option<&str>) -> Result<Self, Value> {
        Self::connect_with(url, token.map(|token| json!({ "token": token }))).await
    }

    /// Comes back to a session as the official client does, with the offset of the last event that it got.
    pub(crate) async fn come_back(url: &str, token: Option<&str>, pid: &str, offset: Option<&str>) -> Self {
        let mut auth = json!({ "pid": pid });
        if let Some(offset) = offset {
            auth["offset"] = json!(offset);
        }
        if let Some(token) = token {
            auth["token"] = json!(token);
        }
        Self::connect_with(url, Some(auth)).await.expect("the socket is let in")
    }

    async fn connect_with(url: &str, auth: Option<Value>) -> Result<Self, Value> {
        let mut socket = Self::dial(url).await;
        socket.asks_in(auth).await;
        socket.is_let_in().await.map(|()| socket)
    }

    /// Opens a connection, and says nothing on it.
    pub(crate) async fn dial(url: &str) -> Self {
        Self::dial_with(url, "").await
    }

    /// The same, with this at the end of the query.
    pub(crate) async fn dial_with(url: &str, query: &str) -> Self {
        let address = url.replacen("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket" + query;
        let (stream, _) = connect_async(address).await.expect("the handshake");
        let mut socket = Self { stream, waiting: Vec::new(), next_ack: 0, pid: None };
        let opened = socket.packet().await;
        assert!(opened.starts_with('0'), "{opened}");
        log_scan::holds_secrets(&serde_json::from_str(&opened[1..]).unwrap());
        socket
    }

    /// Asks to be let in.
    pub(crate) async fn asks_in(&mut self, auth: Option<Value>) {
        let auth = auth.map(|auth| auth.to_string()).unwrap_or_default();
        self.write(format!("40{auth}")).await;
    }

    /// Waits until it is let in; the refusal if it is not.
    pub(crate) async fn is_let_in(&mut self) -> Result<(), Value> {
        loop {
            let packet = self.packet().await;
            if let Some(connected) = packet.strip_prefix("40") {
                let connected: Value = serde_json::from_str(connected).unwrap();
                log_scan::holds_secrets(&connected);
                self.pid = connected["pid"].as_str().map(str::to_owned);
                return Ok(());
            }
            if let Some(refusal) = packet.strip_prefix("44") {
                return Err(serde_json::from_str(refusal).unwrap());
            }
        }
    }

    async fn write(&mut self, text: String) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next packet; pings are answered.
    async fn packet(&mut self) -> String {
        loop {
            let message = timeout(PATIENCE, self.stream.next()).await.expect("a packet in time");
            match message.expect("the connection is open").expect("the connection is sound") {
                Message::Text(text) if text == "2" => self.write("3".to_owned()).await,
                Message::Text(text) => return text.to_string(),
                Message::Close(_) => panic!("the server closed the connection"),
                _ => {}
            }
        }
    }

    /// Sends an event without asking for an answer.
    pub(crate) async fn emit(&mut self, event: &str, argument: &Value) {
        self.write(format!("42{}", json!([event, argument]))).await;
    }

    /// Sends a packet as it stands.
    pub(crate) async fn raw(&mut self, packet: &str) {
        self.write(packet.to_owned()).await;
    }

    /// Sends an attachment, which an event before it announces.
    pub(crate) async fn attachment(&mut self, bytes: &'static [u8]) {
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    /// Sends an event and waits for its answer.
    pub(crate) async fn ask(&mut self, event: &str, argument: &Value) -> Value {
        let id = self.next_ack;
        self.next_ack += 1;
        self.write(format!("42{id}{}", json!([event, argument]))).await;
        let answer = format!("43{id}[");
        loop {
            let packet = self.packet().await;
            if packet.starts_with(&answer) {
                let mut values: Vec<Value> = serde_json::from_str(&packet[answer.len() - 1..]).unwrap();
                is_described(&values[0]["error"]["code"]);
                return values.remove(0);
            }
            self.keep(&packet);
        }
    }

    fn keep(&mut self, packet: &str) {
        if let Some(event) = packet.strip_prefix("42") {
            let event: Vec<Value> = serde_json::from_str(event).unwrap();
            if event[0] == json!("tracking-error") {
                is_described(&event[1]["code"]);
            }
            self.waiting.push(event);
        }
    }

    /// Follows an order and returns the answer's snapshot.
    pub(crate) async fn follows(&mut self, order_id: &str) -> Value {
        let answer = self.ask("join-order-tracking", &json!(order_id)).await;
        assert_eq!(answer["ok"], json!(true), "{answer}");
        answer["order"].clone()
    }

    /// The next event: its name and arguments.
    pub(crate) async fn next(&mut self) -> Vec<Value> {
        loop {
            if !self.waiting.is_empty() {
                return self.waiting.remove(0);
            }
            let packet = self.packet().await;
            self.keep(&packet);
        }
    }

    /// The payload of the next event, which must be a change of status. Orders that were placed before a socket of
    /// the desk came may still be announced to it; stories about those look at [`Self::next`].
    pub(crate) async fn next_status(&mut self) -> Value {
        let mut event = self.next().await;
        while event[0] == json!("order-created") {
            event = self.next().await;
        }
        assert_eq!(event[0], json!("order-status-updated"), "{event:?}");
        event.remove(1)
    }

    /// Whether the server tells the client to disconnect (Socket.IO packet DISCONNECT).
    pub(crate) async fn is_told_to_disconnect(&mut self) -> bool {
        loop {
            let packet = self.packet().await;
            if packet == "41" {
                return true;
            }
            self.keep(&packet);
        }
    }

    /// Waits until the server ends the connection without a word of Socket.IO.
    pub(crate) async fn is_cut(&mut self) {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("an end in time") {
                Some(Ok(Message::Text(text))) => assert_ne!(text, "41", "it would not come back"),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Everything that has been sent so far: what comes before the answer to one more question.
    pub(crate) async fn everything_so_far(&mut self) -> Vec<Vec<Value>> {
        self.ask("no-such-event", &Value::Null).await;
        std::mem::take(&mut self.waiting)
    }
}

impl Socket {
    /// Reads on until the server says goodbye and disconnects; the reason it gave.
    pub(crate) async fn farewell(&mut self) -> Value {
        let mut reason = Value::Null;
        loop {
            let packet = self.packet().await;
            if packet == "41" {
                return reason;
            }
            if let Some(event) = packet.strip_prefix("42") {
                let mut event: Vec<Value> = serde_json::from_str(event).unwrap();
                if event[0] == json!("session-ended") {
                    reason = event.remove(1)["code"].clone();
                }
            }
        }
    }
}
