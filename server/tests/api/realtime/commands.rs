//! `admin-status-update`, `since`, and the sandbox: contract 6.2, hole 5.

use serde_json::json;

use crate::support::{TestApp, builders};

#[tokio::test]
async fn an_admins_command_is_the_rest_call_stored_and_audited() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let mut follower = customer.socket().await;
    follower.follows("ORD00001").await;
    let mut desk = admin.socket().await;
    let command = json!({ "orderId": "ORD00001", "status": "shipped", "trackingNumber": "TRK1", "estimatedDelivery": "2026-12-24T10:00:00.000Z" });
    let answer = desk.ask("admin-status-update", &command).await;
    assert_eq!((&answer["ok"], &answer["followers"]), (&json!(true), &json!(1)));
    assert_eq!(answer["order"]["seq"], json!(2));
    let event = follower.next_status().await;
    assert_eq!(
        (&event["trackingNumber"], &event["estimatedDelivery"]),
        (&json!("TRK1"), &json!("2026-12-24T10:00:00.000Z"))
    );
    let history = admin.get("/api/orders/ORD00001/events").await.ok();
    assert_eq!(history["events"][1]["actor"]["id"], json!(admin.id().await));

    let stale = json!({ "orderId": "ORD00001", "status": "delivered", "expectedSeq": 1 });
    let answer = desk.ask("admin-status-update", &stale).await;
    assert_eq!(
        (&answer["error"]["code"], &answer["error"]["order"]["seq"]),
        (&json!("precondition_failed"), &json!(2))
    );
    let answer = desk.ask("admin-status-update", &json!({ "orderId": "ORD00001", "status": "lost" })).await;
    assert_eq!(answer["error"]["code"], json!("invalid_status"));
    let answer = desk.ask("admin-status-update", &json!({ "orderId": "ORD00001", "status": "refunded" })).await;
    assert_eq!((&answer["error"]["code"], &answer["error"]["from"]), (&json!("invalid_transition"), &json!("shipped")));
    app.finish().await;
}

// hole 5
#[tokio::test]
async fn nobody_else_moves_a_real_order() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    for mut socket in [app.socket().await, customer.socket().await] {
        let answer = socket.ask("admin-status-update", &json!({ "orderId": "ORD00001", "status": "delivered" })).await;
        assert_eq!(answer["error"]["code"], json!("not_authorized"));
    }
    assert_eq!(customer.get("/api/orders/ORD00001").await.ok()["order"]["seq"], json!(1));
    app.finish().await;
}

// contract 6.2
#[tokio::test]
async fn the_sandbox_plays_with_orders_that_do_not_exist() {
    let app = TestApp::start().await;
    let (mut sender, mut viewer) = (app.socket().await, app.socket().await);
    for socket in [&mut sender, &mut viewer] {
        assert_eq!(socket.follows("TEST-ORDER-001").await["seq"], json!(0));
    }
    let command = json!({ "orderId": "TEST-ORDER-001", "status": "shipped", "trackingNumber": "TRK123456789" });
    let answer = sender.ask("admin-status-update", &command).await;
    assert_eq!((&answer["ok"], &answer["followers"]), (&json!(true), &json!(2)));
    for socket in [&mut sender, &mut viewer] {
        let event = socket.next().await;
        assert_eq!(
            (&event[1]["status"], event.len()),
            (&json!("shipped"), 2),
            "no offset follows: it is not in the log"
        );
    }
    let answer = sender.ask("admin-status-update", &json!({ "orderId": "TEST-ORDER-001", "status": "lost" })).await;
    assert_eq!(answer["error"]["code"], json!("invalid_status"));
    assert!(viewer.everything_so_far().await.is_empty());
    app.finish().await;

    let app = TestApp::start_with(&[("SANDBOX", "off")]).await;
    let mut socket = app.socket().await;
    let answer = socket.ask("join-order-tracking", &json!("TEST-ORDER-001")).await;
    assert_eq!(answer["error"]["code"], json!("order_not_found"));
    let answer = socket.ask("admin-status-update", &command).await;
    assert_eq!(answer["error"]["code"], json!("not_authorized"));
    app.finish().await;
}

#[tokio::test]
async fn since_brings_what_was_missed_or_says_that_it_was_too_much() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    for step in 0..502 {
        admin.moves("ORD00001", if step % 2 == 0 { "confirmed" } else { "pending" }).await.ok();
    }
    let mut socket = app.socket().await;
    let mut join =
        async |since: i64| socket.ask("join-order-tracking", &json!({ "orderId": "ORD00001", "since": since })).await;
    let answer = join(500).await;
    let missed: Vec<_> =
        answer["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(
        (missed, &answer["complete"], &answer["order"]["seq"]),
        (vec![501, 502, 503], &json!(true), &json!(503))
    );
    let answer = join(503).await;
    assert_eq!((&answer["events"], &answer["complete"]), (&json!([]), &json!(true)));
    let answer = join(3).await;
    assert_eq!((answer["events"].as_array().unwrap().len(), &answer["complete"]), (500, &json!(true)));
    let answer = join(2).await;
    assert_eq!(
        (&answer["events"], &answer["complete"], &answer["order"]["seq"]),
        (&json!([]), &json!(false), &json!(503))
    );
    for odd in [-5, 9_999] {
        assert_eq!(join(odd).await["ok"], json!(true));
    }
    app.finish().await;
}
