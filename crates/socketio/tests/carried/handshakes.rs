//! Opening a connection: early joiners, bad requests, moves that fail.

use std::{sync::atomic::Ordering::SeqCst, time::Duration};

use crate::support::{App, Polling, Raw, Settings, official_client, request, until};

const WEBSOCKET: &str = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn early_joiners_miss_nothing_and_hear_nothing_before_the_answers() {
    let app = App::start(Settings::default()).await;
    let publisher = app.inner.clone();
    let news = tokio::spawn(async move {
        loop {
            publisher.rooms.send(["room".into()], publisher.next_event(0)).await;
            tokio::task::yield_now().await;
        }
    });
    for _ in 0..40 {
        let joins = (0..10).map(|_| async {
            // Joined as soon as CONNECT is there, in the middle of the stream.
            let mut client = Raw::connected(&app).await;
            let at = client.joins("room").await;
            client.reads(at + 1, at + 20).await;
        });
        futures_util::future::join_all(joins).await;
    }
    news.abort();
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_in_the_middleware_waits_for_connect() {
    let app = App::start(Settings::default()).await;
    official_client(&app, "early.mjs", &[]).await;
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_handshakes_are_refused_in_the_protocols_words() {
    let app = App::start(Settings::default()).await;
    let unknown = "sid=AAAAAAAAAAAAAAAA";
    let cases = [
        ("GET", "", "", 0),
        ("GET", "EIO=4&transport=webtransport", "", 0),
        ("GET", "transport=polling", "", 5),
        ("GET", "EIO=5&transport=polling", "", 5),
        ("GET", "EIO=4&EIO=3&transport=polling", "", 5),
        ("GET", "EIO=3&transport=websocket", WEBSOCKET, 5),
        ("GET", "EIO=3&transport=polling", "", 5),
        ("GET", "EIO=4", "", 0),
        ("GET", "EIO=4&transport=pigeon", "", 0),
        ("POST", "EIO=4&transport=polling", "", 2),
        ("PUT", "EIO=4&transport=polling", "", 2),
        ("POST", "EIO=3&transport=polling", "", 2),
        ("PUT", "EIO=4&transport=websocket", WEBSOCKET, 2),
        ("GET", &format!("EIO=4&transport=polling&{unknown}"), "", 1),
        ("POST", &format!("EIO=4&transport=polling&{unknown}"), "", 1),
        ("GET", "EIO=4&transport=polling&sid=nonsense", "", 1),
        ("GET", "EIO=4&transport=polling&sid=%00", "", 1),
        ("GET", &format!("EIO=4&transport=polling&sid={}", "A".repeat(5_000)), "", 1),
        ("GET", &format!("EIO=3&transport=polling&{unknown}"), "", 1),
        ("GET", &format!("EIO=4&transport=websocket&{unknown}"), WEBSOCKET, 1),
        ("GET", "EIO=4&transport=websocket", "", 3),
        ("GET", "EIO=4&transport=websocket", "upgrade: websocket\r\n", 3),
        ("GET", "EIO=4&transport=websocket", &WEBSOCKET.replace("13", "8"), 3),
        ("GET", "EIO=4&transport=websocket", &WEBSOCKET.replace("Upgrade\r", "close\r"), 3),
        ("GET", "EIO=4&transport=websocket", &WEBSOCKET.replace("dGhl", ""), 3),
        ("GET", "EIO=4&transport=websocket", &format!("{WEBSOCKET}sec-websocket-protocol: a, a\r\n"), 3),
    ];
    for (method, query, headers, code) in cases {
        let (status, body) = request(app.port, method, query, headers, "").await;
        assert_eq!(status, 400, "{method} {query} {headers}");
        assert!(body.starts_with(&format!("{{\"code\":{code},")), "{method} {query}: {body}");
    }
    assert_eq!(app.stats().websockets + app.stats().polling, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_application_may_refuse_a_handshake() {
    let app = App::start(Settings::default()).await;
    let origin = "origin: http://elsewhere.example\r\n";
    let (status, body) = request(app.port, "GET", "EIO=4&transport=polling", origin, "").await;
    assert_eq!((status, &*body), (403, r#"{"code":4,"message":"Forbidden"}"#));
    let headers = format!("{origin}{WEBSOCKET}");
    let (status, _) = request(app.port, "GET", "EIO=4&transport=websocket", &headers, "").await;
    assert_eq!(status, 403);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_a_websocket_keeps_the_order_of_what_the_library_has_and_what_waits() {
    for _ in 0..20 {
        let app = App::start(Settings::default()).await;
        let client = Polling::connected(&app).await;
        client.says("42[\"join\",\"room\"]").await;
        assert_eq!(app.inner.rooms.count(&"room".into()).await, 1);
        // Nobody polls: the library's part of the buffer is full, and the rest waits for a poll.
        app.publish(&["room"], 200, 0).await;
        until("events wait", || app.stats().backlog > 0).await;

        let query = format!("EIO=4&transport=websocket&sid={}", client.sid);
        let mut websocket = Raw::opened(&app, &query).await;
        websocket.say("2probe").await;
        assert_eq!(websocket.packet().await, "3probe");
        websocket.say("5").await;
        let publish = app.publish(&["room"], 200, 0);
        let (last, ()) = tokio::join!(publish, websocket.reads(1, 400));
        assert_eq!(last, 400);

        // Neither the marker nor anything else has come in between.
        until("what follows goes past the library", || app.sender(&client.sid).is_direct()).await;
        assert_eq!(app.stats().upgrades, 1);
        drop(websocket);
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn binary_events_are_told_of_and_garbage_ends_the_connection() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    client.say("451-8[\"echo\",{\"_placeholder\":true,\"num\":0}]").await;
    client.say_binary(b"bytes").await;
    assert_eq!(client.packet().await, "438[{\"error\":\"binary arguments\"}]");
    assert_eq!(app.inner.malformed.load(SeqCst), 1);
    client.say("429[\"echo\",1,[2],\"3\"]").await;
    assert_eq!(client.packet().await, "439[[1,[2],\"3\"]]");
    client.say("427[\"echo\",{\"broken\":]").await;
    client.ends().await;
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_with_another_parser_is_told_so() {
    // The polling session is given back when its CONNECT has not come in time.
    let connect_timeout = Duration::from_secs(5);
    let app = App::start(Settings { connect_timeout, ..Settings::default() }).await;
    let mut websocket = Raw::opened(&app, "EIO=4&transport=websocket").await;
    websocket.say_binary(b"\x83\xa4type").await;
    let close = websocket.is_closed().await;
    assert_eq!(close[..2], 1003_u16.to_be_bytes());
    let reason = String::from_utf8(close[2..].to_vec()).expect("text");
    assert!(reason.contains("default parser"), "{reason}");

    let polling = Polling::opened(&app).await;
    let (status, body) = polling.says("bg6R0eXBl").await;
    assert_eq!((status, body), (400, format!(r#"{{"code":3,"message":"{reason}"}}"#)));
    assert_eq!(polling.polls().await.0, 400);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_come_in_the_order_they_were_sent() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    for n in 0..2_000 {
        client.say(&format!("42{n}[\"echo\",{n}]")).await;
    }
    for n in 0..2_000 {
        assert_eq!(client.packet().await, format!("43{n}[[{n}]]"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_connection_on_the_same_session_starts_anew() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    for round in 1..=5 {
        let at = client.joins("room").await;
        let last = app.publish(&["room"], 3, 0).await;
        client.reads(at + 1, last).await;
        let before = app.sender(&client.sid);
        client.say("41").await;
        until("it has left", || app.left() == round).await;
        assert!(!before.is_open());
        client.connects().await;
        assert!(!before.send(&app.inner.next_event(0)));
        assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    }
    drop(client);
    app.ends_clean().await;
}
