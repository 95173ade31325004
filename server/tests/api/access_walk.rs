//! Every route and every event of a socket, as nobody, as the wrong customer, as the owner, as staff and as an
//! admin, in production.
//!
//! A route or event without a row here fails the test. In front of each row stands who may; everybody else gets
//! the refusal that tells nothing. Strangers' walks leave the shop as it was, and no answer to them holds
//! anything of the owner's.

use std::collections::BTreeSet;

use reqwest::Method;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _,
    prelude::DateTimeUtc,
};
use serde_json::{Value, json};
use trackroom::{
    clock,
    domain::role::Role,
    http::routes,
    store::entities::{
        address, category, idempotency_key, login_session, order, order_event, product, shop_setting, socket_session,
        tracking_link, user,
    },
};

use crate::support::{Person, TestApp, builders, until};

/// Who may.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum May {
    /// Everybody, without a token.
    Anybody,
    /// Whoever has an account, about themself.
    Known,
    /// The order's owner, staff and admins; for other customers it does not exist.
    Order,
    /// The owner alone; for everybody else it does not exist.
    Owner,
    /// Staff and admins.
    Desk,
    /// Admins.
    Admin,
    /// Nobody: all get this status.
    Closed(u16),
}
use May::{Admin, Anybody, Closed, Desk, Known, Order, Owner};

