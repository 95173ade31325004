//! A member can be cut at once, whatever carries it.

use std::time::Duration;

use crate::support::{App, Polling, Raw, Settings, official_client, until};

async fn a_killed_client_comes_back(transports: &str) {
    let app = App::start(Settings::default()).await;
    official_client(&app, "kill.mjs", &[transports]).await;
    assert_eq!(app.stats().kills, 1);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_websocket_client_comes_back() {
    a_killed_client_comes_back("websocket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_polling_client_comes_back() {
    a_killed_client_comes_back("polling").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_client_that_moved_to_a_websocket_comes_back() {
    a_killed_client_comes_back("polling,websocket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_polling_session_is_unknown_and_its_hanging_poll_ends() {
    let app = App::start(Settings::default()).await;
    let client = Polling::connected(&app).await;
    let sender = app.sender(&client.sid);
    let unknown = (400, r#"{"code":1,"message":"Session ID unknown"}"#.to_owned());

    let hanging = async {
        // Heartbeats may come before the end.
        loop {
            let answer = client.polls().await;
            if answer.0 != 200 {
                return answer;
            }
            client.says("3").await;
        }
    };
    let (ended, ()) = tokio::join!(hanging, async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        sender.kill();
    });
    assert_eq!(ended, unknown);
    assert_eq!(client.polls().await, unknown);
    assert_eq!(client.says("3").await, unknown);
    until("the library has noticed", || app.left() == 1).await;
    assert!(!sender.is_open());
    drop(sender);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_that_does_not_read_is_killed_all_the_same() {
    for wrapped in [false, true] {
        let settings = Settings { wrapped, send_buffer: 4096, ..Settings::default() };
        let app = App::start(settings).await;
        let mut client = Raw::connected(&app).await;
        socket2::SockRef::from(&client.tcp).set_recv_buffer_size(4096).expect("a TCP socket");
        client.joins("room").await;
        while app.stats().queued_bytes < 500_000 {
            app.publish(&["room"], 100, 1_000).await;
        }
        app.sender(&client.sid).kill();
        until("the library has noticed", || app.left() == 1).await;
        app.ends_clean().await;
    }
}
