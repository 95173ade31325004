//! What was refused without an ack, and of which order: `tracking-error` names it wherever somebody knows it.

use serde_json::{Value, json};

use crate::support::{Socket, TestApp, builders};

/// The code of the next `tracking-error`, and the order that it names.
async fn refusal(socket: &mut Socket) -> (String, Value) {
    let event = socket.next().await;
    assert_eq!(event[0], json!("tracking-error"), "{event:?}");
    (event[1]["code"].as_str().unwrap().to_owned(), event[1].get("orderId").cloned().unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_refusal_without_an_ack_names_the_order_whatever_is_wrong_with_the_message() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 10).await;
    app.customer().await.orders(&product, 1).await;
    let mut desk = app.admin().await.socket().await;
    let mut stranger = app.socket().await;
    let (join, leave, command) = ("join-order-tracking", "leave-order-tracking", "admin-status-update");
    let long = "x".repeat(17_000);
    for (event, argument, code, named) in [
        (join, json!("ORD00001"), "order_not_found", json!("ORD00001")),
        (join, json!({ "orderId": " #ORD00001 " }), "order_not_found", json!(" #ORD00001 ")),
        (join, json!({ "orderId": "ORD00001", "ticket": "none" }), "tracking_link_not_found", json!("ORD00001")),
        (join, json!({ "orderId": "ORD00001", "since": "yesterday" }), "invalid_request", json!("ORD00001")),
        (join, json!({ "since": 1, "orderId": "ORD00001", "ticket": 7 }), "invalid_request", json!("ORD00001")),
        (join, json!({ "orderId": "ORD00001", "ticket": "\0" }), "invalid_request", json!("ORD00001")),
        (join, json!({ "orderId": "ORD00001", "ticket": long }), "invalid_request", json!("ORD00001")),
        (leave, json!({ "orderId": "ORD00001", "ticket": long }), "invalid_request", json!("ORD00001")),
        (leave, json!({ "orderId": "ORD00001", "since": "yesterday" }), "invalid_request", json!("ORD00001")),
        (command, json!({ "orderId": "ORD00001", "status": "shipped" }), "not_authorized", json!("ORD00001")),
        (command, json!({ "orderId": "ORD00001", "status": 5 }), "invalid_request", json!("ORD00001")),
        // Nobody can tell which order these are about.
        (join, json!({}), "invalid_request", Value::Null),
        (join, json!({ "ticket": "none" }), "tracking_link_not_found", Value::Null),
        (join, json!({ "orderId": 1 }), "invalid_request", Value::Null),
        (join, json!(["ORD00001"]), "invalid_request", Value::Null),
        (command, json!("ORD00001"), "invalid_request", Value::Null),
        ("auth:refresh", json!({ "token": "none", "orderId": "ORD00001" }), "not_authorized", Value::Null),
    ] {
        stranger.emit(event, &argument).await;
        assert_eq!(refusal(&mut stranger).await, (code.to_owned(), named), "{event} {argument:.60}");
    }
    stranger.raw(r#"451-["join-order-tracking",{"orderId":"ORD00001","x":{"_placeholder":true,"num":0}}]"#).await;
    stranger.attachment(b"bytes").await;
    assert_eq!(refusal(&mut stranger).await, ("invalid_request".to_owned(), json!("ORD00001")));
    for (argument, code) in [
        (json!({ "orderId": "#ORD00001" }), "status_required"),
        (json!({ "orderId": "#ORD00001", "status": "lost" }), "invalid_status"),
        (json!({ "orderId": "#ORD00001", "status": "refunded" }), "invalid_transition"),
        (json!({ "orderId": "#ORD00001", "status": "shipped", "expectedSeq": 9 }), "precondition_failed"),
        (json!({ "orderId": "#ORD00001", "status": "shipped", "expectedSeq": "x" }), "invalid_request"),
    ] {
        desk.emit(command, &argument).await;
        assert_eq!(refusal(&mut desk).await, (code.to_owned(), json!("#ORD00001")), "{argument}");
    }
    app.finish().await;
}

#[tokio::test]
async fn who_follows_too_much_is_told_which_order_they_do_not_follow() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    let link = customer.post("/api/orders/ORD00001/tracking-links", &json!({})).await.ok();
    let ticket = &link["link"]["ticket"];
    assert!(ticket.is_string(), "{link}");
    let mut stranger = app.socket().await;
    for number in 1..=100 {
        stranger.follows(&format!("TEST-{number}")).await;
    }
    stranger.emit("join-order-tracking", &json!("TEST-101")).await;
    assert_eq!(refusal(&mut stranger).await, ("too_many_rooms".to_owned(), json!("TEST-101")));
    // Whose link it is, the server knows.
    stranger.emit("join-order-tracking", &json!({ "ticket": ticket })).await;
    assert_eq!(refusal(&mut stranger).await, ("too_many_rooms".to_owned(), json!("ORD00001")));
    app.finish().await;
}

#[tokio::test]
async fn what_comes_too_fast_or_too_late_is_named() {
    let app = TestApp::start().await;
    let mut eager = app.socket().await;
    for number in 0..300 {
        eager.emit("join-order-tracking", &json!(format!("ORD9{number:04}"))).await;
    }
    eager.emit("leave-order-tracking", &json!({ "orderId": "ORD90001" })).await;
    let refused = eager.everything_so_far().await;
    let named = |code: &str| -> Vec<Value> {
        let told = refused.iter().filter(|event| event[1]["code"] == json!(code));
        told.map(|event| event[1]["orderId"].clone()).collect()
    };
    assert!(!named("rate_limited").is_empty(), "it is too fast");
    assert_eq!(named("rate_limited").len() + named("order_not_found").len(), refused.len());
    assert!(named("rate_limited").iter().all(|order| order.as_str().is_some_and(|id| id.starts_with("ORD9"))));
    app.finish().await;

    let app = TestApp::start_with(&[("REQUEST_LIMIT", "2/h")]).await;
    let mut socket = app.socket().await;
    for _ in 0..3 {
        socket.emit("join-order-tracking", &json!("TEST-1")).await;
    }
    assert_eq!(refusal(&mut socket).await, ("rate_limited".to_owned(), json!("TEST-1")));
    app.finish().await;

    let app = TestApp::start().await;
    let mut socket = app.socket().await;
    app.app.in_flight.end();
    socket.emit("join-order-tracking", &json!("TEST-1")).await;
    assert_eq!(refusal(&mut socket).await, ("unavailable".to_owned(), json!("TEST-1")));
    app.finish().await;

    let app = TestApp::start().await;
    let mut socket = app.admin().await.socket().await;
    app.app.db.clone().close().await.unwrap();
    let command = json!({ "orderId": "ORD00001", "status": "shipped" });
    for (event, argument) in [
        ("join-order-tracking", json!("ORD00001")),
        ("leave-order-tracking", json!({ "orderId": "ORD00001" })),
        ("admin-status-update", command),
    ] {
        socket.emit(event, &argument).await;
        assert_eq!(refusal(&mut socket).await, ("database_unavailable".to_owned(), json!("ORD00001")), "{event}");
    }
    app.kill().remove().await;
}
