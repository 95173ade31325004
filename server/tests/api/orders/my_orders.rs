//! A page that asks for a customer's orders without end: contract 5.6 and 6.3.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};

use crate::support::{Person, TestApp, builders};

/// Longer than anything should take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks again as soon as there is an answer, as the shop's page does, and hands each answer on.
fn polls(person: &Person) -> (mpsc::UnboundedReceiver<Value>, JoinHandle<()>) {
    let (answers, received) = mpsc::unbounded_channel();
    let person = person.clone();
    #[expect(clippy::disallowed_methods, reason = "the page asks beside the story")]
    let page =
        tokio::spawn(async move { while answers.send(person.get("/api/orders/my-orders").await.ok()).is_ok() {} });
    (received, page)
}

async fn next(answers: &mut mpsc::UnboundedReceiver<Value>) -> Value {
    timeout(PATIENCE, answers.recv()).await.expect("an answer in time").expect("the page is open")
}

fn status(answer: &Value) -> &Value {
    &answer["orders"][0]["status"]
}

// contract 5.6
#[tokio::test]
async fn ones_own_orders_come_newest_first_with_whole_products() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, other) = (app.customer().await, app.customer().await);
    assert_eq!(customer.get("/api/orders/my-orders").await.ok(), json!({ "success": true, "orders": [] }));
    customer.orders(&product, 1).await;
    other.orders(&product, 1).await;
    customer.orders(&product, 2).await;
    let answer = customer.get("/api/orders/my-orders").await;
    assert_eq!(answer.headers["content-type"], "application/json");
    let orders = answer.ok()["orders"].clone();
    let ids: Vec<&Value> = orders.as_array().unwrap().iter().map(|order| &order["orderId"]).collect();
    assert_eq!(ids, ["ORD00003", "ORD00001"]);
    assert_eq!(orders[0]["items"][0]["productId"]["category"]["name"], json!("Soaps"));
    assert_eq!(orders[0]["userId"], json!(customer.id().await));
    assert_eq!(app.nobody().get("/api/orders/my-orders").await.refusal(), (401, "no_token"));
    app.finish().await;
}

// contract 6.3
#[tokio::test]
async fn a_held_call_is_answered_by_itself_when_nothing_changes() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let customer = app.customer().await;
    customer.orders(&product, 1).await;
    assert_eq!(app.app.config.storefront.my_orders_pace, Duration::from_secs(1));
    let (mut answers, page) = polls(&customer);
    let first = next(&mut answers).await;
    assert_eq!(status(&first), &json!("pending"));
    // For how long the next are held is told by the unit test in `services/orders/mine.rs`, with a clock of its own.
    for _ in 0..3 {
        assert_eq!(next(&mut answers).await, first);
    }
    page.abort();
    app.finish().await;
}

/// A pace beyond anybody's patience: an answer that comes was let go by a change.
const ENDLESS: [(&str, &str); 1] = [("MY_ORDERS_PACE_MS", "600000")];

// contract 6.3
#[tokio::test]
async fn an_endless_poller_sees_a_change_at_once() {
    let app = TestApp::start_with(&ENDLESS).await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let (mut answers, page) = polls(&customer);
    assert_eq!(status(&next(&mut answers).await), &json!("pending"));
    // Each change is in the very next answer.
    for wanted in ["confirmed", "processing", "shipped", "delivered"] {
        admin.moves("ORD00001", wanted).await.ok();
        assert_eq!(status(&next(&mut answers).await), &json!(wanted));
    }
    customer.orders(&product, 1).await;
    assert_eq!(next(&mut answers).await["orders"].as_array().unwrap().len(), 2, "a new order is a change, too");
    page.abort();
    app.finish().await;
}

// contract 6.3
#[tokio::test]
async fn two_customers_do_not_hold_each_other() {
    let app = TestApp::start_with(&ENDLESS).await;
    let product = builders::product(&app.app, 50, 10).await;
    let (asha, ravi, admin) = (app.customer().await, app.customer().await, app.admin().await);
    asha.orders(&product, 1).await;
    ravi.orders(&product, 1).await;
    let (mut of_asha, page_of_asha) = polls(&asha);
    let (mut of_ravi, page_of_ravi) = polls(&ravi);
    assert_eq!(next(&mut of_asha).await["orders"][0]["orderId"], json!("ORD00001"));
    assert_eq!(next(&mut of_ravi).await["orders"][0]["orderId"], json!("ORD00002"));
    // A third customer's first call is answered at once while the other two are held.
    let meena = app.customer().await;
    meena.get("/api/orders/my-orders").await.ok();
    // A change of Asha's order does not make Ravi's page ask more often.
    for wanted in ["confirmed", "processing", "shipped", "delivered"] {
        admin.moves("ORD00001", wanted).await.ok();
        while status(&next(&mut of_asha).await) != &json!(wanted) {}
    }
    assert!(of_ravi.try_recv().is_err(), "nothing of his has changed");
    page_of_asha.abort();
    page_of_ravi.abort();
    app.finish().await;
}

// contract 6.3
#[tokio::test]
async fn what_one_has_just_done_is_in_the_answer() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 100).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    // No event may still be on its way when the answer is made: the log's head says what there is.
    for count in 1..=20 {
        customer.orders(&product, 1).await;
        let orders = customer.get("/api/orders/my-orders").await.ok();
        assert_eq!(orders["orders"].as_array().unwrap().len(), count);
        let id = orders["orders"][0]["orderId"].as_str().unwrap().to_owned();
        admin.moves(&id, "shipped").await.ok();
        let orders = customer.get("/api/orders/my-orders").await.ok();
        assert_eq!(status(&orders), &json!("shipped"));
    }
    app.finish().await;
}
