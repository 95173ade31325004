//! A newer program has written events that this one does not know: nothing stops, and nobody asks without end.

use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::support::{Socket, TestApp, builders};

/// A newer node writes events of its own, in one transaction with the order's version.
async fn a_newer_node_writes(app: &TestApp, kind: &str, payload: &str) {
    let db = &app.app.db;
    let tx = db.begin().await.unwrap();
    tx.execute_unprepared("UPDATE event_log_head SET position = position + 1").await.unwrap();
    tx.execute_unprepared("UPDATE orders SET seq = seq + 1").await.unwrap();
    // It looks like the order's first event but for its numbers.
    let event = format!(
        "INSERT INTO order_events SELECT (SELECT position FROM event_log_head), order_id, (SELECT seq FROM orders), \
         '{kind}', '{payload}', actor_kind, actor_id, request_id, created_at FROM order_events WHERE seq = 1"
    );
    tx.execute_unprepared(&event).await.unwrap();
    db.commit(tx).await.unwrap();
}

async fn skipped_by(app: &TestApp, reader: &str) -> f64 {
    app.metric(&format!(r#"trackroom_events_unknown_total{{reader="{reader}"}}"#)).await
}

#[tokio::test]
async fn events_that_only_a_newer_program_knows_are_passed_by_every_reader_and_counted() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let order = customer.orders(&product, 1).await;
    let mut follower = app.socket().await;
    let pid = follower.pid.clone().unwrap();
    follower.follows("ORD00001").await;
    customer.get("/api/orders/my-orders").await.ok();

    a_newer_node_writes(&app, "order-sung", r#"{"kind":"order-sung","text":"la"}"#).await;
    // Of a kind that is known, with a status that is not.
    let returned = r#"{"kind":"status-changed","orderId":"ORD00001","from":"pending","status":"sung"}"#;
    a_newer_node_writes(&app, "status-changed", returned).await;
    admin.moves("ORD00001", "confirmed").await.ok();
    let event = follower.next().await;
    assert_eq!((&event[1]["seq"], &event[2]), (&json!(4), &json!("4")), "the relay goes on behind them");
    assert!(follower.everything_so_far().await.is_empty());
    assert!((skipped_by(&app, "relay").await - 2.0).abs() < 0.1);
    assert!((app.metric("trackroom_relay_position").await - 4.0).abs() < 0.1);

    // A typed client meets the hole, and asks once: the snapshot leaves none.
    let since = json!({ "orderId": "ORD00001", "since": 1 });
    let joined = follower.ask("join-order-tracking", &since).await;
    assert_eq!((&joined["complete"], &joined["events"]), (&json!(false), &json!([])), "{joined}");
    assert_eq!((&joined["order"]["seq"], &joined["order"]["status"]), (&json!(4), &json!("confirmed")));
    assert!((skipped_by(&app, "join").await - 2.0).abs() < 0.1);
    // From behind it everything can be told.
    let since = json!({ "orderId": "ORD00001", "since": 3 });
    let joined = follower.ask("join-order-tracking", &since).await;
    assert_eq!((&joined["complete"], &joined["events"][0]["seq"]), (&json!(true), &json!(4)));

    let history = customer.get("/api/orders/ORD00001/events").await.ok();
    let seqs: Vec<_> = history["events"].as_array().unwrap().iter().map(|event| &event["seq"]).collect();
    assert_eq!(seqs, [&json!(1), &json!(4)], "{history}");
    assert!((skipped_by(&app, "history").await - 2.0).abs() < 0.1);

    // A customer's list is no older than an event that nobody here can read.
    let id = order["orderId"].as_str().unwrap();
    let listed = customer.get("/api/orders/my-orders").await.ok();
    assert_eq!(listed["orders"][0]["status"], json!("confirmed"), "{id}: {listed}");

    // Who comes back is told what can be told: out of memory, and by a node that has just started, out of the log.
    drop(follower);
    a_newer_node_writes(&app, "order-sung", r#"{"kind":"order-sung"}"#).await;
    admin.moves("ORD00001", "processing").await.ok();
    let mut follower = Socket::come_back(&app.url, None, &pid, Some("4")).await;
    assert_eq!(follower.pid.as_ref(), Some(&pid));
    assert_eq!(follower.next().await[2], json!("6"));
    drop(follower);
    let app = TestApp::start_on(app.stop().await, &[]).await;
    assert!((skipped_by(&app, "recovery").await - 3.0).abs() < 0.1);
    let mut follower = Socket::come_back(&app.url, None, &pid, Some("1")).await;
    assert_eq!(follower.pid.as_ref(), Some(&pid));
    assert_eq!([follower.next().await[2].clone(), follower.next().await[2].clone()], ["4", "6"]);
    assert!(follower.everything_so_far().await.is_empty());
    app.finish().await;
}
