//! Clients that do not read: they cost the others nothing, hold a bounded number of bytes, are cut within the ping
//! timeout whatever their transport, and have missed nothing when they come back.

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::{Person, Socket, TestApp, builders, until};

/// Far more changes than a connection's buffers hold, each with a note of this length.
const CHANGES: usize = 300;
const TIMEOUT: [(&str, &str); 2] = [("PING_INTERVAL_MS", "1000"), ("PING_TIMEOUT_MS", "1500")];

async fn shop(settings: &[(&str, &str)]) -> (TestApp, Person) {
    let app = TestApp::start_with(settings).await;
    let product = builders::product(&app.app, 50, 50).await;
    app.customer().await.orders(&product, 1).await;
    let admin = app.admin().await;
    admin.moves("ORD00001", "confirmed").await.ok();
    (app, admin)
}

/// Changes the order once; its new `seq`.
async fn changes(admin: &Person, n: usize) -> i64 {
    let change = json!({ "status": "confirmed", "trackingNumber": format!("T{n:050}") });
    let answer = admin.put("/api/orders/admin/ORD00001/status", &change).await.ok();
    answer["order"]["seq"].as_i64().unwrap_or_default()
}

/// A connection whose client's hand is on the brake: nothing is read of it unless asked for.
struct Stuck {
    tcp: TcpStream,
    pid: String,
}

/// One masked frame of text, as clients send it.
fn frame(text: &str) -> Vec<u8> {
    let mut frame = vec![0x81, 0x80 | u8::try_from(text.len()).unwrap(), 0, 0, 0, 0];
    frame.extend_from_slice(text.as_bytes());
    frame
}

