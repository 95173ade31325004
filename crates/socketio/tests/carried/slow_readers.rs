//! Readers that are slow, and readers that do not read.

use std::time::Duration;

use trackroom_socketio::Limits;

use crate::support::{App, Polling, Raw, Settings, until};

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_get_whole_frames_in_order() {
    let settings = Settings {
        send_buffer: 4096,
        limits: Limits { waiting_bytes: 64 * 1024 * 1024, stall: Duration::from_secs(60), ..Limits::default() },
        ..Settings::default()
    };
    let app = App::start(settings).await;
    // A quarter of the events needs the longest kind of frame header.
    for (pad, count) in [(10, 300), (1_200, 300), (70_000, 60)] {
        let mut readers = Vec::new();
        for phase in 0..6 {
            let mut reader = Raw::connected(&app).await;
            let first = reader.joins("slow").await + 1;
            readers.push(tokio::spawn(async move {
                for n in first..first + count {
                    if n % 16 == phase {
                        // Its answer goes between the frames of the fan-out.
                        reader.ping().await;
                        tokio::time::sleep(Duration::from_millis(3)).await;
                    }
                    assert_eq!(reader.news().await, n);
                }
            }));
        }
        app.publish(&["slow"], count, pad).await;
        for reader in readers {
            reader.await.expect("every event, once, in order");
        }
    }
    assert!(app.stats().stalls > 0, "the buffers were small enough to matter");
    assert_eq!(app.stats().kills, 0);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_that_does_not_read_is_cut_and_costs_the_others_nothing() {
    let settings = Settings {
        send_buffer: 4096,
        limits: Limits { waiting_bytes: 256 * 1024, ..Limits::default() },
        ..Settings::default()
    };
    let app = App::start(settings).await;
    let mut healthy = Raw::connected(&app).await;
    let mut stuck = Raw::connected(&app).await;
    socket2::SockRef::from(&stuck.tcp).set_recv_buffer_size(4096).expect("a TCP socket");
    let first = healthy.joins("room").await + 1;
    stuck.joins("room").await;
    let mut last = first - 1;
    while app.stats().kills == 0 {
        let next = app.publish(&["room"], 20, 1_000).await;
        healthy.reads(last + 1, next).await;
        last = next;
        assert!(last < 20_000, "the stuck reader is never cut");
    }
    until("the library has noticed", || app.left() == 1).await;
    stuck.ends().await;
    let next = app.publish(&["room"], 100, 1_000).await;
    healthy.reads(last + 1, next).await;
    until("nothing is queued", || app.stats().queued_bytes == 0).await;
    drop((healthy, stuck));
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_bytes_that_nobody_takes_are_too_old_in_time() {
    let settings = Settings {
        send_buffer: 4096,
        limits: Limits { stall: Duration::from_millis(300), ..Limits::default() },
        ..Settings::default()
    };
    let app = App::start(settings).await;
    let mut stuck = Raw::connected(&app).await;
    socket2::SockRef::from(&stuck.tcp).set_recv_buffer_size(4096).expect("a TCP socket");
    stuck.joins("room").await;
    // Far less than may wait: it is cut for the time.
    app.publish(&["room"], 500, 1_000).await;
    until("it is cut", || app.stats().kills == 1 && app.left() == 1).await;
    drop(stuck);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polling_client_that_does_not_poll_is_cut() {
    let settings = Settings { limits: Limits { waiting_bytes: 64 * 1024, ..Limits::default() }, ..Settings::default() };
    let app = App::start(settings).await;
    let client = Polling::connected(&app).await;
    client.says("42[\"join\",\"room\"]").await;
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 1);
    app.publish(&["room"], 300, 1_000).await;
    until("it is cut", || app.left() == 1).await;
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    app.ends_clean().await;
}
