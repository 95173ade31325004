//! Moving one order: contract 5.9, holes 12, 13 and 22.

use serde_json::{Value, json};
use trackroom::domain::role::Role;

use crate::support::{TestApp, builders};

// contract 5.1
#[tokio::test]
async fn each_status_leaves_its_time_and_a_correction_takes_later_ones_back() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    for (status, time) in [
        ("confirmed", "confirmedAt"),
        ("processing", "processingAt"),
        ("shipped", "shippedAt"),
        ("delivered", "deliveredAt"),
        ("refunded", "refundedAt"),
    ] {
        let moved = admin.moves("ORD00001", status).await.ok();
        let order = customer.get("/api/orders/ORD00001").await.ok()["order"].clone();
        assert_eq!(order["status"], json!(status));
        assert_eq!(order[time], moved["order"]["updatedAt"], "hole 24: {time}");
    }
    customer.orders(&product, 1).await;
    admin.moves("ORD00002", "delivered").await.ok();
    admin.moves("ORD00002", "confirmed").await.ok();
    let order = customer.get("/api/orders/ORD00002").await.ok()["order"].clone();
    assert!(order["confirmedAt"].is_string());
    assert!(order.get("deliveredAt").is_none(), "it is not delivered after all");
    app.finish().await;
}

#[tokio::test]
async fn a_step_that_the_table_does_not_have_is_a_conflict_that_says_what_is_allowed() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    admin.moves("ORD00001", "cancelled").await.ok();
    let refused = admin.moves("ORD00001", "shipped").await;
    assert_eq!(refused.refusal(), (409, "invalid_transition"));
    assert_eq!(
        [&refused.body["from"], &refused.body["to"], &refused.body["allowed"]],
        [&json!("cancelled"), &json!("shipped"), &json!(["refunded"])]
    );
    assert_eq!(admin.get("/api/orders/ORD00001").await.ok()["order"]["status"], json!("cancelled"));
    app.finish().await;
}

// contract 5.5, hole 12
#[tokio::test]
async fn cancelling_gives_the_stock_back_once() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 4).await;
    assert_eq!(builders::stock(&app.app, &product).await, 6);
    let both = futures_util::future::join_all((0..10).map(|_| admin.moves("ORD00001", "cancelled"))).await;
    assert!(both.iter().all(|answer| answer.status.is_success()), "the same status again is no error");
    assert_eq!(builders::stock(&app.app, &product).await, 10);
    admin.moves("ORD00001", "refunded").await.ok();
    assert_eq!(builders::stock(&app.app, &product).await, 10);
    // Refunding what was delivered does not bring the goods back.
    customer.orders(&product, 4).await;
    admin.moves("ORD00002", "delivered").await.ok();
    admin.moves("ORD00002", "refunded").await.ok();
    assert_eq!(builders::stock(&app.app, &product).await, 6);
    app.finish().await;
}

// hole 22
#[tokio::test]
async fn the_same_status_again_changes_nothing_unless_tracking_details_differ() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let path = "/api/orders/admin/ORD00001/status";
    let first = admin.put(path, &json!({ "status": "shipped", "trackingNumber": "TRK1" })).await.ok();
    assert_eq!(first["order"]["seq"], json!(2));
    for same in [json!({ "status": "shipped" }), json!({ "status": "shipped", "trackingNumber": "TRK1" })] {
        assert_eq!(admin.put(path, &same).await.ok()["order"], first["order"]);
    }
    let update = json!({ "status": "shipped", "estimatedDelivery": "2026-12-24" });
    let second = admin.put(path, &update).await.ok();
    assert_eq!(second["order"]["seq"], json!(3));
    assert_eq!(second["order"]["trackingNumber"], json!("TRK1"), "what is not said stays");
    assert_eq!(second["order"]["estimatedDelivery"], json!("2026-12-24T00:00:00.000Z"));
    let order = customer.get("/api/orders/ORD00001").await.ok()["order"].clone();
    assert_eq!(order["shippedAt"], first["order"]["updatedAt"], "it was shipped when it was shipped");
    app.finish().await;
}

