//! Who answers stays, who does not is cut, whatever carries him.

use std::time::Duration;

use crate::support::{App, Polling, Raw, Settings, until};
use trackroom_socketio::Heartbeat;

async fn app(interval: u64, timeout: u64) -> App {
    let heartbeat = Heartbeat { interval: Duration::from_millis(interval), timeout: Duration::from_millis(timeout) };
    App::start(Settings { heartbeat, ..Settings::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_open_packet_tells_our_heartbeat_on_either_transport() {
    let app = app(12_345, 6_789).await;
    let websocket = Raw::opened(&app, "EIO=4&transport=websocket").await;
    let polling = Polling::opened(&app).await;
    for open in [&websocket.open, &polling.open] {
        assert_eq!((&open["pingInterval"], &open["pingTimeout"]), (&12_345.into(), &6_789.into()), "{open}");
    }
    assert_eq!(websocket.open["maxPayload"], polling.open["maxPayload"]);
}

/// The library pings at once.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_ping_of_a_polling_session_comes_after_the_interval() {
    let calm = app(3_600_000, 20_000).await;
    let client = Polling::opened(&calm).await;
    assert_eq!(client.says("40").await.0, 200);
    let (_, connect) = client.polls().await;
    assert!(connect.starts_with("40{") && !connect.contains('\x1e'), "{connect}");
    assert_eq!(client.says("420[\"who\"]").await.0, 200);
    assert_eq!(client.polls().await.1, "430[\"nobody\"]");

    // It is asked all the same, and moves without having been asked.
    let app = app(30, 5_000).await;
    let client = Polling::connected(&app).await;
    for _ in 0..20 {
        assert_eq!(client.polls().await.1, "2");
        assert_eq!(client.says("3").await.0, 200);
    }
    let client = Polling::opened(&calm).await;
    let mut websocket = client.tries_websocket(&calm).await;
    websocket.say("2probe").await;
    websocket.say("5").await;
    assert_eq!(websocket.packet().await, "3probe");
    websocket.connects().await;
    drop(websocket);
    assert_eq!(app.left(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_is_asked_time_and_again_and_stays_while_it_answers() {
    // An answer may take longer than the interval, or not.
    for (interval, timeout, pings) in [(30, 5_000, 40), (1_500, 1_000, 2)] {
        let app = app(interval, timeout).await;
        let mut client = Raw::connected(&app).await;
        for _ in 0..pings {
            client.pinged().await;
        }
        client.joins("room").await;
        let last = app.publish(&["room"], 3, 0).await;
        client.reads(last - 2, last).await;
        assert_eq!(app.left(), 0);
        drop(client);
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_that_does_not_answer_is_cut() {
    for (interval, timeout) in [(1_000, 500), (500, 1_250)] {
        let app = app(interval, timeout).await;
        let mut client = Raw::connected(&app).await;
        assert!(client.ignores_pings().await > 0);
        until("the library has noticed", || app.left() == 1).await;
        assert_eq!(app.stats().kills, 1);
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polling_client_that_does_not_come_back_is_cut() {
    let app = app(500, 500).await;
    let client = Polling::connected(&app).await;
    until("the library has noticed", || app.left() == 1).await;
    assert_eq!(client.polls().await.0, 400);
    app.ends_clean().await;
}
