//! Changes that come at the same time share a commit, and nobody can tell.

use sea_orm::{ColumnTrait as _, ConnectionTrait as _, DbBackend, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use trackroom::store::{
    database::Transaction,
    entities::{event_log_head, order_event},
};

use crate::support::{Answer, Person, TestApp, builders, until};

/// As long as this is held no change can commit: those that are asked for gather.
async fn hold(app: &TestApp) -> Transaction {
    let tx = app.app.db.begin().await.unwrap();
    event_log_head::Entity::take(&tx, 0).await.unwrap();
    tx
}

/// Asks for a change, and returns once it waits for its commit.
async fn ask(app: &TestApp, admin: &Person, order: &str, status: &str, version: Option<i64>) -> JoinHandle<Answer> {
    let before = app.app.orders.group_commit.unanswered();
    let path = format!("/api/orders/admin/{order}/status");
    let mut request = admin.request(reqwest::Method::PUT, &path).json(&json!({ "status": status }));
    if let Some(version) = version {
        request = request.header("If-Match", format!("\"{version}\""));
    }
    let admin = admin.clone();
    #[expect(clippy::disallowed_methods, reason = "somebody asks beside the story")]
    let asking = tokio::spawn(async move { admin.send(request).await });
    until(async || app.app.orders.group_commit.unanswered() == before + 1).await;
    asking
}

/// An app with so many orders, and its admin.
async fn app_with_orders(count: usize) -> (TestApp, Person) {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 100).await;
    let customer = app.customer().await;
    for _ in 0..count {
        customer.orders(&product, 1).await;
    }
    let admin = app.admin().await;
    (app, admin)
}

// hole 13
#[tokio::test]
async fn changes_that_share_a_commit_are_judged_one_after_the_other() {
    let (app, admin) = app_with_orders(4).await;
    admin.moves("ORD00003", "cancelled").await.ok();
    let mut room = admin.socket().await;
    let holding = hold(&app).await;
    // The first is on its way alone; the others gather behind it.
    let first = ask(&app, &admin, "ORD00004", "confirmed", None).await;
    let asked = [
        ask(&app, &admin, "ORD00001", "shipped", Some(1)).await,
        ask(&app, &admin, "ORD00001", "confirmed", Some(1)).await,
        ask(&app, &admin, "ORD00001", "delivered", Some(2)).await,
        ask(&app, &admin, "ORD00003", "shipped", None).await,
        ask(&app, &admin, "ORD99999", "shipped", None).await,
        ask(&app, &admin, "%23ORD00002", "cancelled", None).await,
        ask(&app, &admin, "ORD00002", "cancelled", None).await,
    ];
    drop(holding);
    first.await.unwrap().ok();
    let mut answers = Vec::new();
    for asking in asked {
        answers.push(asking.await.unwrap());
    }
    let said: Vec<Value> = answers
        .iter()
        .map(|answer| match answer.status.as_u16() {
            200 => answer.body["order"]["seq"].clone(),
            _ => json!(answer.refusal().1),
        })
        .collect();
    let wanted = [json!(2), json!("precondition_failed"), json!(3), json!("invalid_transition")];
    assert_eq!(said[..4], wanted);
    assert_eq!(said[4..], [json!("order_not_found"), json!(2), json!(2)], "cancelling twice is cancelling once");
    assert_eq!(answers[1].body["order"]["seq"], json!(2), "it is shown what came before it");

    let events = order_event::Entity::find()
        .filter(order_event::Column::Seq.gt(1))
        .filter(order_event::Column::OrderId.is_in([1, 2]))
        .all(app.app.db.read())
        .await
        .unwrap();
    assert_eq!(events.len(), 3);
    assert!(events.iter().all(|event| event.created_at == events[0].created_at), "they shared a commit");
    let requests: std::collections::HashSet<_> = events.iter().map(|event| event.request_id.as_deref()).collect();
    assert_eq!(requests.len(), 3, "each event names its own request");
    let mut heard = Vec::new();
    while heard.len() < 4 {
        let event = room.next_status().await;
        let heard_of = event["orderId"].as_str().unwrap().to_owned();
        // What was cancelled before the socket came may still be announced to it.
        if heard_of != "ORD00003" {
            heard.push((heard_of, event["seq"].as_i64().unwrap()));
        }
    }
    let told = ["ORD00004", "ORD00001", "ORD00001", "ORD00002"].into_iter().zip([2, 2, 3, 2]);
    assert_eq!(heard, told.map(|(order, seq)| (order.to_owned(), seq)).collect::<Vec<_>>(), "in the order of arrival");
    app.finish().await;
}

#[tokio::test]
async fn a_change_that_the_database_refuses_takes_no_other_along() {
    let (app, admin) = app_with_orders(4).await;
    let trap = match app.app.db.backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION trap() RETURNS trigger AS $$ BEGIN IF NEW.order_id = 2 THEN RAISE EXCEPTION 'trapped'; \
             END IF; RETURN NEW; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER trap BEFORE INSERT ON order_events FOR EACH ROW EXECUTE FUNCTION trap()"
        }
        _ => {
            "CREATE TRIGGER trap BEFORE INSERT ON order_events WHEN NEW.order_id = 2 \
             BEGIN SELECT RAISE(ABORT, 'trapped'); END"
        }
    };
    app.app.db.write().execute_unprepared(trap).await.unwrap();
    let holding = hold(&app).await;
    let first = ask(&app, &admin, "ORD00004", "confirmed", None).await;
    let mut asked = Vec::new();
    for order in ["ORD00001", "ORD00002", "ORD00003"] {
        asked.push(ask(&app, &admin, order, "shipped", None).await);
    }
    drop(holding);
    first.await.unwrap().ok();
    let [one, two, three] = asked.try_into().unwrap();
    let (one, two, three): (JoinHandle<Answer>, JoinHandle<Answer>, JoinHandle<Answer>) = (one, two, three);
    one.await.unwrap().ok();
    assert_eq!(two.await.unwrap().refusal(), (500, "internal"));
    three.await.unwrap().ok();
    assert_eq!(admin.get("/api/orders/ORD00002").await.ok()["order"]["status"], json!("pending"));
    app.finish().await;
}

#[tokio::test]
async fn who_goes_away_while_waiting_undoes_nothing() {
    let (app, admin) = app_with_orders(4).await;
    let holding = hold(&app).await;
    let first = ask(&app, &admin, "ORD00004", "confirmed", None).await;
    let before = ask(&app, &admin, "ORD00001", "shipped", None).await;
    let gone = ask(&app, &admin, "ORD00002", "shipped", None).await;
    let behind = ask(&app, &admin, "ORD00003", "shipped", None).await;
    gone.abort();
    drop(holding);
    for asking in [first, before, behind] {
        asking.await.unwrap().ok();
    }
    let moved = async || admin.get("/api/orders/ORD00002").await.ok()["order"]["status"] == json!("shipped");
    until(moved).await;
    app.finish().await;
}
