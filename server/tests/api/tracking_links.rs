//! Following an order without an account: made, shown, joined, taken back, expired.

use chrono::{TimeDelta, Utc};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Value, json};
use trackroom::{domain::role::Role, services::tracking_links, store::entities::tracking_link};

use crate::support::{Person, Socket, TestApp, builders};

const LINKS: &str = "/api/orders/ORD00001/tracking-links";

async fn makes_a_link(person: &Person) -> (String, String) {
    let made = person.post(LINKS, &json!({})).await.ok();
    let text = |field: &str| made["link"][field].as_str().unwrap().to_owned();
    assert_eq!(text("path"), format!("/track/{}", text("ticket")));
    (text("id"), text("ticket"))
}

/// A shop under owner access, with one order, and its owner.
async fn shop_with_an_order() -> (TestApp, Person) {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 20).await;
    let owner = app.customer().await;
    owner.orders(&product, 2).await;
    (app, owner)
}

async fn lapses(app: &TestApp, link: &str) {
    tracking_link::Entity::update_many()
        .col_expr(tracking_link::Column::ExpiresAt, Expr::value(Utc::now() - TimeDelta::seconds(1)))
        .filter(tracking_link::Column::Id.eq(link))
        .exec(app.app.db.write())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_ticket_shows_where_the_parcel_is_and_nothing_personal() {
    let (app, owner) = shop_with_an_order().await;
    let (_, ticket) = makes_a_link(&owner).await;
    let admin = app.admin().await;
    let change = json!({ "status": "shipped", "trackingNumber": "TRK1", "note": "left by van" });
    admin.put("/api/orders/admin/ORD00001/status", &change).await.ok();

    let answer = app.nobody().get(&format!("/api/track/{ticket}")).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let shown = answer.ok();
    let order = shown["order"].as_object().unwrap();
    let fields: Vec<_> = order.keys().map(String::as_str).collect();
    assert_eq!(fields, ["orderDate", "orderId", "seq", "shippedAt", "status", "trackingNumber", "updatedAt"]);
    assert_eq!((&order["orderId"], &order["trackingNumber"]), (&json!("ORD00001"), &json!("TRK1")));
    let events = shown["events"].as_array().unwrap();
    let steps: Vec<_> = events.iter().map(|event| (event["seq"].clone(), event["status"].clone())).collect();
    assert_eq!(steps, [(json!(1), json!("pending")), (json!(2), json!("shipped"))]);
    assert_eq!(events[1].as_object().unwrap().keys().collect::<Vec<_>>(), ["createdAt", "seq", "status"]);
    for secret in ["Asha", "asha@example.org", "9876543210", "Temple", "Neem", "van"] {
        assert!(!shown.to_string().contains(secret), "{secret}");
    }
    app.finish().await;
}

#[tokio::test]
async fn only_a_hash_of_the_ticket_is_stored_and_who_made_it_is_on_record() {
    let (app, owner) = shop_with_an_order().await;
    let (id, ticket) = makes_a_link(&owner).await;
    let (by_staff, _) = makes_a_link(&app.somebody(Role::Staff).await).await;
    let rows = tracking_link::Entity::find().all(app.app.db.read()).await.unwrap();
    assert!(!format!("{rows:?}").contains(&ticket));
    let made_by = |id: &str| rows.iter().find(|row| row.id == id).unwrap();
    assert_eq!(made_by(&id).created_by, Some(owner.id().await));
    assert_eq!(
        (made_by(&id).created_by_kind.as_str(), made_by(&by_staff).created_by_kind.as_str()),
        ("customer", "staff")
    );
    assert!(made_by(&id).request_id.is_some());
    let listed = owner.get(LINKS).await.ok();
    assert_eq!(listed["links"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(&ticket), "a ticket is shown once");
    app.finish().await;
}

#[tokio::test]
async fn unknown_expired_and_revoked_tickets_answer_alike() {
    let (app, owner) = shop_with_an_order().await;
    let ((revoked, revoked_ticket), (expired, expired_ticket)) =
        (makes_a_link(&owner).await, makes_a_link(&owner).await);
    owner.delete(&format!("{LINKS}/{revoked}")).await.ok();
    owner.delete(&format!("{LINKS}/{revoked}")).await.ok();
    lapses(&app, &expired).await;
    let foreign = "A".repeat(48);
    let mut answers = Vec::new();
    let mut socket = app.socket().await;
    for ticket in [revoked_ticket.as_str(), &expired_ticket, &foreign, "x", "ORD00001", "%00", "%FF"] {
        let answer = app.nobody().get(&format!("/api/track/{ticket}")).await;
        assert_eq!(answer.refusal(), (404, "tracking_link_not_found"), "{ticket}");
        answers.push(answer.body);
        let answer = socket.ask("join-order-tracking", &json!({ "ticket": ticket })).await;
        assert_eq!(answer["error"]["code"], json!("tracking_link_not_found"), "{ticket}");
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    let listed = owner.get(LINKS).await.ok();
    let revoked = listed["links"].as_array().unwrap().iter().filter(|link| link["revokedAt"].is_string()).count();
    assert_eq!(revoked, 1);
    app.finish().await;
}

#[tokio::test]
async fn only_the_owner_and_the_shop_make_list_and_revoke_links() {
    let (app, owner) = shop_with_an_order().await;
    let (id, ticket) = makes_a_link(&owner).await;
    let link = format!("{LINKS}/{id}");
    for (person, refusal) in [(app.nobody(), (401, "no_token")), (app.customer().await, (404, "order_not_found"))] {
        assert_eq!(person.post(LINKS, &json!({})).await.refusal(), refusal);
        assert_eq!(person.get(LINKS).await.refusal(), refusal);
        assert_eq!(person.delete(&link).await.refusal(), refusal);
    }
    let unknown = "/api/orders/ORD99999/tracking-links";
    assert_eq!(owner.post(unknown, &json!({})).await.refusal(), (404, "order_not_found"));
    assert_eq!(owner.delete(&format!("{LINKS}/nope")).await.refusal(), (404, "tracking_link_not_found"));
    app.nobody().get(&format!("/api/track/{ticket}")).await.ok();
    app.admin().await.delete(&link).await.ok();
    assert_eq!(app.nobody().get(&format!("/api/track/{ticket}")).await.refusal().0, 404);
    app.finish().await;
}

#[tokio::test]
async fn a_link_has_a_lifetime_and_an_order_has_so_many_links() {
    let (app, owner) = shop_with_an_order().await;
    for bad in [json!(0), json!(-1), json!(9000), json!(1.5), json!("1")] {
        let answer = owner.post(LINKS, &json!({ "expiresInHours": bad })).await;
        assert_eq!(answer.refusal(), (400, "invalid_request"), "{bad}");
    }
    let made = owner.post(LINKS, &json!({ "expiresInHours": 1 })).await;
    assert_eq!(made.status, 201);
    let ends = made.body["link"]["expiresAt"].as_str().unwrap().parse::<chrono::DateTime<Utc>>().unwrap();
    assert!((59..=60).contains(&(ends - Utc::now()).num_minutes()), "{ends}");
    let (last, _) = makes_a_link(&owner).await;
    for _ in 2..tracking_links::MAX_LIVE {
        makes_a_link(&owner).await;
    }
    assert_eq!(owner.post(LINKS, &json!({})).await.refusal(), (409, "too_many_links"));
    owner.delete(&format!("{LINKS}/{last}")).await.ok();
    makes_a_link(&owner).await;
    app.finish().await;
}

#[tokio::test]
async fn a_stranger_with_a_ticket_follows_that_order_live_and_no_other() {
    let (app, owner) = shop_with_an_order().await;
    let product = builders::product(&app.app, 50, 20).await;
    owner.orders(&product, 1).await;
    let (_, ticket) = makes_a_link(&owner).await;
    let (mut alone, mut both) = (app.socket().await, app.socket().await);
    let answer = alone.ask("join-order-tracking", &json!({ "ticket": ticket, "since": 0 })).await;
    assert_eq!((&answer["ok"], &answer["order"]["orderId"]), (&json!(true), &json!("ORD00001")));
    assert_eq!(answer["complete"], json!(true));
    let answer = both.ask("join-order-tracking", &json!({ "orderId": "#ORD00001", "ticket": ticket })).await;
    assert_eq!(answer["ok"], json!(true), "{answer}");
    let other = both.ask("join-order-tracking", &json!({ "orderId": "ORD00002", "ticket": ticket })).await;
    assert_eq!(other["error"]["code"], json!("tracking_link_not_found"));
    let plain = both.ask("join-order-tracking", &json!("ORD00002")).await;
    assert_eq!(plain["error"]["code"], json!("order_not_found"));
    let neither = both.ask("join-order-tracking", &json!({ "since": 0 })).await;
    assert_eq!(neither["error"]["code"], json!("invalid_request"));

    let admin = app.admin().await;
    let moved = admin.moves("ORD00001", "confirmed").await.ok();
    assert_eq!(moved["followers"], json!(2));
    admin.moves("ORD00002", "confirmed").await.ok();
    for socket in [&mut alone, &mut both] {
        let update = socket.next_status().await;
        assert_eq!((&update["orderId"], &update["seq"]), (&json!("ORD00001"), &json!(2)));
        assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
    }
    // Who joined by a ticket leaves by it, or by the order's id.
    assert_eq!(alone.ask("leave-order-tracking", &json!({ "ticket": ticket })).await, json!({ "ok": true }));
    assert_eq!(both.ask("leave-order-tracking", &json!("ORD00001")).await, json!({ "ok": true }));
    assert_eq!(admin.moves("ORD00001", "shipped").await.ok()["followers"], json!(0));
    app.finish().await;
}

#[tokio::test]
async fn who_joined_by_a_link_leaves_when_it_is_revoked_and_nobody_else_does() {
    let (app, owner) = shop_with_an_order().await;
    let ((id, ticket), (_, other_ticket)) = (makes_a_link(&owner).await, makes_a_link(&owner).await);
    let (mut guest, mut other, mut owners) = (app.socket().await, app.socket().await, owner.socket().await);
    let join = |ticket: &str| json!({ "ticket": ticket });
    assert_eq!(guest.ask("join-order-tracking", &join(&ticket)).await["ok"], json!(true));
    assert_eq!(other.ask("join-order-tracking", &join(&other_ticket)).await["ok"], json!(true));
    // The owner needs no link, even when they follow by one.
    assert_eq!(owners.ask("join-order-tracking", &join(&ticket)).await["ok"], json!(true));

    owner.delete(&format!("{LINKS}/{id}")).await.ok();
    let told = guest.next().await;
    assert_eq!(told[0], json!("tracking-error"));
    assert_eq!((&told[1]["orderId"], &told[1]["code"]), (&json!("ORD00001"), &json!("tracking_link_not_found")));
    let moved = app.admin().await.moves("ORD00001", "confirmed").await.ok();
    assert_eq!(moved["followers"], json!(2));
    assert_eq!(other.next_status().await["seq"], json!(2));
    assert_eq!(owners.next_status().await["seq"], json!(2));
    assert_eq!(guest.everything_so_far().await, Vec::<Vec<Value>>::new());
    let again = guest.ask("join-order-tracking", &join(&ticket)).await;
    assert_eq!(again["error"]["code"], json!("tracking_link_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn who_follows_by_two_links_stays_until_both_have_ended_also_after_coming_back() {
    let (app, owner) = shop_with_an_order().await;
    let admin = app.admin().await;
    let links = [makes_a_link(&owner).await, makes_a_link(&owner).await, makes_a_link(&owner).await];
    let mut guest = app.socket().await;
    let pid = guest.pid.clone().unwrap();
    for (_, ticket) in &links {
        assert_eq!(guest.ask("join-order-tracking", &json!({ "ticket": ticket })).await["ok"], json!(true));
    }
    let [(first, _), (second, _), (last, _)] = links;
    owner.delete(&format!("{LINKS}/{last}")).await.ok();
    admin.moves("ORD00001", "confirmed").await.ok();
    assert_eq!(guest.next_status().await["seq"], json!(2));
    drop(guest);
    owner.delete(&format!("{LINKS}/{first}")).await.ok();
    let mut guest = Socket::come_back(&app.url, None, &pid, Some("2")).await;
    assert_eq!(guest.pid.as_deref(), Some(pid.as_str()), "recovered");
    admin.moves("ORD00001", "shipped").await.ok();
    assert_eq!(guest.next_status().await["seq"], json!(3));
    owner.delete(&format!("{LINKS}/{second}")).await.ok();
    assert_eq!(guest.next().await[1]["code"], json!("tracking_link_not_found"));
    assert_eq!(admin.moves("ORD00001", "delivered").await.ok()["followers"], json!(0));
    assert!(guest.everything_so_far().await.is_empty());
    app.finish().await;
}

#[tokio::test]
async fn who_came_back_to_a_session_by_a_link_leaves_when_it_is_revoked_here_or_elsewhere() {
    let (app, owner) = shop_with_an_order().await;
    let admin = app.admin().await;
    let mut seq = 1;
    for elsewhere in [false, true] {
        let (id, ticket) = makes_a_link(&owner).await;
        let mut guest = app.socket().await;
        let pid = guest.pid.clone().unwrap();
        assert_eq!(guest.ask("join-order-tracking", &json!({ "ticket": ticket })).await["ok"], json!(true));
        drop(guest);
        let mut guest = Socket::come_back(&app.url, None, &pid, None).await;
        assert_eq!(guest.pid.as_deref(), Some(pid.as_str()), "recovered");
        let status = |to| admin.moves("ORD00001", to);
        assert_eq!(status(if elsewhere { "processing" } else { "confirmed" }).await.ok()["followers"], json!(1));
        seq += 1;
        assert_eq!(guest.next_status().await["seq"], json!(seq));

        if elsewhere {
            is_revoked_elsewhere(&app, &id).await;
        } else {
            owner.delete(&format!("{LINKS}/{id}")).await.ok();
        }
        let told = guest.next().await;
        assert_eq!((&told[0], &told[1]["code"]), (&json!("tracking-error"), &json!("tracking_link_not_found")));
        assert_eq!(status(if elsewhere { "shipped" } else { "pending" }).await.ok()["followers"], json!(0));
        seq += 1;
        assert!(guest.everything_so_far().await.is_empty(), "it hears of the order no more");
        // And coming back once more does not bring the order back.
        drop(guest);
        let mut guest = Socket::come_back(&app.url, None, &pid, None).await;
        assert!(guest.everything_so_far().await.is_empty());
    }
    app.finish().await;
}

/// As another process does it: this one hears of it from the database alone.
async fn is_revoked_elsewhere(app: &TestApp, id: &str) {
    tracking_link::Entity::update_many()
        .col_expr(tracking_link::Column::RevokedAt, Expr::value(Utc::now()))
        .filter(tracking_link::Column::Id.eq(id))
        .exec(app.app.db.write())
        .await
        .unwrap();
}

#[tokio::test]
async fn who_follows_by_a_link_leaves_when_it_is_revoked_on_another_server() {
    let (app, owner) = shop_with_an_order().await;
    let (id, ticket) = makes_a_link(&owner).await;
    let mut guest = app.socket().await;
    assert_eq!(guest.ask("join-order-tracking", &json!({ "ticket": ticket })).await["ok"], json!(true));
    is_revoked_elsewhere(&app, &id).await;
    assert_eq!(guest.next().await[1]["code"], json!("tracking_link_not_found"));
    assert_eq!(app.admin().await.moves("ORD00001", "confirmed").await.ok()["followers"], json!(0));
    app.finish().await;
}

#[tokio::test]
async fn who_follows_by_a_link_leaves_when_it_expires() {
    let (app, owner) = shop_with_an_order().await;
    let (id, ticket) = makes_a_link(&owner).await;
    let soon = Utc::now() + TimeDelta::milliseconds(1_500);
    tracking_link::Entity::update_many()
        .col_expr(tracking_link::Column::ExpiresAt, Expr::value(soon))
        .filter(tracking_link::Column::Id.eq(id))
        .exec(app.app.db.write())
        .await
        .unwrap();
    let mut guest = app.socket().await;
    assert_eq!(guest.ask("join-order-tracking", &json!({ "ticket": ticket })).await["ok"], json!(true));
    assert_eq!(guest.next().await[1]["code"], json!("tracking_link_not_found"));
    assert_eq!(app.admin().await.moves("ORD00001", "confirmed").await.ok()["followers"], json!(0));
    app.finish().await;
}

#[tokio::test]
async fn whoever_comes_back_is_not_told_what_became_of_an_order_that_they_may_not_follow_any_more() {
    let (app, owner) = shop_with_an_order().await;
    let product = builders::product(&app.app, 50, 20).await;
    owner.orders(&product, 1).await;
    let admin = app.admin().await;
    let (link, ticket) = makes_a_link(&owner).await;
    let made = owner.post("/api/orders/ORD00002/tracking-links", &json!({})).await.ok();
    let other = made["link"]["ticket"].as_str().unwrap();
    let mut stranger = app.socket().await;
    for ticket in [&*ticket, other] {
        assert_eq!(stranger.ask("join-order-tracking", &json!({ "ticket": ticket })).await["ok"], json!(true));
    }
    let pid = stranger.pid.clone().unwrap();
    drop(stranger);
    // The one link ends, the other goes on; both orders move.
    owner.delete(&format!("{LINKS}/{link}")).await.ok();
    for order in ["ORD00001", "ORD00002", "ORD00001"] {
        admin
            .put(&format!("/api/orders/admin/{order}/status"), &json!({ "status": "shipped", "trackingNumber": order }))
            .await;
    }
    let mut back = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(back.pid.as_deref(), Some(&*pid));
    assert_eq!(back.next_status().await["orderId"], json!("ORD00002"));
    assert_eq!(back.everything_so_far().await, Vec::<Vec<Value>>::new());
    app.finish().await;
}
