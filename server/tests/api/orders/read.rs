//! Reading orders: contract 5.2, 5.6, 5.7; holes 18 and 19.

use reqwest::Method;
use sea_orm::{EntityTrait as _, ModelTrait as _, sea_query::Expr};
use serde_json::json;
use trackroom::store::entities::{order, product, user};

use crate::support::{TestApp, builders};

// contract 5.2
#[tokio::test]
async fn an_order_is_found_by_every_spelling_of_its_id() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let customer = app.customer().await;
    let order = customer.orders(&product, 1).await;
    let public_id = order["_id"].as_str().unwrap();
    for spelling in ["ORD00001", "%23ORD00001", "%20ORD00001%20", public_id, &public_id.to_uppercase()] {
        let read = customer.get(&format!("/api/orders/{spelling}")).await.ok();
        assert_eq!(read["order"]["orderId"], json!("ORD00001"), "{spelling}");
    }
    app.finish().await;
}

// contract 5.7, hole 19
#[tokio::test]
async fn unknown_and_forbidden_orders_answer_alike() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    app.customer().await.orders(&product, 1).await;
    let stranger = app.customer().await;
    let mut bodies = Vec::new();
    // Hole 19: what cannot be an id is an unknown order.
    for path in ["ORD00001", "ORD99999", &"z".repeat(24), &"0".repeat(24), "%00", &"x".repeat(3_000)] {
        for path in [format!("/api/orders/{path}"), format!("/api/orders/{path}/events")] {
            let answer = stranger.get(&path).await;
            assert_eq!(answer.refusal(), (404, "order_not_found"), "{path}");
            bodies.push(answer.body);
        }
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!(app.nobody().get("/api/orders/ORD00001").await.refusal(), (401, "no_token"));
    app.finish().await;
}

// hole 18
#[tokio::test]
async fn literal_routes_win_and_every_other_name_is_an_order_that_does_not_exist() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    assert!(customer.get("/api/orders/addresses").await.ok()["addresses"].is_array());
    assert!(customer.get("/api/orders/my-orders").await.ok()["orders"].is_array());
    for path in ["stats", "admin", "admin/invoice", "debug/invoice"] {
        assert_eq!(customer.get(&format!("/api/orders/{path}")).await.refusal(), (404, "order_not_found"), "{path}");
    }
    // The original's debug calls (5.9) do not exist.
    for path in ["debug/all-orders", "debug/test-orderid"] {
        assert_eq!(customer.get(&format!("/api/orders/{path}")).await.refusal(), (404, "route_not_found"), "{path}");
    }
    // The repair call's path is one of an order, which can only be read.
    let repair = "/api/orders/fix-existing-orders";
    assert_eq!(customer.post(repair, &json!({})).await.refusal(), (405, "method_not_allowed"));
    assert_eq!(customer.get(repair).await.refusal(), (404, "order_not_found"));
    app.finish().await;
}

