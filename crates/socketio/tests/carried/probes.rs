//! A websocket that a polling client tries: until the client moves, polling carries everything.

use std::time::Duration;

use trackroom_socketio::Limits;

use crate::support::{App, Polling, Raw, Settings, masked, request, until};

/// An app where an attempt is given up soon.
async fn impatient_app() -> App {
    let limits = Limits { probe: Duration::from_millis(400), ..Limits::default() };
    App::start(Settings { limits, ..Settings::default() }).await
}

/// A polling client in the room "room".
async fn follower(app: &App) -> Polling {
    let client = Polling::connected(app).await;
    assert_eq!(client.says("42[\"join\",\"room\"]").await.0, 200);
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 1);
    client
}

/// What comes to nothing: whatever a client, or what is between, does with a websocket short of moving.
async fn comes_to_nothing(app: &App, client: &Polling, how: &str) {
    let mut websocket = client.tries_websocket(app).await;
    match how {
        "silent" => assert_eq!(websocket.is_closed().await, b""),
        "cut at once" => {}
        "closed at once" => websocket.writes(&masked(0x88, &[])).await,
        "answered, then silent" | "answered, then cut" | "answered, then another packet" => {
            drop(websocket);
            let mut websocket = answered(app, client).await;
            match how {
                "answered, then silent" => assert_eq!(websocket.is_closed().await, b""),
                "answered, then another packet" => {
                    websocket.say("42[\"echo\"]").await;
                    websocket.is_closed().await;
                }
                _ => {}
            }
        }
        "another packet" => {
            websocket.say("4hello").await;
            assert_eq!(websocket.is_closed().await, b"");
        }
        "a frame before" => {
            websocket.say("3").await;
            websocket.writes(&masked(0x81, b"2probe")).await;
            websocket.is_closed().await;
        }
        "an empty frame" => {
            websocket.say("").await;
            websocket.is_closed().await;
        }
        "binary" => {
            websocket.say_binary(b"2probe").await;
            websocket.is_closed().await;
        }
        "not masked" => {
            websocket.writes(b"\x81\x062probe").await;
            websocket.is_closed().await;
        }
        "a huge frame" => {
            websocket.writes(b"\x81\xff\0\0\0\0\x40\0\0\0").await;
            websocket.is_closed().await;
        }
        other => panic!("nobody does {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_comes_to_nothing_costs_nothing_and_may_be_repeated() {
    let app = impatient_app().await;
    let client = follower(&app).await;
    let mut last = 0;
    for how in [
        "silent",
        "cut at once",
        "closed at once",
        "answered, then silent",
        "answered, then cut",
        "answered, then another packet",
        "another packet",
        "a frame before",
        "an empty frame",
        "binary",
        "not masked",
        "a huge frame",
    ] {
        let first = last + 1;
        last = app.publish(&["room"], 50, 100).await;
        let (noops, ()) = tokio::join!(client.reads(first, last), comes_to_nothing(&app, &client, how));
        assert!(noops <= 5, "{how}: {noops} polls in vain");
        until("the attempt has ended", || app.stats().websockets == 0).await;
        assert_eq!((app.left(), app.stats().polling), (0, 1), "{how}");
        // Both ways.
        assert_eq!(client.says("421[\"who\"]").await.0, 200, "{how}");
        client.hears("431[\"nobody\"]").await;
    }

    let mut websocket = answered(&app, &client).await;
    websocket.say("5").await;
    last = app.publish(&["room"], 50, 100).await;
    websocket.reads(last - 49, last).await;
    drop(websocket);
    app.ends_clean().await;
}

/// A websocket whose probe has been answered.
async fn answered(app: &App, client: &Polling) -> Raw {
    loop {
        let mut websocket = client.tries_websocket(app).await;
        websocket.writes(&masked(0x81, b"2probe")).await;
        // The end of an attempt before this may not have been noticed yet.
        if let Some(answer) = websocket.packet_if_open().await {
            assert_eq!(answer, "3probe");
            return websocket;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_waits_as_usual_until_the_probe_is_answered_and_is_flushed_once() {
    let app = App::start(Settings { heartbeat: trackroom_socketio::Heartbeat::default(), ..Settings::default() }).await;
    let client = follower(&app).await;
    let mut websocket = client.tries_websocket(&app).await;
    let poll = client.polls();
    tokio::pin!(poll);
    // It is asked for something after the poll was, and answers: the poll is not flushed before.
    let waits = tokio::select! {
        answer = &mut poll => panic!("{answer:?}"),
        answer = client.says("6") => answer,
    };
    assert_eq!(waits.0, 400, "no client says NOOP");
    websocket.say("2probe").await;
    assert_eq!(poll.await, (200, "6".to_owned()));
    assert_eq!(websocket.packet().await, "3probe");
    // What comes now is still the poll's.
    let (last, noops) = tokio::join!(app.publish(&["room"], 1, 0), client.reads(1, 1));
    assert!(noops <= 1, "{noops}");
    websocket.say("5").await;
    app.publish(&["room"], 1, 0).await;
    websocket.reads(last + 1, last + 1).await;
    drop(websocket);
    app.ends_clean().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_never_hears_the_answer_is_not_driven_into_polling() {
    let limits = Limits { probe: Duration::from_secs(3), ..Limits::default() };
    let app = App::start(Settings { limits, ..Settings::default() }).await;
    let client = follower(&app).await;
    let mut websocket = answered(&app, &client).await;
    let polls = async {
        let mut noops = 0;
        while app.stats().websockets > 0 {
            match client.polls().await.1.as_str() {
                "6" => noops += 1,
                ping => assert_eq!((ping, client.says("3").await.0), ("2", 200)),
            }
        }
        noops
    };
    let (noops, _) = tokio::join!(polls, websocket.is_closed());
    // The pause between them doubles; the official server's every 100 ms would make thirty.
    assert!((1..=6).contains(&noops), "{noops}");
    app.publish(&["room"], 1, 0).await;
    client.reads(1, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_websocket_at_a_time_and_none_after_the_move() {
    for wrapped in [false, true] {
        let app = App::start(Settings { wrapped, ..Settings::default() }).await;
        let client = follower(&app).await;
        let mut first = client.tries_websocket(&app).await;
        let mut second = client.tries_websocket(&app).await;
        assert_eq!(second.is_closed().await, b"", "accepted, then closed");
        first.say("2probe").await;
        assert_eq!(first.packet().await, "3probe");
        assert_eq!(client.tries_websocket(&app).await.is_closed().await, b"");
        first.say("5").await;
        assert_eq!(client.tries_websocket(&app).await.is_closed().await, b"");

        // It has moved: neither polls nor posts any more, and no other transport's websocket.
        let bad_request = (400, r#"{"code":3,"message":"Bad request"}"#.to_owned());
        until("it has moved", || app.stats().polling == 0).await;
        assert_eq!(client.polls().await, bad_request);
        assert_eq!(client.says("421[\"who\"]").await, bad_request);
        let query = format!("EIO=4&transport=polling&sid={}", client.sid);
        assert_eq!(Raw::opened(&app, &query).await.is_closed().await, b"");
        let last = app.publish(&["room"], 5, 0).await;
        first.reads(1, last).await;

        // A session that began as a websocket.
        let born = Raw::connected(&app).await;
        let query = format!("EIO=4&transport=websocket&sid={}", born.sid);
        assert_eq!(Raw::opened(&app, &query).await.is_closed().await, b"");
        let query = format!("EIO=4&transport=polling&sid={}", born.sid);
        assert_eq!(request(app.port, "GET", &query, "", "").await, bad_request);
        assert_eq!(app.left(), 0);
        drop((first, second, born));
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_right_behind_the_move_is_read_however_it_is_cut() {
    let packets: Vec<_> = (0..50).map(|n| masked(0x81, format!("42{n}[\"echo\",{n}]").as_bytes())).collect();
    let probe = [masked(0x81, b"2probe"), masked(0x89, b"hello"), masked(0x81, b"5")].concat();
    // A probe in two frames, with a ping between them.
    let in_parts = [masked(0x01, b"2pr"), masked(0x89, b"hello"), masked(0x80, b"obe"), masked(0x81, b"5")].concat();
    for (probe, piece) in [(&probe, usize::MAX), (&probe, 1), (&probe, 7), (&in_parts, usize::MAX), (&in_parts, 3)] {
        let app = App::start(Settings::default()).await;
        let client = follower(&app).await;
        let mut websocket = client.tries_websocket(&app).await;
        // Behind the small ones a large one, and one with bytes, of which the app is told.
        let large = format!("4250[\"echo\",\"{}\"]", "x".repeat(90_000));
        let binary = b"451-51[\"echo\",{\"_placeholder\":true,\"num\":0}]";
        let rest = [masked(0x81, large.as_bytes()), masked(0x81, binary), masked(0x82, &[0; 70_000])].concat();
        let all = [probe.clone(), packets.concat(), rest].concat();
        let (small, large) = all.split_at(probe.len() + packets.concat().len());
        for piece in small.chunks(piece.min(small.len())) {
            websocket.writes(piece).await;
        }
        websocket.writes(large).await;
        assert_eq!(websocket.packet().await, "3probe");
        for n in 0..50 {
            assert_eq!(websocket.packet().await, format!("43{n}[[{n}]]"));
        }
        assert_eq!(websocket.packet().await.len(), 90_000 + r#"4350[[""]]"#.len());
        assert_eq!(websocket.packet().await, r#"4351[{"error":"binary arguments"}]"#);
        drop(websocket);
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_loses_nothing_of_the_poll_that_is_open_or_the_post_on_its_way() {
    for round in 0..20 {
        let app = App::start(Settings::default()).await;
        let client = follower(&app).await;
        let mut websocket = client.tries_websocket(&app).await;
        websocket.say("2probe").await;
        assert_eq!(websocket.packet().await, "3probe");
        // Many small ones, or few of which an answer has room for one.
        let (count, pad) = if round % 2 == 0 { (300, 2_000) } else { (12, 40_000) };
        let stream = app.publish(&["room"], count, pad);
        let polls = async {
            // As a client does: the last poll is over, and all is said, before it moves.
            let mut heard = Vec::new();
            for _ in 0..=round % 4 {
                heard.push(client.polls().await);
            }
            let said = client.says("427[\"who\"]").await;
            websocket.say("5").await;
            (heard, said)
        };
        let (last, (heard, said)) = tokio::join!(stream, polls);
        assert_eq!(said.0, 200);
        let heard: Vec<_> = heard.iter().flat_map(|(_, body)| body.split('\x1e')).collect();
        let news = heard.iter().filter(|packet| packet.starts_with("42")).count() as u64;
        let (mut next, mut answers) = (news + 1, usize::from(heard.iter().any(|packet| packet.starts_with("437"))));
        while next <= last || answers == 0 {
            let packet = websocket.packet().await;
            if packet == "437[\"nobody\"]" {
                answers += 1;
            } else {
                assert!(packet.starts_with(&format!("42[\"news\",{{\"n\":{next},")), "{next}: {packet:.80}");
                next += 1;
            }
        }
        assert_eq!(answers, 1);
        drop(websocket);
        app.ends_clean().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_ends_with_its_session() {
    let app = App::start(Settings::default()).await;
    let client = follower(&app).await;
    let mut websocket = client.tries_websocket(&app).await;
    websocket.say("2probe").await;
    assert_eq!(websocket.packet().await, "3probe");
    app.sender(&client.sid).kill();
    assert_eq!(websocket.is_closed().await, b"");
    let client = follower(&app).await;
    let mut websocket = client.tries_websocket(&app).await;
    assert_eq!(client.says("1").await.0, 200);
    assert_eq!(websocket.is_closed().await, b"");
    app.ends_clean().await;
}
