//! A server that stops sends everybody away in a way after which they come back.

use crate::support::{App, Polling, Raw, Settings, until};

async fn is_unknown_in_the_end(polling: &Polling) {
    loop {
        let (status, body) = polling.polls().await;
        if status == 400 {
            return assert_eq!(body, r#"{"code":1,"message":"Session ID unknown"}"#);
        }
        assert_eq!((status, body), (200, "2".to_owned()), "a heartbeat may come before");
        polling.says("3").await;
    }
}

/// A client that is refused stays away.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_connected_yet_is_cut_and_not_refused() {
    let app = App::start(Settings::default()).await;
    let mut websocket = Raw::opened(&app, "EIO=4&transport=websocket").await;
    let polling = Polling::opened(&app).await;
    app.closes();

    websocket.say("40").await;
    assert_eq!(websocket.ends().await, Vec::<String>::new());
    polling.says("40").await;
    is_unknown_in_the_end(&polling).await;
    // The library keeps the sessions themselves for its connect timeout.
    until("both are gone", || app.stats().websockets + app.stats().polling == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_connected_gets_what_was_sent_and_then_the_end_of_the_connection() {
    let app = App::start(Settings { send_buffer: 4096, ..Settings::default() }).await;
    let mut websocket = Raw::connected(&app).await;
    let at = websocket.joins("room").await;
    let mut witness = Raw::connected(&app).await;
    witness.joins("room").await;
    let polling = Polling::connected(&app).await;
    let last = app.publish(&["room"], 300, 1_000).await;
    // One event goes to all before the next: all but the last are on their way.
    witness.reads(at + 1, last).await;
    app.closes();

    // A disconnect of Socket.IO (41) would keep the client away.
    let heard = websocket.ends().await;
    assert!(heard.len() as u64 >= last - at - 1, "{} of {}", heard.len(), last - at);
    assert!(heard.iter().all(|packet| packet.starts_with("42")), "{heard:.80?}");
    is_unknown_in_the_end(&polling).await;
    until("both have left", || app.left() == 3).await;
    app.ends_clean().await;
}
