//! Connection state recovery on the wire: contract 6.5, design 4. The stories of the official client are in
//! `tests/socket-io-client`.

use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::{Value, json};

use crate::support::{Person, Socket, TestApp, builders};

/// An order that a stranger follows, under public access.
async fn an_order(app: &TestApp) -> Person {
    let product = builders::product(&app.app, 50, 500).await;
    app.customer().await.orders(&product, 1).await;
    app.admin().await
}

fn seqs(events: &[Vec<Value>]) -> Vec<i64> {
    events.iter().map(|event| event[1]["seq"].as_i64().unwrap()).collect()
}

async fn next_events(socket: &mut Socket, count: usize) -> Vec<Vec<Value>> {
    let mut events = Vec::new();
    for _ in 0..count {
        events.push(socket.next().await);
    }
    events
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_in_order_and_once() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().expect("a recovery id");
    socket.follows("ORD00001").await;
    admin.moves("ORD00001", "confirmed").await.ok();
    let offset = socket.next().await[2].as_str().unwrap().to_owned();
    drop(socket);

    admin.moves("ORD00001", "processing").await.ok();
    admin.moves("ORD00001", "shipped").await.ok();
    let mut socket = Socket::come_back(&app.url, None, &pid, Some(&offset)).await;
    assert_eq!(socket.pid.as_deref(), Some(pid.as_str()), "recovered");
    admin.moves("ORD00001", "delivered").await.ok();
    assert_eq!(seqs(&next_events(&mut socket, 3).await), [3, 4, 5]);
    assert!(socket.everything_so_far().await.is_empty());

    // A second time, with the offset that the replay brought; then with one from before: nothing is skipped.
    drop(socket);
    admin.moves("ORD00001", "refunded").await.ok();
    let mut socket = Socket::come_back(&app.url, None, &pid, Some("5")).await;
    assert_eq!(seqs(&next_events(&mut socket, 1).await), [6]);
    app.finish().await;
}

#[tokio::test]
async fn without_an_event_before_the_drop_the_session_goes_on_from_its_joining() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    admin.moves("ORD00001", "confirmed").await.ok();
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    assert_eq!(socket.follows("ORD00001").await["seq"], json!(2));
    drop(socket);
    admin.moves("ORD00001", "shipped").await.ok();
    let mut socket = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(seqs(&next_events(&mut socket, 1).await), [3], "not the one that the snapshot told of");
    app.finish().await;
}

#[tokio::test]
async fn a_newer_connection_takes_the_session_over_from_one_that_still_looks_alive() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut old = app.socket().await;
    let pid = old.pid.clone().unwrap();
    old.follows("ORD00001").await;
    let mut new = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(new.pid.as_deref(), Some(pid.as_str()));
    assert!(old.is_told_to_disconnect().await, "it must not come back and fight");
    admin.moves("ORD00001", "shipped").await.ok();
    assert_eq!(seqs(&next_events(&mut new, 1).await), [2]);
    drop(old);
    admin.moves("ORD00001", "delivered").await.ok();
    assert_eq!(seqs(&next_events(&mut new, 1).await), [3], "the old one's end does not end the session");
    drop(new);
    admin.moves("ORD00001", "refunded").await.ok();
    let mut third = Socket::come_back(&app.url, None, &pid, Some("3")).await;
    assert_eq!(seqs(&next_events(&mut third, 1).await), [4]);
    app.finish().await;
}

#[tokio::test]
async fn sessions_survive_a_server_that_is_stopped_and_one_that_is_killed() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    admin.moves("ORD00001", "confirmed").await.ok();
    let offset = socket.next().await[2].as_str().unwrap().to_owned();
    let database = app.stop().await;

    let app = TestApp::start_on(database, &[]).await;
    let admin = app.admin().await;
    admin.moves("ORD00001", "processing").await.ok();
    let mut socket = Socket::come_back(&app.url, None, &pid, Some(&offset)).await;
    assert_eq!(socket.pid.as_deref(), Some(pid.as_str()));
    assert_eq!(seqs(&next_events(&mut socket, 1).await), [3]);
    // A session that has only just begun when the plug is pulled.
    let mut other = app.socket().await;
    let other_pid = other.pid.clone().unwrap();
    other.follows("ORD00001").await;
    crate::support::until(async || app.stored_rooms_of_sessions().await == 2).await;
    let database = app.kill();

    let app = TestApp::start_on(database, &[]).await;
    app.admin().await.moves("ORD00001", "shipped").await.ok();
    let mut socket = Socket::come_back(&app.url, None, &pid, Some("3")).await;
    assert_eq!(seqs(&next_events(&mut socket, 1).await), [4]);
    let mut other = Socket::come_back(&app.url, None, &other_pid, None).await;
    assert_eq!(seqs(&next_events(&mut other, 1).await), [4]);
    app.finish().await;
}

