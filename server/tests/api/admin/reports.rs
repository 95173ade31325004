//! Orders in heaps, and figures about them: contract 5.9 (by pincode, by weight, analytics) and 5.10 (dashboard).

use std::collections::BTreeMap;

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};
use trackroom::{demo, domain::role::Role, store::entities::order};

use crate::support::{TestApp, builders};

async fn rows(app: &TestApp) -> Vec<order::Model> {
    order::Entity::find().order_by_asc(order::Column::Id).all(app.app.db.read()).await.unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|order| order["orderId"].as_str().unwrap().to_owned()).collect()
}

// contract 5.9
#[tokio::test]
async fn orders_by_pincode_hold_each_order_once_newest_first() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    demo::fill_up_to(&app.app, 1_300).await.unwrap();
    let desk = app.somebody(Role::Staff).await;
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows(&app).await.into_iter().rev() {
        expected.entry(row.ship_zip_code).or_default().push(row.order_id);
    }
    let answer = desk.get("/api/orders/admin/by-pincode").await.ok();
    assert_eq!(answer["totalOrders"], json!(1_300));
    let groups = answer["groupedOrders"].as_object().unwrap();
    let seen: BTreeMap<String, Vec<String>> = groups.iter().map(|(zip, list)| (zip.clone(), ids(list))).collect();
    let (some, listed) = expected.iter().next().unwrap();
    let one = desk.get(&format!("/api/orders/admin/by-pincode?pincode={some}")).await.ok();
    assert_eq!(one["groupedOrders"].as_object().unwrap().len(), 1);
    assert_eq!((ids(&one["groupedOrders"][some]), &one["totalOrders"]), (listed.clone(), &json!(listed.len())));
    assert!(seen == expected, "every order stands once, where it goes");
    let none = desk.get("/api/orders/admin/by-pincode?pincode=%22%5D").await.ok();
    assert_eq!(none, json!({ "success": true, "groupedOrders": {}, "totalOrders": 0 }));
    assert_eq!(desk.get("/api/orders/admin/by-pincode?zip=1").await.refusal(), (400, "unknown_parameter"));
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn orders_by_weight_use_the_stored_weight_and_else_the_goods() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 10, 1_000).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let empty = admin.get("/api/orders/admin/by-weight").await.ok();
    let nothing = json!({ "light": [], "medium": [], "heavy": [] });
    assert_eq!(empty, json!({ "success": true, "groupedOrders": nothing, "totalOrders": 0 }));
    // A piece weighs 100 g; orders straight from the product's page store no weight.
    for quantity in [9, 10, 49, 50] {
        customer.orders(&product, quantity).await;
    }
    let row = order::Entity::find_by_id(1).one(app.app.db.read()).await.unwrap().unwrap();
    let weighed = order::ActiveModel { order_weight: Set(7_500.0), ..row.into() };
    weighed.update(app.app.db.write()).await.unwrap();
    let answer = admin.get("/api/orders/admin/by-weight").await.ok();
    let groups = &answer["groupedOrders"];
    assert_eq!(ids(&groups["light"]), Vec::<String>::new());
    assert_eq!(ids(&groups["medium"]), ["ORD00003", "ORD00002"]);
    assert_eq!(ids(&groups["heavy"]), ["ORD00004", "ORD00001"]);
    assert_eq!(answer["totalOrders"], json!(4));
    let heaviest = &groups["heavy"][1];
    assert_eq!((&heaviest["totalWeight"], &heaviest["weightCategory"]), (&json!(7_500.0), &json!("heavy")));
    assert_eq!(groups["medium"][0]["totalWeight"], json!(4_900.0));
    assert_eq!(heaviest["items"][0]["productId"]["weight"], json!(100.0));
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn analytics_add_up_and_a_period_counts_both_its_days() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    demo::fill_up_to(&app.app, 300).await.unwrap();
    let desk = app.somebody(Role::Staff).await;
    let rows = rows(&app).await;
    let figures = |answer: &Value| answer["analytics"].clone();
    let all = figures(&desk.get("/api/orders/admin/analytics").await.ok());
    let rupees = |rows: &[&order::Model]| rows.iter().map(|row| row.total_minor).sum::<i64>() as f64 / 100.0;
    let every: Vec<&order::Model> = rows.iter().collect();
    assert_eq!(all["totalOrders"], json!(300));
    assert_eq!(all["totalRevenue"].as_f64().unwrap(), rupees(&every));
    let sum =
        |list: &Value, field: &str| list.as_array().unwrap().iter().map(|x| x[field].as_f64().unwrap()).sum::<f64>();
    assert_eq!(sum(&all["ordersByStatus"], "count"), 300.0);
    assert_eq!(sum(&all["ordersByPaymentMethod"], "count"), 300.0);
    assert_eq!(sum(&all["revenueByDay"], "orders"), 300.0);
    assert!((sum(&all["revenueByDay"], "revenue") - rupees(&every)).abs() < 0.01);
    let weight: f64 = rows.iter().map(|row| row.order_weight).sum();
    assert!((all["totalWeight"].as_f64().unwrap() - weight).abs() < 0.01);
    let pincodes: Vec<i64> =
        all["topPincodes"].as_array().unwrap().iter().map(|top| top["count"].as_i64().unwrap()).collect();
    assert!(pincodes.len() <= 10 && pincodes.is_sorted_by(|a, b| a >= b), "{pincodes:?}");
    let statuses = all["ordersByStatus"].as_array().unwrap();
    let shipped = statuses.iter().find(|counted| counted["_id"] == json!("shipped")).unwrap();
    let expected = rows.iter().filter(|row| row.status.as_str() == "shipped").count();
    assert_eq!(shipped["count"], json!(expected));

    let days: Vec<_> = rows.iter().map(|row| row.created_at.date_naive()).collect();
    let (from, to) = (days[100], days[200]);
    let path = format!("/api/orders/admin/analytics?startDate={from}&endDate={to}");
    let some = figures(&desk.get(&path).await.ok());
    let within: Vec<&order::Model> =
        rows.iter().filter(|row| (from..=to).contains(&row.created_at.date_naive())).collect();
    assert_eq!(some["totalOrders"], json!(within.len()));
    assert_eq!(some["totalRevenue"].as_f64().unwrap(), rupees(&within));
    let by_day = some["revenueByDay"].as_array().unwrap();
    assert_eq!(by_day[0]["date"], json!(from));
    assert_eq!(by_day.len() as i64, (to - from).num_days() + 1, "no day is missing");
    let alone = figures(&desk.get(&format!("/api/orders/admin/analytics?startDate={to}")).await.ok());
    assert_eq!(alone["totalOrders"], json!(300), "dates count only together");
    let bad = desk.get("/api/orders/admin/analytics?startDate=x&endDate=y").await;
    assert_eq!(bad.refusal(), (400, "invalid_date"));
    app.finish().await;
}

