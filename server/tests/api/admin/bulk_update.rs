//! Moving many orders: contract 5.9, holes 12 and 21.

use serde_json::{Value, json};
use trackroom::{demo, store::entities::event_log_head};

use crate::support::{TestApp, builders};

const PATH: &str = "/api/orders/admin/bulk-update-status";

// contract 5.9, hole 21
#[tokio::test]
async fn each_order_has_its_own_result_and_one_failure_holds_up_nobody() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let mut desk = admin.socket().await;
    let first = customer.orders(&product, 1).await;
    customer.orders(&product, 1).await;
    customer.orders(&product, 1).await;
    admin.moves("ORD00003", "delivered").await.ok();
    // Three orders placed and one moved: what the desk hears from here on is the bulk update's.
    while desk.next().await[0] != json!("order-status-updated") {}

    let ids = json!([first["_id"], "#ORD00001", "ORD00002", "ORD00003", "ORD99999"]);
    let answer = admin.post(PATH, &json!({ "orderIds": ids, "status": "cancelled" })).await.ok();
    assert_eq!(answer["message"], json!("Updated 2 orders successfully"));
    let results = &answer["results"];
    assert_eq!((&results["successful"], &results["failed"]), (&json!(2), &json!(2)));
    let details = results["details"].as_array().unwrap();
    let changed: Vec<_> = details.iter().map(|detail| detail.get("changed").cloned().unwrap_or(Value::Null)).collect();
    assert_eq!(changed, [json!(true), json!(false), json!(true), Value::Null, Value::Null], "hole 12: named twice");
    assert_eq!((&details[3]["code"], &details[4]["code"]), (&json!("invalid_transition"), &json!("order_not_found")));
    assert_eq!(details[4]["error"], json!("Order not found"));
    assert_eq!(details[0]["orderId"], first["_id"], "as it was asked");
    assert_eq!(builders::stock(&app.app, &product).await, 9, "hole 12: given back once");

    let seen = [desk.next_status().await["orderId"].clone(), desk.next_status().await["orderId"].clone()];
    assert_eq!(seen, [json!("ORD00001"), json!("ORD00002")]);
    admin.moves("ORD00003", "shipped").await.ok();
    assert_eq!(desk.next_status().await["orderId"], json!("ORD00003"), "one event per order changed");
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_is_named_more_than_once_counts_once_however_it_is_spelled() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let first = customer.orders(&product, 1).await;
    let second = customer.orders(&product, 1).await;
    admin.moves("ORD00002", "delivered").await.ok();
    let document = |order: &Value| order["_id"].as_str().unwrap().to_owned();
    let shouted = |id: &str| id.to_uppercase();
    let unknown = "0123456789abcdef01234567";
    let moved = ["ORD00001", "#ORD00001", " ORD00001 ", &document(&first), &shouted(&document(&first)), "ORD00001"];
    let refused = ["ORD00002", "#ORD00002", &shouted(&document(&second))];
    let unknown = ["ORD99999", "#ORD99999", " ORD99999", unknown, &shouted(unknown), "ord00001", "#ord00001"];
    let ids = [&moved[..], &refused[..], &unknown[..]].concat();
    let answer = admin.post(PATH, &json!({ "orderIds": ids, "status": "cancelled" })).await.ok();
    assert_eq!(answer["message"], json!("Updated 1 orders successfully"));
    let results = &answer["results"];
    assert_eq!((&results["successful"], &results["failed"]), (&json!(1), &json!(4)), "{results}");
    let details = results["details"].as_array().unwrap();
    assert_eq!(details.len(), ids.len(), "each naming has its result");
    for (detail, (id, at)) in details.iter().zip(ids.iter().zip(0..)) {
        assert_eq!((&detail["orderId"], &detail["success"]), (&json!(id), &json!(at < moved.len())));
        assert_eq!(detail["changed"] == json!(true), at == 0, "{detail}");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_order_that_somebody_else_moved_meanwhile_stays_as_they_left_it() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    for _ in 0..4 {
        customer.orders(&product, 1).await;
    }
    admin.moves("ORD00002", "confirmed").await.ok();
    admin.moves("ORD00003", "confirmed").await.ok();
    let ids = json!(["ORD00001", "ORD00002", "ORD00003", "ORD00004", "#ORD00004"]);
    let body = json!({ "orderIds": ids, "expectedSeqs": [1, 1, null, 1, 7], "status": "cancelled" });
    let answer = admin.post(PATH, &body).await.ok();
    let details = answer["results"]["details"].as_array().unwrap();
    let success: Vec<_> = details.iter().map(|detail| detail["success"] == json!(true)).collect();
    assert_eq!(success, [true, false, true, false, false], "of two versions of one order one is stale");
    assert_eq!(details[1]["code"], json!("precondition_failed"));
    assert_eq!((&details[1]["order"]["status"], &details[1]["order"]["seq"]), (&json!("confirmed"), &json!(2)));
    assert_eq!(admin.get("/api/orders/ORD00002").await.ok()["order"]["status"], json!("confirmed"));
    app.finish().await;
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_before_anything_moves() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    for (body, code) in [
        (json!({ "status": "shipped" }), "order_ids_required"),
        (json!({ "orderIds": [], "status": "shipped" }), "order_ids_required"),
        (json!({ "orderIds": "ORD00001", "status": "shipped" }), "invalid_request"),
        (json!({ "orderIds": [1], "status": "shipped" }), "invalid_request"),
        (json!({ "orderIds": ["ORD00001"] }), "status_required"),
        (json!({ "orderIds": ["ORD00001"], "expectedSeqs": [], "status": "shipped" }), "invalid_request"),
        (json!({ "orderIds": ["ORD00001"], "expectedSeqs": [1, 2], "status": "shipped" }), "invalid_request"),
        (json!({ "orderIds": ["ORD00001"], "expectedSeqs": ["1"], "status": "shipped" }), "invalid_request"),
        (json!({ "orderIds": ["ORD00001"], "status": "lost" }), "invalid_status"),
        (json!({ "orderIds": vec!["ORD00001"; 5_001], "status": "shipped" }), "too_many_orders"),
    ] {
        assert_eq!(admin.post(PATH, &body).await.refusal(), (400, code));
    }
    let odd = json!({ "orderIds": ["", "  ", "x".repeat(500), "a\nb"], "status": "shipped" });
    let answer = admin.post(PATH, &odd).await.ok();
    assert_eq!(answer["results"]["failed"], json!(4));
    assert_eq!(admin.get("/api/orders/ORD00001").await.ok()["order"]["seq"], json!(1));
    app.finish().await;
}