// contract 5.9, hole 13
#[tokio::test]
async fn a_missing_or_unknown_status_is_refused_and_nothing_is_wiped() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    let path = "/api/orders/admin/ORD00001/status";
    for (body, code) in [
        (json!({}), "status_required"),
        (json!({ "status": null }), "status_required"),
        (json!({ "status": "" }), "status_required"),
        (json!({ "status": "lost" }), "invalid_status"),
        (json!({ "status": 5 }), "invalid_request"),
        (json!({ "status": { "$ne": 1 } }), "invalid_request"),
        (json!({ "status": "shipped", "estimatedDelivery": "soon" }), "invalid_date"),
        (json!({ "status": "shipped", "trackingNumber": "x".repeat(101) }), "invalid_request"),
        (json!({ "status": "shipped", "trackingNumber": ["TRK"] }), "invalid_request"),
        (json!([]), "invalid_request"),
        (Value::Null, "invalid_request"),
    ] {
        assert_eq!(admin.put(path, &body).await.refusal(), (400, code), "{body}");
    }
    assert_eq!(admin.get("/api/orders/ORD00001").await.ok()["order"]["status"], json!("pending"));
    assert_eq!(admin.moves("ORD99999", "shipped").await.refusal(), (404, "order_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn of_two_admins_who_saw_the_same_version_the_second_is_told() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    let path = "/api/orders/admin/ORD00001/status";
    let moves_if = |version: &'static str, status: &'static str| {
        let request = admin.request(reqwest::Method::PUT, path).header("If-Match", version);
        admin.send(request.json(&json!({ "status": status })))
    };
    moves_if("\"1\"", "confirmed").await.ok();
    let refused = moves_if("\"1\"", "cancelled").await;
    assert_eq!(refused.refusal(), (412, "precondition_failed"));
    assert_eq!((&refused.body["order"]["status"], &refused.body["order"]["seq"]), (&json!("confirmed"), &json!(2)));
    assert_eq!(moves_if("latest", "shipped").await.refusal(), (400, "invalid_request"));
    moves_if("*", "shipped").await.ok();
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn only_the_order_desk_moves_and_reads_everybodys_orders() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    for path in ["/api/orders/admin/all", "/api/orders/admin/stats"] {
        let refused = customer.get(path).await;
        assert_eq!(refused.refusal(), (403, "not_authorized"));
        assert_eq!(refused.body["message"], json!("Not authorized as admin"));
        assert_eq!(app.nobody().get(path).await.refusal(), (401, "no_token"));
    }
    assert_eq!(customer.moves("ORD00001", "shipped").await.refusal(), (403, "not_authorized"));
    let staff = app.somebody(Role::Staff).await;
    staff.moves("ORD00001", "confirmed").await.ok();
    assert_eq!(staff.get("/api/orders/admin/stats").await.ok()["stats"]["confirmedOrders"], json!(1));
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn the_stats_count_the_orders_of_each_status() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 100).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let address = customer.saves_an_address().await;
    // Each status has another number of orders: two that were swapped would be seen.
    let mut wanted = json!({ "totalOrders": 28 });
    for (count, (status, field)) in (1..).zip([
        ("pending", "pendingOrders"),
        ("confirmed", "confirmedOrders"),
        ("processing", "processingOrders"),
        ("shipped", "shippedOrders"),
        ("delivered", "deliveredOrders"),
        ("cancelled", "cancelledOrders"),
        ("refunded", "refundedOrders"),
    ]) {
        for _ in 0..count {
            let order = customer.tries_to_order(&product, 1, &address).await.ok()["order"]["orderId"].clone();
            let order = order.as_str().unwrap();
            let way: &[&str] = match status {
                "pending" => &[],
                "refunded" => &["delivered", "refunded"],
                other => &[other],
            };
            for step in way {
                admin.moves(order, step).await.ok();
            }
        }
        wanted[field] = json!(count);
    }
    assert_eq!(admin.get("/api/orders/admin/stats").await.ok(), json!({ "success": true, "stats": wanted }));
    app.finish().await;
}
