//! Two thousand events at once to readers that keep up.

use crate::support::{App, Settings, official_client};

async fn nothing_of_a_burst_is_lost(transports: &str) {
    let app = App::start(Settings::default()).await;
    official_client(&app, "burst.mjs", &[transports, "10", "2000"]).await;
    assert_eq!(app.stats().kills, 0);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_reaches_websockets_whole() {
    nothing_of_a_burst_is_lost("websocket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_reaches_polling_clients_whole() {
    nothing_of_a_burst_is_lost("polling").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_during_the_move_to_a_websocket_arrives_whole() {
    nothing_of_a_burst_is_lost("polling,websocket").await;
}