#[tokio::test]
async fn a_stolen_recovery_id_opens_nothing_for_somebody_else() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 5).await;
    let (owner, thief, admin) = (app.customer().await, app.customer().await, app.admin().await);
    owner.orders(&product, 1).await;
    let mut socket = owner.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    drop(socket);
    admin.moves("ORD00001", "shipped").await.ok();
    for token in [None, thief.token.as_deref(), admin.token.as_deref()] {
        let mut stranger = Socket::come_back(&app.url, token, &pid, None).await;
        assert_ne!(stranger.pid.as_deref(), Some(pid.as_str()));
        assert!(stranger.everything_so_far().await.is_empty());
    }
    let mut socket = Socket::come_back(&app.url, owner.token.as_deref(), &pid, None).await;
    assert_eq!(socket.pid.as_deref(), Some(pid.as_str()), "the owner's session is unharmed");
    assert_eq!(seqs(&next_events(&mut socket, 1).await), [2]);
    app.finish().await;
}

#[tokio::test]
async fn rooms_are_restored_only_where_the_client_may_still_be() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "public")]).await;
    an_order(&app).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    let database = app.stop().await;

    let app = TestApp::start_on(database, &[("TRACKING_ACCESS", "owner")]).await;
    let admin = app.admin().await;
    admin.moves("ORD00001", "shipped").await.ok();
    let mut desk = admin.socket().await;
    let mut socket = Socket::come_back(&app.url, None, &pid, None).await;
    admin.moves("ORD00001", "delivered").await.ok();
    while desk.next_status().await["status"] != json!("delivered") {}
    assert!(socket.everything_so_far().await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn several_rooms_are_restored_and_left_ones_are_not() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let product = builders::product(&app.app, 50, 500).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    customer.orders(&product, 1).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    for order in ["ORD00001", "ORD00002", "ORD00003"] {
        socket.follows(order).await;
    }
    socket.ask("leave-order-tracking", &json!("ORD00002")).await;
    drop(socket);
    for order in ["ORD00003", "ORD00002", "ORD00001"] {
        admin.moves(order, "shipped").await.ok();
    }
    let mut socket = Socket::come_back(&app.url, None, &pid, None).await;
    let events = next_events(&mut socket, 2).await;
    assert_eq!([&events[0][1]["orderId"], &events[1][1]["orderId"]], [&json!("ORD00003"), &json!("ORD00001")]);
    admin.moves("ORD00002", "delivered").await.ok();
    admin.moves("ORD00001", "delivered").await.ok();
    assert_eq!(socket.next_status().await["orderId"], json!("ORD00001"));
    app.finish().await;
}

#[tokio::test]
async fn the_order_desk_misses_nothing_either() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let desk = admin.socket().await;
    let pid = desk.pid.clone().unwrap();
    drop(desk);
    let product = builders::product(&app.app, 50, 500).await;
    app.customer().await.orders(&product, 1).await;
    admin.moves("ORD00001", "shipped").await.ok();
    let mut desk = Socket::come_back(&app.url, admin.token.as_deref(), &pid, None).await;
    // The first order's own event may have come before the drop, or after it.
    let mut names = Vec::new();
    while names.last() != Some(&json!("order-status-updated")) {
        names.push(desk.next().await[0].clone());
    }
    assert!(names.contains(&json!("order-created")), "{names:?}");
    app.finish().await;
}