#[tokio::test]
async fn five_thousand_orders_move_at_once_and_the_desk_hears_of_each_once() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    demo::fill_up_to(&app.app, 5_100).await.unwrap();
    let before = event_log_head::Entity::position(app.app.db.read()).await.unwrap();
    let admin = app.admin().await;
    let mut desk = admin.socket().await;
    // A correction of everything on the path, back to pending, is a change for most.
    let ids: Vec<String> = (101..=5_100).map(|number| format!("ORD{number:05}")).collect();
    let answer = admin.post(PATH, &json!({ "orderIds": ids, "status": "pending" })).await.ok();
    let details = answer["results"]["details"].as_array().unwrap();
    assert_eq!(details.len(), 5_000);
    let changed: Vec<_> = details.iter().filter(|detail| detail["changed"] == json!(true)).collect();
    assert!(changed.len() > 3_000, "{}", changed.len());
    for detail in changed {
        let event = loop {
            let event = desk.next().await;
            // The demo orders' own events may still be on their way.
            if event[2].as_str().unwrap().parse::<i64>().unwrap() > before {
                break event;
            }
        };
        assert_eq!(event[0], json!("order-status-updated"));
        assert_eq!((&event[1]["orderId"], &event[1]["seq"]), (&detail["orderId"], &detail["seq"]));
    }
    app.finish().await;
}