#[tokio::test]
async fn analytics_of_an_empty_shop_are_zeros() {
    let app = TestApp::start().await;
    let figures = app.admin().await.get("/api/orders/admin/analytics").await.ok()["analytics"].clone();
    let expected = json!({ "totalOrders": 0, "totalRevenue": 0, "ordersByStatus": [], "ordersByPaymentMethod": [],
        "totalWeight": 0.0, "topPincodes": [], "revenueByDay": [] });
    assert_eq!(figures, expected);
    app.finish().await;
}

// contract 5.9
#[tokio::test]
async fn what_the_order_desk_reads_nobody_else_does() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    for path in ["all", "all?page=1", "stats", "by-pincode", "by-weight", "analytics", "export"] {
        let path = format!("/api/orders/admin/{path}");
        assert_eq!(app.nobody().get(&path).await.refusal(), (401, "no_token"), "{path}");
        assert_eq!(customer.get(&path).await.refusal(), (403, "not_authorized"), "{path}");
        app.somebody(Role::Staff).await.get(&path).await.ok();
    }
    app.finish().await;
}

// contract 5.10, hole 6
#[tokio::test]
async fn strangers_get_counts_and_the_order_desk_the_whole_dashboard() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let rows = rows(&app).await;
    let revenue = rows.iter().map(|row| row.total_minor).sum::<i64>() as f64 / 100.0;
    for stranger in [app.nobody(), app.customer().await] {
        let seen = stranger.get("/api/dashboard/stats").await.ok();
        assert_eq!(seen["overview"]["totalOrders"], json!(rows.len()));
        assert_eq!(seen["overview"]["totalRevenue"], json!(0));
        assert_eq!(seen["analytics"]["revenueAnalytics"]["averageOrderValue"], json!(0));
        for list in ["recentOrders", "topProducts", "salesData", "userGrowth", "revenueGrowth"] {
            assert_eq!(seen[list], json!([]), "{list}");
        }
        let text = seen.to_string();
        assert!(!text.contains('@') && !text.contains("Asha"), "{text}");
    }
    let seen = app.somebody(Role::Staff).await.get("/api/dashboard/stats").await.ok();
    assert_eq!(seen["overview"]["totalRevenue"].as_f64().unwrap(), revenue);
    let newest = &seen["recentOrders"][0];
    assert_eq!(newest["orderId"], json!("ORD00028"));
    for field in ["_id", "customerName", "customerEmail", "totalAmount", "status", "orderDate"] {
        assert!(!newest[field].is_null(), "{field}");
    }
    assert_eq!(seen["topProducts"].as_array().unwrap().len(), 5);
    let orders: i64 = seen["salesData"].as_array().unwrap().iter().map(|month| month["orders"].as_i64().unwrap()).sum();
    assert_eq!(orders, rows.len() as i64);
    assert_eq!(seen["orderStatusBreakdown"]["pending"], seen["overview"]["pendingOrders"]);
    let forged = crate::support::Person::new(app.url.clone(), Some("not-a-token".to_owned()));
    assert_eq!(forged.get("/api/dashboard/stats").await.refusal(), (401, "invalid_token"));
    app.finish().await;
}