impl Stuck {
    /// Joins the order over WebSocket, with as small a buffer as the system gives, and reads no more.
    async fn websocket(app: &TestApp) -> Self {
        let address = app.url.strip_prefix("http://").unwrap();
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut tcp = socket.connect(address.parse().unwrap()).await.unwrap();
        let request = format!(
            "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        tcp.write_all(request.as_bytes()).await.unwrap();
        tcp.write_all(&frame("40")).await.unwrap();
        let connected = read_until(&mut tcp, "\"pid\":\"").await;
        let pid = connected.split("\"pid\":\"").nth(1).unwrap();
        let pid = if pid.len() < 32 { format!("{pid}{}", read_some(&mut tcp).await) } else { pid.to_owned() };
        tcp.write_all(&frame("420[\"join-order-tracking\",\"ORD00001\"]")).await.unwrap();
        read_until(&mut tcp, "\"ok\":true").await;
        Self { tcp, pid: pid[..32].to_owned() }
    }

    /// What is left in the buffers comes to an end.
    async fn ends(mut self) {
        let mut rest = [0; 4096];
        while !matches!(self.tcp.read(&mut rest).await, Ok(0) | Err(_)) {}
    }
}

async fn read_some(tcp: &mut TcpStream) -> String {
    let mut some = [0; 1024];
    let read = tcp.read(&mut some).await.unwrap();
    assert!(read > 0, "the connection is open");
    String::from_utf8_lossy(&some[..read]).into_owned()
}

async fn read_until(tcp: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    while !text.contains(wanted) {
        text += &read_some(tcp).await;
    }
    text
}

fn seqs(events: &[Vec<Value>]) -> Vec<i64> {
    events.iter().map(|event| event[1]["seq"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_websocket_that_does_not_read_is_cut_and_the_others_go_on() {
    let (app, admin) = shop(&TIMEOUT).await;
    let mut healthy = app.socket().await;
    healthy.follows("ORD00001").await;
    let stuck = Stuck::websocket(&app).await;
    let joined_at = healthy.follows("ORD00001").await["seq"].as_i64().unwrap();
    // It answers no ping and takes no byte; who reads hears every change while it is there and after.
    let (mut n, mut last) = (0, joined_at);
    while app.metric("trackroom_room_memberships").await > 1.0 || n < CHANGES {
        changes(&admin, n).await;
        last += 1;
        n += 1;
        assert_eq!(healthy.next_status().await["seq"], json!(last));
    }
    stuck_is_forgotten(&app).await;
    let pid = stuck.pid.clone();
    stuck.ends().await;
    // It comes back with the offset of nothing, and has missed nothing.
    let mut back = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(back.pid.as_deref(), Some(pid.as_str()), "recovered");
    let mut heard = Vec::new();
    while heard.len() < n {
        heard.push(back.next().await);
    }
    assert_eq!(seqs(&heard), (joined_at + 1..=last).collect::<Vec<_>>());
    assert!(back.everything_so_far().await.is_empty());
    app.finish().await;
}

async fn stuck_is_forgotten(app: &TestApp) {
    until(async || app.metric("trackroom_socket_queued_bytes").await < 1.0).await;
    until(async || app.metric("trackroom_socket_backlog_events").await < 1.0).await;
    until(async || app.metric(r#"trackroom_socket_connections{transport="polling"}"#).await < 1.0).await;
}

#[tokio::test]
async fn a_polling_client_that_does_not_poll_is_cut_and_the_others_go_on() {
    let (app, admin) = shop(&TIMEOUT).await;
    let mut healthy = app.socket().await;
    healthy.follows("ORD00001").await;
    // By hand: open, CONNECT, its answer; then it joins and is never heard of again.
    let http = reqwest::Client::new();
    let path = format!("{}/socket.io/?EIO=4&transport=polling", app.url);
    let opened = http.get(&path).send().await.unwrap().text().await.unwrap();
    let opened: Value = serde_json::from_str(&opened[1..]).unwrap();
    let session = format!("{path}&sid={}", opened["sid"].as_str().unwrap());
    http.post(&session).body("40").send().await.unwrap();
    let mut polled = String::new();
    while !polled.contains("\"pid\":\"") {
        polled += &http.get(&session).send().await.unwrap().text().await.unwrap();
    }
    let pid = polled.split("\"pid\":\"").nth(1).unwrap()[..32].to_owned();
    http.post(&session).body("420[\"join-order-tracking\",\"ORD00001\"]").send().await.unwrap();
    until(async || app.metric("trackroom_room_memberships").await > 1.0).await;
    let joined_at = healthy.follows("ORD00001").await["seq"].as_i64().unwrap();
    let (mut n, mut last) = (0, joined_at);
    while app.metric("trackroom_room_memberships").await > 1.0 || n < CHANGES {
        changes(&admin, n).await;
        last += 1;
        n += 1;
        assert_eq!(healthy.next_status().await["seq"], json!(last));
    }
    stuck_is_forgotten(&app).await;
    let mut back = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(back.pid.as_deref(), Some(pid.as_str()), "recovered");
    let mut heard = Vec::new();
    while heard.len() < n {
        heard.push(back.next().await);
    }
    assert_eq!(seqs(&heard), (joined_at + 1..=last).collect::<Vec<_>>());
    assert!(back.everything_so_far().await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn what_waits_for_a_client_that_does_not_read_is_bounded_in_bytes() {
    // Patience without end: only the bytes can be too many.
    let (app, admin) = shop(&[("PING_INTERVAL_MS", "600000"), ("PING_TIMEOUT_MS", "600000")]).await;
    let stuck = Stuck::websocket(&app).await;
    let room = trackroom::realtime::Room::Order(1);
    let text = "x".repeat(64 * 1024);
    let event = trackroom_socketio::Event::with("order-status-updated", &json!({ "text": text })).unwrap();
    let mut most = 0.0;
    while app.metric("trackroom_socket_kills_total").await < 1.0 {
        app.app.realtime.rooms().send([room.clone()], event.clone()).await;
        most = app.metric("trackroom_socket_queued_bytes").await.max(most);
        assert!(most <= 2.0 * 1024.0 * 1024.0 + 128.0 * 1024.0, "{most} bytes wait");
    }
    stuck.ends().await;
    stuck_is_forgotten(&app).await;
    changes(&admin, 0).await;
    app.finish().await;
}
