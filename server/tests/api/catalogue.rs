//! The catalogue and public prices: contract 4.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};
use serde_json::json;
use trackroom::entities::product;

use crate::support::{TestApp, builders};

#[tokio::test]
async fn contract_4_2_hole_20_products_are_paged_in_both_forms_filtered_and_sorted() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let nobody = app.nobody();
    let list = nobody.get("/api/products").await.ok();
    assert_eq!(list["products"].as_array().unwrap().len(), 12);
    assert_eq!((&list["total"], &list["totalPages"], &list["currentPage"]), (&json!(22), &json!(2), &json!(1)));
    assert_eq!(list["pagination"]["totalProducts"], json!(22));
    let cheap = nobody.get("/api/products?sort=price&order=asc&limit=3&maxPrice=100&inStock=true").await.ok();
    let prices: Vec<_> = cheap["products"].as_array().unwrap().iter().map(|p| p["price"].as_f64().unwrap()).collect();
    assert_eq!(prices, [89.0, 95.0, 99.0]);
    let tagged = nobody.get("/api/products?tags=honey,rice&limit=50").await.ok();
    assert_eq!(tagged["total"], json!(2));
    // Hole 20: a search is plain text, and any sort field is one of a few.
    for (query, found) in [
        ("search=NEEM", 1),
        ("search=.*", 0),
        ("search=%25", 0),
        ("search=_", 0),
        ("sort=password", 22),
        ("page=x&limit=y", 22),
    ] {
        assert_eq!(nobody.get(&format!("/api/products?{query}")).await.ok()["total"], json!(found), "{query}");
    }
    assert_eq!(nobody.get("/api/products?page=999999").await.ok()["products"], json!([]));
    app.finish().await;
}

#[tokio::test]
async fn contract_4_1_hole_19_one_product_is_shown_whole_and_unknown_or_inactive_ones_are_not_found() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let id = builders::product(&app.app, 199, 3).await;
    let shown = nobody.get(&format!("/api/products/{id}")).await.ok();
    assert_eq!((&shown["price"], &shown["category"]["description"]), (&json!(199), &json!("For washing")));
    for unknown in ["z".repeat(24), "0".repeat(24), "x".repeat(2_000), "%00".to_owned()] {
        let refused = nobody.get(&format!("/api/products/{unknown}")).await;
        assert_eq!(refused.refusal().0, 404, "hole 19: {unknown}");
    }
    let db = app.app.db.write();
    let mut row = product::Entity::find_by_id(&id).one(db).await.unwrap().unwrap().into_active_model();
    row.is_active = Set(false);
    row.update(db).await.unwrap();
    assert_eq!(nobody.get(&format!("/api/products/{id}")).await.refusal(), (404, "product_not_found"));
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let refused = customer.tries_to_order(&id, 1, &address).await;
    assert_eq!(refused.refusal(), (404, "product_not_found"), "hole 11: inactive products cannot be ordered");
    app.finish().await;
}

#[tokio::test]
async fn contract_4_2_to_4_4_categories_prices_and_health_have_the_shapes_that_pages_read() {
    let app = TestApp::start_with(&[("DEMO_DATA", "on")]).await;
    let nobody = app.nobody();
    let categories = nobody.get("/api/categories").await.ok();
    let first = &categories.as_array().expect("an array")[0];
    assert_eq!(
        (&first["name"], &first["slug"], &first["parentCategory"]),
        (&json!("Cold-Pressed Oils"), &json!("cold-pressed-oils"), &json!(null))
    );
    assert_eq!(nobody.get("/api/categories/slug/natural-soaps").await.ok()["name"], json!("Natural Soaps"));
    let charges = nobody.get("/api/public/delivery-charges").await.ok();
    assert_eq!(charges["charges"][3]["maxWeight"], json!(null));
    assert_eq!(nobody.get("/api/public/tax-settings").await.ok()["settings"]["gst"], json!(18.0));
    assert!(nobody.get("/api/public/pricing-data").await.ok()["deliveryCharges"]["charges"].is_array());
    assert_eq!(nobody.get("/api/public/combined-products").await.ok()["combinedProducts"], json!([]));
    assert!(!nobody.get("/api/products/featured").await.ok().as_array().unwrap().is_empty());
    assert_eq!(nobody.get("/api/products/search?q=honey").await.ok()[0]["name"], json!("Wild Forest Honey"));
    assert_eq!(nobody.get("/api/products/search").await.refusal(), (400, "query_required"));
    assert_eq!(nobody.get("/api/products/admin/low-stock").await.refusal(), (401, "no_token"), "hole 6");
    let low = app.admin().await.get("/api/products/admin/low-stock").await.ok();
    assert_eq!(low[0]["name"], json!("Aloe Vera Gel"));
    let health = nobody.get("/api/health").await.ok();
    assert_eq!((&health["status"], &health["database"]), (&json!("ok"), &json!("connected")));
    app.finish().await;
}