#[tokio::test]
async fn the_order_desks_session_survives_a_restart_though_it_is_in_no_orders_room() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut desk = admin.socket().await;
    let pid = desk.pid.clone().unwrap();
    admin.moves("ORD00001", "confirmed").await.ok();
    // The first order's own event may have come before.
    let mut last = desk.next().await;
    while last[0] != json!("order-status-updated") {
        last = desk.next().await;
    }
    let offset = last.last().unwrap().as_str().unwrap().to_owned();
    let database = app.stop().await;

    let app = TestApp::start_on(database, &[]).await;
    let again = Person::new(app.url.clone(), admin.token.clone());
    again.moves("ORD00001", "shipped").await.ok();
    let mut desk = Socket::come_back(&app.url, admin.token.as_deref(), &pid, Some(&offset)).await;
    assert_eq!(desk.pid.as_deref(), Some(pid.as_str()), "recovered");
    assert_eq!(desk.next_status().await["seq"], json!(3));
    assert!(desk.everything_so_far().await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn who_left_on_purpose_or_claims_nonsense_or_missed_too_much_begins_anew() {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    crate::support::until(async || app.stored_rooms_of_sessions().await == 1).await;
    socket.raw("41").await;
    crate::support::until(async || app.stored_rooms_of_sessions().await == 0).await;
    let unknown = "A".repeat(32);
    for (pid, offset) in [
        (pid.as_str(), None),
        (unknown.as_str(), Some("1")),
        ("", None),
        ("nonsense", Some("x")),
        (unknown.as_str(), Some("-1")),
    ] {
        let mut socket = Socket::come_back(&app.url, None, pid, offset).await;
        assert_ne!(socket.pid.as_deref(), Some(pid));
        assert!(socket.everything_so_far().await.is_empty());
    }
    // An offset beyond the log is another log's.
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().unwrap();
    socket.follows("ORD00001").await;
    drop(socket);
    let socket = Socket::come_back(&app.url, None, &pid, Some("999999")).await;
    assert_ne!(socket.pid.as_deref(), Some(pid.as_str()));
    admin.moves("ORD00001", "shipped").await.ok();
    app.finish().await;
}

#[tokio::test]
async fn recovery_can_be_switched_off() {
    let app = TestApp::start_with(&[("RECOVERY_WINDOW", "off")]).await;
    assert_eq!(app.socket().await.pid, None);
    app.finish().await;
}

#[tokio::test]
async fn when_the_log_has_lost_its_end_everybody_loads_anew_and_hears_what_comes() {
    the_log_loses_its_end(0).await;
    the_log_loses_its_end(3).await;
}

/// As when a standby takes over that had not got the end of the log, and so many changes are made on it at once.
async fn the_log_loses_its_end(grown: usize) {
    let app = TestApp::start().await;
    let admin = an_order(&app).await;
    let mut socket = app.socket().await;
    let pid = socket.pid.clone().expect("a recovery id");
    socket.follows("ORD00001").await;
    for status in ["confirmed", "processing"] {
        admin.moves("ORD00001", status).await.ok();
        socket.next().await;
    }
    let forgotten = "DELETE FROM order_events WHERE position > 1; UPDATE event_log_head SET position = 1; \
                     UPDATE orders SET status = 'pending', seq = 1";
    // At once, as a standby has it: a look in between would find a head without its event.
    let whole = app.app.db.schema().begin().await.unwrap();
    whole.execute_unprepared(forgotten).await.unwrap();
    whole.commit().await.unwrap();
    // It may have grown past its old end before a node looks.
    for status in ["confirmed", "processing", "confirmed"].into_iter().take(grown) {
        admin.moves("ORD00001", status).await.ok();
    }
    socket.is_cut().await;

    let mut socket = Socket::come_back(&app.url, None, &pid, Some("3")).await;
    assert_ne!(socket.pid.as_deref(), Some(pid.as_str()), "what it remembers is of another log");
    let seq = socket.follows("ORD00001").await["seq"].as_i64().unwrap();
    assert_eq!(seq, 1 + grown as i64);
    admin.moves("ORD00001", "shipped").await.ok();
    let event = socket.next().await;
    let expected = (json!("shipped"), json!(seq + 1), json!((seq + 1).to_string()));
    assert_eq!((&event[1]["status"], &event[1]["seq"], &event[2]), (&expected.0, &expected.1, &expected.2));
    app.finish().await;
}