/// In braces: what stands for the real thing of the owner.
pub(crate) const ROUTES: &[(May, &str, &str, &str)] = &[
    (Anybody, "GET", "/api/health", ""),
    (Anybody, "GET", "/api/health/live", ""),
    (Anybody, "GET", "/api/health/ready", ""),
    (Closed(404), "GET", "/metrics", ""),
    (Anybody, "GET", "/uploads/{folder}/{name}", ""),
    (Anybody, "GET", "/api/client-config", ""),
    (Anybody, "GET", "/api/openapi.json", ""),
    (Anybody, "GET", "/api/docs", ""),
    (Anybody, "GET", "/api/docs/{file}", ""),
    (Anybody, "GET", "/api/asyncapi.json", ""),
    (Anybody, "POST", "/api/auth/register", "{}"),
    (Anybody, "POST", "/api/auth/login", "{}"),
    (Closed(403), "POST", "/api/auth/phone-login", r#"{"phone":"9876543210"}"#),
    (Known, "GET", "/api/auth/profile", ""),
    (Known, "PUT", "/api/auth/profile", "{}"),
    (Known, "POST", "/api/auth/verify-token", "{}"),
    (Closed(401), "POST", "/api/auth/refresh-token", "{}"),
    (Known, "POST", "/api/auth/change-password", "{}"),
    (Known, "GET", "/api/orders/addresses", ""),
    (Known, "POST", "/api/orders/addresses", "{}"),
    (Owner, "PUT", "/api/orders/addresses/{id}", r#"{"city":"Salem"}"#),
    (Owner, "DELETE", "/api/orders/addresses/{id}", ""),
    (Known, "POST", "/api/orders/create", "{}"),
    (Known, "GET", "/api/orders/my-orders", ""),
    (Desk, "GET", "/api/orders/admin/all", ""),
    (Desk, "GET", "/api/orders/admin/stats", ""),
    (Desk, "GET", "/api/orders/admin/by-pincode", ""),
    (Desk, "GET", "/api/orders/admin/by-weight", ""),
    (Desk, "GET", "/api/orders/admin/analytics", ""),
    (Desk, "GET", "/api/orders/admin/export", ""),
    (Desk, "POST", "/api/orders/admin/bulk-update-status", r#"{"orderIds":["ORD00001"],"status":"confirmed"}"#),
    (Desk, "PUT", "/api/orders/admin/{order_id}/status", r#"{"status":"confirmed"}"#),
    (Order, "GET", "/api/orders/{order_id}", ""),
    (Order, "GET", "/api/orders/{order_id}/invoice", ""),
    (Order, "GET", "/api/orders/{order_id}/events", ""),
    (Order, "GET", "/api/orders/{order_id}/tracking-links", ""),
    (Order, "POST", "/api/orders/{order_id}/tracking-links", "{}"),
    (Order, "DELETE", "/api/orders/{order_id}/tracking-links/{id}", ""),
    (Anybody, "GET", "/api/track/{ticket}", ""),
    (Anybody, "GET", "/api/products", ""),
    (Admin, "POST", "/api/products", "{}"),
    (Anybody, "GET", "/api/products/featured", ""),
    (Anybody, "GET", "/api/products/search", ""),
    (Desk, "GET", "/api/products/admin/low-stock", ""),
    (Anybody, "GET", "/api/products/category/{category}", ""),
    (Anybody, "GET", "/api/products/{id}", ""),
    (Admin, "PUT", "/api/products/{id}", r#"{"price":5}"#),
    (Admin, "PATCH", "/api/products/{id}/stock", r#"{"stock":5,"operation":"set"}"#),
    (Anybody, "GET", "/api/categories", ""),
    (Anybody, "GET", "/api/categories/hierarchy", ""),
    (Anybody, "GET", "/api/categories/with-count", ""),
    (Anybody, "GET", "/api/categories/search", ""),
    (Anybody, "GET", "/api/categories/slug/{slug}", ""),
    (Anybody, "GET", "/api/categories/{id}", ""),
    (Desk, "GET", "/api/dashboard/stats", ""),
    (Anybody, "GET", "/api/public/delivery-charges", ""),
    (Anybody, "GET", "/api/public/tax-settings", ""),
    (Anybody, "GET", "/api/public/pricing-data", ""),
    (Anybody, "GET", "/api/public/combined-products", ""),
    (Closed(404), "GET", "/api/public/combined-products/{id}", ""),
    (Admin, "POST", "/api/upload/product-images", ""),
    (Admin, "POST", "/api/upload/category-image", ""),
    (Admin, "POST", "/api/upload/image", ""),
    (Admin, "GET", "/api/admin/products", ""),
    (Admin, "GET", "/api/admin/categories", ""),
    (Admin, "POST", "/api/admin/categories", "{}"),
    (Admin, "PUT", "/api/admin/categories/{id}", r#"{"description":"new"}"#),
    (Admin, "GET", "/api/admin/tax-settings", ""),
    (Admin, "PUT", "/api/admin/tax-settings", r#"{"gst":18,"cgst":9,"sgst":9,"isActive":true}"#),
    (Admin, "GET", "/api/admin/delivery-charges", ""),
    (Admin, "PUT", "/api/admin/delivery-charges", "{}"),
    (Admin, "GET", "/api/admin/product-offers", ""),
    (Admin, "GET", "/api/admin/combined-products", ""),
    (Admin, "GET", "/api/admin/users", ""),
    (Admin, "GET", "/api/admin/users/analytics/overview", ""),
    (Admin, "GET", "/api/admin/users/{id}", ""),
    (Admin, "PATCH", "/api/admin/users/{id}/status", r#"{"isActive":true}"#),
    (Admin, "PATCH", "/api/admin/users/{id}/role", r#"{"role":"user"}"#),
    // What ends things comes last.
    (Admin, "DELETE", "/api/products/{id}", ""),
    (Admin, "DELETE", "/api/admin/categories/{id}", ""),
    (Anybody, "POST", "/api/auth/logout", "{}"),
];

/// Every event that a client may send, with its argument, and who may.
const EVENTS: &[(May, &str, &str)] = &[
    (Order, "join-order-tracking", r#""{order_id}""#),
    (Anybody, "leave-order-tracking", r#""{order_id}""#),
    (Desk, "admin-status-update", r#"{"orderId":"{order_id}","status":"confirmed"}"#),
    (Known, "auth:refresh", r#"{"token":"{token}"}"#),
];

/// The server's routes: method and path. The OpenAPI document has them all, as both are made in one step (`http::routes`).
fn routes_there_are() -> BTreeSet<(String, String)> {
    let document = routes::document();
    let of_path = |(path, item): (&String, &Value)| -> Vec<(String, String)> {
        item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), path.clone())).collect()
    };
    document["paths"].as_object().unwrap().iter().flat_map(of_path).collect()
}

/// The events that a client may send, as the event table has them.
fn events_there_are() -> BTreeSet<String> {
    trackroom::realtime::asked().map(str::to_owned).collect()
}

#[test]
fn every_route_and_every_event_has_a_row() {
    let rows: BTreeSet<_> =
        ROUTES.iter().map(|(_, method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(rows.len(), ROUTES.len(), "a row stands twice");
    let there_are = routes_there_are();
    let missing: Vec<_> = there_are.difference(&rows).collect();
    assert!(missing.is_empty(), "say in access_walk.rs who may: {missing:#?}");
    let gone: Vec<_> = rows.difference(&there_are).collect();
    assert!(gone.is_empty(), "these routes are gone: {gone:#?}");
    let events: BTreeSet<_> = EVENTS.iter().map(|(_, event, _)| (*event).to_owned()).collect();
    assert_eq!(events, events_there_are());
}

/// A shop with an order, and the things of its owner.
struct Shop {
    app: TestApp,
    owner: Person,
    order_id: String,
    product: String,
}

/// What only the owner, staff and admins may see: the address, and how to reach them.
const PRIVATE: [&str; 3] = ["1 Temple Street", "asha@example.org", "9876543210"];

impl Shop {
    async fn open() -> Self {
        // Sockets that watch are read only afterwards, and a walk may take its time.
        let patience = ("PING_TIMEOUT_MS", "300000");
        let settings = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example"), patience];
        let app = TestApp::start_with(&settings).await;
        let owner = app.somebody(Role::User).await;
        let product = builders::product(&app.app, 100, 50).await;
        let order_id = owner.orders(&product, 1).await["orderId"].as_str().unwrap().to_owned();
        let key = idempotency_key::Model {
            user_id: owner.id().await,
            key: "of the owner".to_owned(),
            fingerprint: "of a request".to_owned(),
            answer: Some("{}".to_owned()),
            created_at: clock::now(),
        };
        key.into_active_model().insert(app.app.db.write()).await.unwrap();
        Self { app, owner, order_id, product }
    }

    /// A row's path with real things in it, made afresh where somebody may use them up.
    async fn path(&self, template: &str) -> String {
        let db = self.app.app.db.read();
        let product = product::Entity::find_by_id(&self.product).one(db).await.unwrap();
        let category = async || {
            // Without products, so that it may be deleted.
            let spare = builders::product(&self.app.app, 1, 1).await;
            let spare = product::Entity::find_by_id(spare).one(db).await.unwrap().unwrap();
            let id = spare.category_id.clone();
            product::Entity::delete_by_id(spare.id).exec(self.app.app.db.write()).await.unwrap();
            category::Entity::find_by_id(id).one(db).await.unwrap().unwrap()
        };
        let mut path = template.replace("{order_id}", &self.order_id);
        if path.contains("{ticket}") {
            path = path.replace("{ticket}", self.link().await["ticket"].as_str().unwrap());
        }
        if path.contains("{name}") {
            path = builders::uploaded_picture(&self.app).await;
        }
        path = path.replace("{file}", "start.js");
        if path.contains("{category}") {
            path = path.replace("{category}", &product.unwrap().category_id);
        }
        if path.contains("{slug}") {
            path = path.replace("{slug}", &category().await.slug);
        }
        if path.contains("{id}") {
            let id = if path.contains("/addresses/") {
                self.owner.saves_an_address().await
            } else if path.contains("/tracking-links/") {
                self.link().await["id"].as_str().unwrap().to_owned()
            } else if path.contains("/users/") {
                self.owner.id().await
            } else if path.contains("/categories/") {
                category().await.id
            } else if path.contains("/products/") {
                builders::product(&self.app.app, 1, 1).await
            } else if path.contains("/combined-products/") {
                "0".repeat(24)
            } else {
                unreachable!("what is {{id}} in {template}?")
            };
            path = path.replace("{id}", &id);
        }
        path
    }

    async fn link(&self) -> Value {
        let path = format!("/api/orders/{}/tracking-links", self.order_id);
        self.owner.post(&path, &json!({})).await.ok()["link"].clone()
    }

    /// Everything that strangers must not change, but what is of the one with this id. Not the sessions of sockets.
    async fn state(&self, but: &str) -> String {
        let db = self.app.app.db.read();
        let log_ins = login_session::Entity::find().filter(login_session::Column::UserId.ne(but));
        let log_ins = log_ins.order_by_asc(login_session::Column::Id).all(db).await.unwrap();
        let keys = idempotency_key::Entity::find().filter(idempotency_key::Column::UserId.ne(but));
        let keys = keys.order_by_asc(idempotency_key::Column::Key).all(db).await.unwrap();
        let pictures = builders::files(self.app.uploads());
        let mut people = user::Entity::find().filter(user::Column::Id.ne(but)).all(db).await.unwrap();
        people.sort_by(|a, b| a.id.cmp(&b.id));
        let addresses = address::Entity::find().filter(address::Column::UserId.ne(but)).all(db).await.unwrap();
        format!(
            "{people:#?} {addresses:#?} {log_ins:#?} {keys:#?} {pictures:#?} {:#?} {:#?} {:#?} {:#?} {:#?} {:#?}",
            order::Entity::find().all(db).await.unwrap(),
            order_event::Entity::find().all(db).await.unwrap(),
            product::Entity::find().all(db).await.unwrap(),
            category::Entity::find().all(db).await.unwrap(),
            shop_setting::Entity::find().all(db).await.unwrap(),
            tracking_link::Entity::find().all(db).await.unwrap(),
        )
    }
}

/// The stored sessions of sockets, but for when they were last looked at.
async fn socket_sessions(app: &TestApp) -> Vec<socket_session::Model> {
    let stored = socket_session::Entity::find().order_by_asc(socket_session::Column::Key);
    let stored = stored.all(app.app.db.read()).await.unwrap().into_iter();
    stored.map(|session| socket_session::Model { touched_at: DateTimeUtc::UNIX_EPOCH, ..session }).collect()
}

async fn call(who: &Person, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut request = who.request(Method::from_bytes(method.as_bytes()).unwrap(), path);
    if !body.is_empty() {
        request = request.header("content-type", "application/json").body(body.to_owned());
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The status of a refusal that somebody must get; `None` where they may.
fn refusal(may: May, who: &str) -> Option<u16> {
    match (may, who) {
        (Closed(status), _) => Some(status),
        (Anybody, _) | (Known, "wrong" | "owner" | "staff" | "admin") => None,
        (_, "nobody") => Some(401),
        (Order, "owner" | "staff" | "admin") | (Owner, "owner") => None,
        (Order | Owner, _) => Some(404),
        (Desk, "staff" | "admin") | (Admin, "admin") => None,
        (Desk | Admin, _) => Some(403),
        (Known, other) => unreachable!("{other}"),
    }
}

#[track_caller]
fn check(may: May, who: &str, what: &str, status: u16, body: &str) {
    match refusal(may, who) {
        Some(expected) => assert_eq!(status, expected, "{what} as {who}: {body}"),
        // They got past the door: whether the request made sense is another test's story.
        None => {
            assert!(status < 500 && ![401, 403, 404, 405, 429].contains(&status), "{what} as {who}: {status} {body}")
        }
    }
}

// hole 6
#[tokio::test]
async fn in_production_strangers_learn_and_change_nothing_on_any_route() {
    let shop = Shop::open().await;
    let (nobody, wrong) = (shop.app.nobody(), shop.app.somebody(Role::User).await);
    let wrong_id = wrong.id().await;
    // The owner watches the order meanwhile.
    let mut socket = shop.owner.socket().await;
    socket.follows(&shop.order_id).await;
    until(async || shop.app.stored_rooms_of_sessions().await == 1).await;
    let watching = socket_sessions(&shop.app).await;
    for (may, method, template, body) in ROUTES {
        let path = shop.path(template).await;
        let before = shop.state(&wrong_id).await;
        for (who, person) in [("nobody", &nobody), ("wrong", &wrong)] {
            let (status, answer) = call(person, method, &path, body).await;
            check(*may, who, &format!("{method} {path}"), status, &answer);
            for private in PRIVATE {
                assert!(!answer.contains(private), "{method} {path} tells {who} {private}: {answer}");
            }
        }
        assert_eq!(before, shop.state(&wrong_id).await, "{method} {path} changed something");
        assert_eq!(watching, socket_sessions(&shop.app).await, "{method} {path} changed a socket's session");
    }
    assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
    for invented in ["x", "ORD00001", &"A".repeat(64)] {
        assert_eq!(nobody.get(&format!("/api/track/{invented}")).await.status, 404);
    }
    shop.app.finish().await;
}

#[tokio::test]
async fn owner_staff_and_admin_may_do_what_is_theirs_on_every_route() {
    let shop = Shop::open().await;
    let (staff, admin) = (shop.app.somebody(Role::Staff).await, shop.app.admin().await);
    for (may, method, template, body) in ROUTES {
        // The owner comes last: what is theirs alone is used up by them.
        for (who, person) in [("staff", &staff), ("admin", &admin), ("owner", &shop.owner)] {
            let path = shop.path(template).await;
            let (status, answer) = call(person, method, &path, body).await;
            check(*may, who, &format!("{method} {path}"), status, &answer);
        }
    }
    shop.app.finish().await;
}

// hole 5, hole 16
#[tokio::test]
async fn in_production_each_event_of_a_socket_is_for_whom_it_is_for() {
    let shop = Shop::open().await;
    let (nobody, wrong) = (shop.app.nobody(), shop.app.somebody(Role::User).await);
    let (staff, admin) = (shop.app.somebody(Role::Staff).await, shop.app.admin().await);
    let people = [("nobody", &nobody), ("wrong", &wrong), ("owner", &shop.owner), ("staff", &staff), ("admin", &admin)];
    for (may, event, argument) in EVENTS {
        for (who, person) in people {
            let before = shop.state("").await;
            let mut socket = person.socket().await;
            let argument = argument.replace("{order_id}", &shop.order_id);
            let argument = argument.replace("{token}", person.token.as_deref().unwrap_or_default());
            let answer = socket.ask(event, &serde_json::from_str(&argument).unwrap()).await;
            let code = answer["error"]["code"].as_str();
            match (refusal(*may, who), *may) {
                (None, _) => assert_eq!(answer["ok"], json!(true), "{event} as {who}: {answer}"),
                // To strangers an order of somebody else's does not exist.
                (Some(_), Order) => assert_eq!(code, Some("order_not_found"), "{event} as {who}: {answer}"),
                (Some(_), _) => assert_eq!(code, Some("not_authorized"), "{event} as {who}: {answer}"),
            }
            if code.is_some() {
                assert_eq!(before, shop.state("").await, "{event} as {who} changed something");
            }
            for private in PRIVATE {
                assert!(!answer.to_string().contains(private), "{event} tells {who} {private}");
            }
        }
    }
    // And whatever happens to the order, strangers do not hear of it.
    let (mut stranger, mut other) = (nobody.socket().await, wrong.socket().await);
    let mut own = shop.owner.socket().await;
    own.follows(&shop.order_id).await;
    admin.moves(&shop.order_id, "processing").await.ok();
    assert_eq!(own.next_status().await["status"], json!("processing"));
    for socket in [&mut stranger, &mut other] {
        assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
    }
    shop.app.finish().await;
}
