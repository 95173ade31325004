//! The `pid` arrives with CONNECT, whatever carries it.

use crate::support::{App, Settings, official_client};

async fn the_pid_is_seen(story: &str) {
    let app = App::start(Settings::default()).await;
    official_client(&app, "pid.mjs", &[story]).await;
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_websocket() {
    the_pid_is_seen("websocket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_polling() {
    the_pid_is_seen("polling").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_polling_that_moves_to_a_websocket_afterwards() {
    the_pid_is_seen("polling-then-websocket").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_a_websocket_that_polling_moved_to_before_connect_was_answered() {
    the_pid_is_seen("connect-after-the-move").await;
}