// contract 5.1
#[tokio::test]
async fn lists_show_products_and_customers_as_their_pages_need_them() {
    let app = TestApp::start().await;
    let product_id = builders::product(&app.app, 50, 50).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product_id, 1).await;
    customer.orders(&product_id, 2).await;
    let user_id = customer.id().await;

    let mine = customer.get("/api/orders/my-orders").await.ok();
    let ids: Vec<_> = mine["orders"].as_array().unwrap().iter().map(|order| &order["orderId"]).collect();
    assert_eq!(ids, ["ORD00002", "ORD00001"], "newest first");
    assert_eq!(mine["orders"][0]["userId"], json!(user_id));
    assert_eq!(mine["orders"][0]["items"][0]["productId"]["category"]["name"], json!("Soaps"));

    let one = customer.get("/api/orders/ORD00001").await.ok();
    assert_eq!(one["order"]["userId"]["_id"], json!(user_id));
    assert_eq!(one["order"]["items"][0]["productId"]["price"], json!(50));

    let all = admin.get("/api/orders/admin/all").await.ok();
    assert_eq!(all["orders"].as_array().unwrap().len(), 2);
    let brief = &all["orders"][0]["items"][0]["productId"];
    assert_eq!(
        *brief,
        json!({ "_id": product_id, "name": "Neem Soap", "images": ["neem.png"], "weight": 100.0, "unit": "g" }),
        "hole 24: with weight"
    );
    assert!(all["orders"][0]["userId"]["email"].is_string());
    assert_eq!(all["orders"][0]["__v"], json!(0));

    // The product and the customer are deleted: the orders stay readable (hole 19).
    let db = app.app.db.write();
    product::Entity::find_by_id(&product_id).one(db).await.unwrap().unwrap().delete(db).await.unwrap();
    user::Entity::find_by_id(&user_id).one(db).await.unwrap().unwrap().delete(db).await.unwrap();
    let all = admin.get("/api/orders/admin/all").await.ok();
    assert_eq!((&all["orders"][0]["userId"], &all["orders"][0]["items"][0]["productId"]), (&json!(null), &json!(null)));
    assert_eq!(all["orders"][0]["items"][0]["name"], json!("Neem Soap"));
    admin.get("/api/orders/ORD00001").await.ok();
    assert_eq!(customer.get("/api/orders/my-orders").await.refusal(), (401, "user_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn who_made_a_change_is_for_the_shops_eyes() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let change = json!({ "status": "shipped", "trackingNumber": " TRK1 ", "note": "Handed to Ravi" });
    let moved = admin.put("/api/orders/admin/ORD00001/status", &change).await;
    let request_id = moved.headers["x-request-id"].to_str().unwrap().to_owned();
    moved.ok();
    let seen = customer.get("/api/orders/ORD00001/events").await.ok();
    assert_eq!(seen["events"][1]["actor"], json!({ "kind": "admin" }));
    assert_eq!(seen["events"][1]["trackingNumber"], json!("TRK1"));
    assert!(seen["events"][1].get("note").is_none());
    let seen = admin.get("/api/orders/ORD00001/events").await.ok();
    assert_eq!(seen["events"][1]["actor"]["id"], json!(admin.id().await));
    assert_eq!(seen["events"][1]["note"], json!("Handed to Ravi"));
    assert_eq!(seen["events"][1]["requestId"], json!(request_id), "a change can be followed to its request");
    app.finish().await;
}

/// An import, or a later version of the server, may have left words that this one does not know.
#[tokio::test]
async fn an_order_whose_stored_words_are_unknown_is_read_moved_and_exported_with_them() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    order::Entity::update_many()
        .col_expr(order::Column::PaymentMethod, Expr::value("barter"))
        .col_expr(order::Column::PaymentStatus, Expr::value("promised"))
        .col_expr(order::Column::ShippingMethod, Expr::value("pigeon"))
        .exec(app.app.db.write())
        .await
        .unwrap();
    admin.moves("ORD00001", "confirmed").await.ok();
    let read = customer.get("/api/orders/ORD00001").await.ok()["order"].clone();
    let words = ["paymentMethod", "paymentStatus", "shippingMethod"].map(|field| read[field].clone());
    assert_eq!(words, [json!("barter"), json!("promised"), json!("pigeon")]);
    assert_eq!(read["status"], json!("confirmed"));
    let listed = admin.get("/api/orders/admin/all?limit=1").await.ok();
    assert_eq!(listed["orders"][0]["paymentMethod"], json!("barter"));
    let table = admin.request(Method::GET, "/api/orders/admin/export?format=csv").send().await.unwrap();
    assert!(table.text().await.unwrap().contains("\"barter\",\"promised\""));
    assert_eq!(customer.request(Method::GET, "/api/orders/ORD00001/invoice").send().await.unwrap().status(), 200);
    app.finish().await;
}
