//! Whole bodies, as clients read them: a field that comes, goes or changes its type shows in a snapshot
//! (`snapshots/*.snap`). What differs from run to run is redacted.
//!
//! A change that is meant is taken over with `INSTA_UPDATE=always cargo test -p trackroom --test api bodies`, and read in
//! the diff. `scripts/test` changes none, and fails when one is of no test.

use serde_json::{Value, json};

use crate::support::{Person, TestApp, builders};

/// What stands for a text that is another one in each run.
fn redacted_text(text: &str) -> Option<&'static str> {
    let is_hex = |length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if is_hex(24) {
        Some("[id]")
    } else if chrono::DateTime::parse_from_rfc3339(text).is_ok() {
        Some("[time]")
    } else if chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok() {
        Some("[day]")
    } else if text.starts_with("ey") && text.matches('.').count() == 2 {
        Some("[token]")
    } else if text.starts_with("/track/") {
        Some("[path of a ticket]")
    } else if digits >= 10 && text.contains('@') {
        Some("[made-up address]")
    } else if digits >= 10 && text.contains("9000") {
        Some("[one more phone]")
    } else {
        None
    }
}

/// Fields whose texts are chance.
const CHANCE: [&str; 5] = ["ticket", "id", "requestId", "slug", "uptime"];

fn redacted(value: &Value) -> Value {
    match value {
        Value::String(text) => redacted_text(text).map_or_else(|| value.clone(), |stands_for| json!(stands_for)),
        Value::Array(values) => values.iter().map(redacted).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, content)| {
                let is_chance = CHANCE.contains(&name.as_str()) && !content.is_null();
                (name.clone(), if is_chance { json!(format!("[{name}]")) } else { redacted(content) })
            })
            .collect(),
        _ => value.clone(),
    }
}

/// The body is the one that was last looked at.
fn is_as_before(name: &str, body: &Value) {
    insta::with_settings!({ sort_maps => true, prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!(name, redacted(body));
    });
}

/// A shop with one product, and somebody who has ordered two of it.
async fn shop() -> (TestApp, Person, Person, String) {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 199, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 2).await;
    (app, customer, admin, product)
}

#[tokio::test]
async fn what_the_catalogue_shows() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let product = builders::product(&app.app, 199, 10).await;
    for (name, path) in [
        ("product", format!("/api/products/{product}")),
        ("products", "/api/products".to_owned()),
        ("categories", "/api/categories".to_owned()),
        ("categories_with_count", "/api/categories/with-count".to_owned()),
        ("delivery_charges", "/api/public/delivery-charges".to_owned()),
        ("tax_settings", "/api/public/tax-settings".to_owned()),
        ("no_such_product", "/api/products/nothing".to_owned()),
        ("no_such_route", "/api/nothing".to_owned()),
    ] {
        is_as_before(name, &nobody.get(&path).await.body);
    }
    app.finish().await;
}

#[tokio::test]
async fn what_a_customer_reads() {
    let (app, customer, admin, _) = shop().await;
    let change = json!({ "status": "shipped", "trackingNumber": "TRK1", "note": "left by van" });
    admin.put("/api/orders/admin/ORD00001/status", &change).await.ok();
    for (name, path) in [
        ("profile", "/api/auth/profile"),
        ("addresses", "/api/orders/addresses"),
        ("my_orders", "/api/orders/my-orders"),
        ("order", "/api/orders/ORD00001"),
        ("order_events", "/api/orders/ORD00001/events"),
        ("no_such_order", "/api/orders/ORD00002"),
    ] {
        is_as_before(name, &customer.get(path).await.body);
    }
    let link = customer.post("/api/orders/ORD00001/tracking-links", &json!({})).await.ok();
    is_as_before("tracking_link", &link);
    let path = format!("/api{}", link["link"]["path"].as_str().unwrap());
    is_as_before("shared_tracking", &app.nobody().get(&path).await.body);
    app.finish().await;
}

#[tokio::test]
async fn what_the_order_desk_reads_and_is_answered() {
    let (app, _, admin, product) = shop().await;
    for (name, path) in [
        ("admin_orders", "/api/orders/admin/all?limit=5"),
        ("admin_stats", "/api/orders/admin/stats"),
        ("admin_products", "/api/products/admin/all"),
    ] {
        is_as_before(name, &admin.get(path).await.body);
    }
    is_as_before("order_placed", &admin.orders(&product, 1).await);
    is_as_before("status_changed", &admin.moves("ORD00001", "confirmed").await.body);
    is_as_before("transition_refused", &admin.moves("ORD00001", "refunded").await.body);
    is_as_before("status_unknown", &admin.moves("ORD00001", "lost").await.body);
    let many = json!({ "orderIds": ["ORD00001", "ORD00002", "ORD00009"], "status": "processing" });
    is_as_before("bulk_update", &admin.post("/api/orders/admin/bulk-update-status", &many).await.body);
    app.finish().await;
}

#[tokio::test]
async fn what_a_socket_hears() {
    let (app, customer, admin, product) = shop().await;
    let (mut desk, mut follower) = (admin.socket().await, customer.socket().await);
    desk.everything_so_far().await;
    is_as_before("join_answer", &follower.ask("join-order-tracking", &json!("ORD00001")).await);
    is_as_before("join_refused", &follower.ask("join-order-tracking", &json!("ORD00009")).await);
    admin.moves("ORD00001", "shipped").await.ok();
    is_as_before("order_status_updated", &json!(follower.next().await));
    let since = json!({ "orderId": "ORD00001", "since": 1 });
    is_as_before("join_since", &follower.ask("join-order-tracking", &since).await);
    desk.everything_so_far().await;
    customer.orders(&product, 1).await;
    is_as_before("order_created", &json!(desk.next().await));
    app.finish().await;
}
