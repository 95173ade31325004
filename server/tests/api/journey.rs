//! The walk of `docs/ARCHITECTURE.md`, end to end.

use serde_json::json;

use crate::support::{Socket, TestApp, builders};

#[tokio::test]
async fn a_customer_orders_an_admin_moves_it_and_every_follower_hears_of_it() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 199, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);

    let mut desk = admin.socket().await;
    let order = customer.orders(&product, 2).await;
    let order_id = order["orderId"].as_str().unwrap();
    assert_eq!(order_id, "ORD00001");
    let created = desk.next().await;
    assert_eq!(created[0], json!("order-created"));
    assert_eq!(created[1]["orderId"], json!(order_id));
    assert_eq!(created[1]["totalAmount"], json!(398));

    let mut follower = customer.socket().await;
    let snapshot = follower.follows(order_id).await;
    assert_eq!((&snapshot["status"], &snapshot["seq"]), (&json!("pending"), &json!(1)));

    // By `_id`, as the admin page does it; the event carries the order's id all the same.
    let moved = admin.moves(order["_id"].as_str().unwrap(), "shipped").await.ok();
    assert_eq!(moved["order"]["status"], json!("shipped"));
    assert_eq!(moved["followers"], json!(1));
    for socket in [&mut follower, &mut desk] {
        let event = socket.next().await;
        assert_eq!(event[0], json!("order-status-updated"));
        assert_eq!(event[1]["orderId"], json!(order_id));
        assert_eq!((&event[1]["status"], &event[1]["seq"]), (&json!("shipped"), &json!(2)));
        assert_eq!(event[1]["updatedAt"], moved["order"]["updatedAt"]);
        assert_eq!(event[2], json!("2"), "the offset is the position in the log, as a string");
    }

    let read = customer.get(&format!("/api/orders/{order_id}")).await;
    assert_eq!(read.headers["etag"], "\"2\"");
    let read = read.ok();
    assert_eq!(read["order"]["shippedAt"], moved["order"]["updatedAt"]);
    let history = customer.get(&format!("/api/orders/{order_id}/events")).await.ok();
    let steps: Vec<_> = history["events"].as_array().unwrap().iter().map(|event| &event["status"]).collect();
    assert_eq!(steps, ["pending", "shipped"]);
    app.finish().await;
}

// contract 6.2
#[tokio::test]
async fn events_reach_only_those_who_follow_and_each_once() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 10, 100).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let (mine, other) = (customer.orders(&product, 1).await, customer.orders(&product, 1).await);
    let (mine, other) = (mine["orderId"].as_str().unwrap(), other["orderId"].as_str().unwrap());

    let mut follower = app.socket().await;
    follower.follows(mine).await;
    follower.follows(mine).await;
    let mut desk = admin.socket().await;
    desk.follows(mine).await;

    admin.moves(other, "confirmed").await.ok();
    admin.moves(mine, "confirmed").await.ok();
    admin.moves(mine, "shipped").await.ok();
    let seen = [follower.next_status().await, follower.next_status().await];
    assert_eq!(seen[0]["orderId"], json!(mine));
    assert_eq!([&seen[0]["seq"], &seen[1]["seq"]], [&json!(2), &json!(3)]);
    // The desk's socket is in two of the rooms concerned and gets one copy.
    let seen = [desk.next_status().await, desk.next_status().await, desk.next_status().await];
    assert_eq!(seen.map(|event| event["orderId"].clone()), [json!(other), json!(mine), json!(mine)]);

    let left = follower.ask("leave-order-tracking", &json!(mine)).await;
    assert_eq!(left, json!({ "ok": true }));
    follower.follows(other).await;
    admin.moves(mine, "delivered").await.ok();
    admin.moves(other, "shipped").await.ok();
    assert_eq!(follower.next_status().await["orderId"], json!(other), "left rooms are silent");
    app.finish().await;
}

#[tokio::test]
async fn what_was_committed_is_announced_even_when_the_waker_never_called() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 10, 100).await;
    let order = app.customer().await.orders(&product, 1).await;
    let mut follower = app.socket().await;
    follower.follows(order["orderId"].as_str().unwrap()).await;

    // Another process on the same database: it shares no waker with ours.
    let elsewhere = trackroom::app::App::open(app.app.config.clone()).await.unwrap();
    let wanted = trackroom::domain::ids::OrderRef::parse("ORD00001").unwrap();
    let change = trackroom::domain::status_change::StatusChange {
        status: trackroom::domain::order_status::OrderStatus::Confirmed,
        tracking_number: None,
        estimated_delivery: None,
        note: None,
        expected_seq: None,
    };
    let system = trackroom::domain::order_event::Actor::System;
    trackroom::services::orders::update_status(&elsewhere.orders, &system, &wanted, &change, None).await.unwrap();
    assert_eq!(follower.next_status().await["status"], json!("confirmed"));
    elsewhere.db.clone().close().await.unwrap();
    app.finish().await;
}

#[tokio::test]
async fn a_crash_between_commit_and_announcement_loses_nothing_from_the_log() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 10, 100).await;
    let order = app.customer().await.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap().to_owned();
    let admin = app.admin().await;
    admin.moves(&order_id, "confirmed").await.ok();
    let database = app.kill();

    let app = TestApp::start_on(database, &[]).await;
    let mut follower: Socket = app.socket().await;
    let answer = follower.ask("join-order-tracking", &json!({ "orderId": order_id, "since": 1 })).await;
    assert_eq!(answer["order"]["status"], json!("confirmed"));
    assert_eq!(answer["complete"], json!(true));
    assert_eq!(answer["events"][0]["seq"], json!(2));
    app.admin().await.moves(&order_id, "shipped").await.ok();
    assert_eq!(follower.next_status().await["seq"], json!(3));
    app.finish().await;
}
