//! A request whose body does not come to its end: nobody waits for it for ever.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::support::{TestApp, until};

const PATIENCE: Duration = Duration::from_secs(10);
const LOG_IN: &str = "/api/auth/login HTTP/1.1\r\nContent-Type: application/json";

async fn upload(app: &TestApp) -> String {
    let token = app.admin().await.token.unwrap();
    let form = "Content-Type: multipart/form-data; boundary=x";
    format!("/api/upload/image HTTP/1.1\r\nAuthorization: Bearer {token}\r\n{form}")
}

/// Sends the head of a request with a body of a thousand bytes, and the first of them.
async fn begins(app: &TestApp, head: &str) -> TcpStream {
    let address = app.url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("POST {head}\r\nHost: {address}\r\nContent-Length: 1000\r\n\r\n{{");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

/// What the server says until it closes the connection.
async fn answer(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let end = timeout(PATIENCE, stream.read_to_string(&mut answer)).await;
    end.expect("the server gives up, and closes the connection").unwrap();
    answer
}

#[track_caller]
fn is_given_up(answer: &str) {
    assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
    assert!(answer.contains(r#""code":"request_timeout""#), "{answer}");
}

#[tokio::test]
async fn who_begins_a_body_and_falls_silent_is_answered_and_let_go() {
    let app = TestApp::start_with(&[("BODY_TIMEOUT_MS", "300")]).await;
    for head in [LOG_IN, &upload(&app).await] {
        is_given_up(&answer(begins(&app, head).await).await);
    }
    // A poller's message, too.
    let message = "/socket.io/?EIO=4&transport=polling&sid=nobody HTTP/1.1\r\nContent-Type: text/plain";
    answer(begins(&app, message).await).await;
    until(async || app.app.in_flight.count() == 0).await;
    app.finish().await;
}

/// Sends byte after byte until the server answers, for a while at most; whether it did.
async fn drips(stream: &mut TcpStream, most: Duration) -> bool {
    let began = Instant::now();
    let mut seen = [0];
    while began.elapsed() < most {
        if timeout(Duration::from_millis(50), stream.peek(&mut seen)).await.is_ok() {
            return true;
        }
        stream.write_all(b" ").await.unwrap();
    }
    false
}

#[tokio::test]
async fn a_body_that_comes_byte_by_byte_is_not_read_for_ever() {
    let app = TestApp::start_with(&[("BODY_TIMEOUT_MS", "300")]).await;
    let mut slow = begins(&app, LOG_IN).await;
    assert!(drips(&mut slow, PATIENCE).await);
    is_given_up(&answer(slow).await);
    app.finish().await;
}

#[tokio::test]
async fn an_upload_over_a_slow_line_goes_on_as_long_as_it_comes() {
    // Far longer than the test may be held up between two bytes.
    let app = TestApp::start_with(&[("BODY_TIMEOUT_MS", "4000")]).await;
    let mut slow = begins(&app, &upload(&app).await).await;
    assert!(!drips(&mut slow, Duration::from_secs(5)).await);
    drop(slow);
    until(async || app.app.in_flight.count() == 0).await;
    app.finish().await;
}
