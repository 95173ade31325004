//! Thirty official clients on all transports while everything happens at once.

use crate::support::{App, Settings, official_client};

#[tokio::test(flavor = "multi_thread")]
async fn thirty_clients_get_everything_once_and_in_order() {
    let app = App::start(Settings::default()).await;
    official_client(&app, "mixed.mjs", &["30"]).await;
    assert!(app.stats().upgrades > 0, "some clients moved to a websocket");
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tiny_send_buffers_change_nothing() {
    let settings = Settings { send_buffer: 2048, ..Settings::default() };
    let app = App::start(settings).await;
    official_client(&app, "mixed.mjs", &["12"]).await;
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_no_plain_tcp_work_as_well() {
    let settings = Settings { wrapped: true, ..Settings::default() };
    let app = App::start(settings).await;
    official_client(&app, "mixed.mjs", &["12"]).await;
    assert!(app.stats().wrapped > 0);
    app.ends_clean().await;
}
