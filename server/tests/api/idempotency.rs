//! `Idempotency-Key`: one effect, equal answers.

use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::{EntityTrait as _, PaginatorTrait as _, sea_query::Expr};
use serde_json::{Value, json};
use trackroom::{
    services::idempotency,
    store::entities::{idempotency_key, order},
};

use crate::support::{Answer, Person, TestApp, builders};

const CREATE: &str = "/api/orders/create";
const BULK: &str = "/api/orders/admin/bulk-update-status";

async fn keyed(person: &Person, path: &str, key: &str, body: &Value) -> Answer {
    person.send(person.request(Method::POST, path).header("Idempotency-Key", key).json(body)).await
}

fn order_of(product: &str, address: &str, quantity: i64) -> Value {
    json!({ "type": "buy-now", "productId": product, "quantity": quantity, "selectedAddressId": address,
        "customerInfo": { "name": "Asha", "email": "asha@example.org", "phone": "9876543210" } })
}

async fn orders(app: &TestApp) -> u64 {
    order::Entity::find().count(app.app.db.read()).await.unwrap()
}

#[tokio::test]
async fn the_same_order_twice_is_one_order_and_one_answer() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    let body = order_of(&product, &customer.saves_an_address().await, 2);
    let first = keyed(&customer, CREATE, "key-1", &body).await;
    let second = keyed(&customer, CREATE, "\"key-1\"", &body).await;
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!(
        (first.headers.get("idempotency-replayed"), &second.headers["idempotency-replayed"]),
        (None, &"true".parse().unwrap())
    );
    assert_eq!(first.headers["content-type"], second.headers["content-type"]);
    first.ok();
    assert_eq!((orders(&app).await, builders::stock(&app.app, &product).await), (1, 8));
    // Without a key, and with another, it is another order.
    customer.post(CREATE, &body).await.ok();
    keyed(&customer, CREATE, "key-2", &body).await.ok();
    assert_eq!(orders(&app).await, 3);
    app.finish().await;
}

#[tokio::test]
async fn equal_orders_in_parallel_are_one_order() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 100).await;
    let customer = app.customer().await;
    let body = order_of(&product, &customer.saves_an_address().await, 1);
    let answers = join_all((0..12).map(|_| keyed(&customer, CREATE, "once", &body))).await;
    let bodies: Vec<Value> = answers.into_iter().map(Answer::ok).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    assert_eq!((orders(&app).await, builders::stock(&app.app, &product).await), (1, 99));
    app.finish().await;
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_person() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 100).await;
    let (asha, ravi) = (app.customer().await, app.customer().await);
    let body = order_of(&product, &asha.saves_an_address().await, 1);
    keyed(&asha, CREATE, "k", &body).await.ok();
    let mut other = body.clone();
    other["quantity"] = json!(2);
    assert_eq!(keyed(&asha, CREATE, "k", &other).await.refusal(), (422, "idempotency_key_reused"));
    keyed(&ravi, CREATE, "k", &order_of(&product, &ravi.saves_an_address().await, 1)).await.ok();
    assert_eq!(orders(&app).await, 2);
    let admin = app.admin().await;
    let move_both = json!({ "orderIds": ["ORD00001"], "status": "confirmed" });
    keyed(&admin, BULK, "k", &move_both).await.ok();
    for bad in ["", "a b", &"x".repeat(256)] {
        assert_eq!(keyed(&asha, CREATE, bad, &body).await.refusal(), (400, "invalid_idempotency_key"), "{bad}");
    }
    app.finish().await;
}

#[tokio::test]
async fn a_refusal_has_no_effect_and_is_not_kept() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 1).await;
    let customer = app.customer().await;
    let body = order_of(&product, &customer.saves_an_address().await, 2);
    assert_eq!(keyed(&customer, CREATE, "k", &body).await.refusal(), (400, "insufficient_stock"));
    assert_eq!(idempotency_key::Entity::find().count(app.app.db.read()).await.unwrap(), 0);
    app.finish().await;
}

#[tokio::test]
async fn a_bulk_update_has_its_effect_once() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    customer.orders(&product, 2).await;
    let body = json!({ "orderIds": ["ORD00001", "ORD00002", "ORD99999"], "status": "cancelled" });
    let answers = join_all((0..8).map(|_| keyed(&admin, BULK, "cancel", &body))).await;
    let bodies: Vec<Value> = answers.into_iter().map(Answer::ok).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
    let results = &bodies[0]["results"];
    assert_eq!((&results["successful"], &results["failed"]), (&json!(2), &json!(1)));
    assert_eq!(results["details"][0]["changed"], json!(true), "the answer is the first one's");
    assert_eq!(builders::stock(&app.app, &product).await, 10);
    // Later, when things have moved on, the answer still is the first one's.
    admin.moves("ORD00001", "refunded").await.ok();
    assert_eq!(keyed(&admin, BULK, "cancel", &body).await.ok(), bodies[0]);
    let mut other = body.clone();
    other["status"] = json!("refunded");
    assert_eq!(keyed(&admin, BULK, "cancel", &other).await.refusal(), (422, "idempotency_key_reused"));
    app.finish().await;
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    let body = order_of(&product, &customer.saves_an_address().await, 1);
    let first = keyed(&customer, CREATE, "k", &body).await.ok();
    keyed(&customer, CREATE, "l", &body).await.ok();
    let yesterday = Utc::now() - TimeDelta::hours(25);
    idempotency_key::Entity::update_many()
        .col_expr(idempotency_key::Column::CreatedAt, Expr::value(yesterday))
        .exec(app.app.db.write())
        .await
        .unwrap();
    assert_ne!(keyed(&customer, CREATE, "k", &body).await.ok(), first);
    assert_eq!(idempotency::clean_up(&app.app).await.unwrap(), 1);
    assert_eq!(idempotency_key::Entity::find().count(app.app.db.read()).await.unwrap(), 1);
    app.finish().await;
}

/// The order and its key share one transaction: with the key's row refused, there is no order.
#[tokio::test]
async fn there_is_no_order_without_its_kept_answer() {
    use sea_orm::ConnectionTrait as _;
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    let body = order_of(&product, &customer.saves_an_address().await, 1);
    app.app.db.write().execute_unprepared("ALTER TABLE idempotency_keys RENAME COLUMN answer TO gone").await.unwrap();
    assert_eq!(keyed(&customer, CREATE, "k", &body).await.status, 500);
    assert_eq!((orders(&app).await, builders::stock(&app.app, &product).await), (0, 10));
    app.app.db.write().execute_unprepared("ALTER TABLE idempotency_keys RENAME COLUMN gone TO answer").await.unwrap();
    keyed(&customer, CREATE, "k", &body).await.ok();
    assert_eq!((orders(&app).await, builders::stock(&app.app, &product).await), (1, 9));
    app.finish().await;
}
