//! The catalogue and public prices: contract 4.

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};
use serde_json::{Value, json};
use trackroom::{
    app::App,
    domain::role::Role,
    store::entities::{category, product},
};

use crate::support::{TestApp, builders};

/// Changes a product behind the shop's back; its category.
async fn change(app: &App, id: &str, change: impl FnOnce(&mut product::ActiveModel)) -> category::Model {
    let db = app.db.write();
    let found = product::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    let category = category::Entity::find_by_id(&found.category_id).one(db).await.unwrap().unwrap();
    let mut row = found.into_active_model();
    change(&mut row);
    row.update(db).await.unwrap();
    category
}

/// The ids of a list of products.
fn ids(products: &Value) -> Vec<&str> {
    products.as_array().unwrap().iter().map(|product| product["_id"].as_str().unwrap()).collect()
}

// contract 4.2, hole 20
#[tokio::test]
async fn products_are_paged_in_both_forms_filtered_and_sorted() {
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

// contract 4.1, hole 19
#[tokio::test]
async fn one_product_is_shown_whole_and_unknown_or_inactive_ones_are_not_found() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let id = builders::product(&app.app, 199, 3).await;
    let shown = nobody.get(&format!("/api/products/{id}")).await.ok();
    assert_eq!((&shown["price"], &shown["category"]["description"]), (&json!(199), &json!("For washing")));
    for unknown in ["z".repeat(24), "0".repeat(24), "x".repeat(2_000), "%00".to_owned()] {
        let refused = nobody.get(&format!("/api/products/{unknown}")).await;
        assert_eq!(refused.refusal().0, 404, "hole 19: {unknown}");
    }
    change(&app.app, &id, |row| row.is_active = Set(false)).await;
    assert_eq!(nobody.get(&format!("/api/products/{id}")).await.refusal(), (404, "product_not_found"));
    let customer = app.customer().await;
    let address = customer.saves_an_address().await;
    let refused = customer.tries_to_order(&id, 1, &address).await;
    assert_eq!(refused.refusal(), (404, "product_not_found"), "hole 11: inactive products cannot be ordered");
    app.finish().await;
}

// contract 4.2 to 4.4
#[tokio::test]
async fn categories_prices_and_health_have_the_shapes_that_pages_read() {
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

// contract 4.1
#[tokio::test]
async fn a_product_has_the_fields_that_pages_read_in_lists_and_alone() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let id = builders::product(&app.app, 199, 3).await;
    let alone = nobody.get(&format!("/api/products/{id}")).await.ok();
    let listed = nobody.get("/api/products").await.ok()["products"][0].clone();
    let always = "_id name description price category images stock weight unit ingredients benefits usage isOrganic \
        isVegan isGlutenFree isFeatured isActive ratings numReviews reviews tags slug createdAt updatedAt";
    let always: BTreeSet<_> = always.split_whitespace().collect();
    let fields = |shown: &Value| shown.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    for shown in [&alone, &listed] {
        assert_eq!(fields(shown).iter().map(String::as_str).collect::<BTreeSet<_>>(), always);
        assert!(["price", "stock", "weight", "ratings", "numReviews"].iter().all(|field| shown[field].is_number()));
        assert_eq!(
            (&shown["images"], &shown["tags"], &shown["reviews"]),
            (&json!(["neem.png"]), &json!(["soap"]), &json!([]))
        );
        assert_eq!((&shown["weight"], &shown["unit"]), (&json!(100.0), &json!("g")));
    }
    assert_eq!(fields(&listed["category"]), BTreeSet::from(["_id", "name"].map(str::to_owned)));
    assert_eq!(fields(&alone["category"]), BTreeSet::from(["_id", "description", "name"].map(str::to_owned)));
    change(&app.app, &id, |row| row.original_price_minor = Set(Some(24_950))).await;
    assert_eq!(nobody.get(&format!("/api/products/{id}")).await.ok()["originalPrice"], json!(249.5));
    app.finish().await;
}

// contract 4.2
#[tokio::test]
async fn products_are_found_by_category_and_price() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let (soap, oil) = (builders::product(&app.app, 50, 3).await, builders::product(&app.app, 150, 3).await);
    let hidden = builders::product(&app.app, 100, 3).await;
    let soaps = change(&app.app, &soap, |row| row.name = Set("Soap".to_owned())).await;
    change(&app.app, &hidden, |row| {
        row.is_active = Set(false);
        row.category_id = Set(soaps.id.clone());
    })
    .await;
    let found = async |path: String| nobody.get(&path).await.ok()["products"].clone();
    // By the id that the pages send, or by the name in addresses.
    for category in [&soaps.id, &soaps.slug] {
        assert_eq!(ids(&found(format!("/api/products?category={category}")).await), [soap.as_str()]);
        let page = nobody.get(&format!("/api/products/category/{category}")).await.ok();
        assert_eq!((ids(&page["products"]), &page["pagination"]["totalProducts"]), (vec![soap.as_str()], &json!(1)));
    }
    for (query, wanted) in [
        ("minPrice=50&sort=price&order=asc", vec![&soap, &oil]),
        ("minPrice=50.01", vec![&oil]),
        ("maxPrice=149.99", vec![&soap]),
        ("minPrice=51&maxPrice=149", vec![]),
        ("category=nowhere", vec![]),
    ] {
        assert_eq!(ids(&found(format!("/api/products?{query}")).await), wanted, "{query}");
    }
    // The pages of a category are sorted and cut like any others.
    change(&app.app, &oil, |row| row.category_id = Set(soaps.id.clone())).await;
    for (page, wanted) in [(1, &oil), (2, &soap)] {
        let path = format!("/api/products/category/{}?sort=price&order=desc&limit=1&page={page}", soaps.id);
        assert_eq!(ids(&found(path).await), [wanted], "page {page}");
    }
    app.finish().await;
}

// contract 4.2
#[tokio::test]
async fn featured_products_are_the_active_ones_that_are_marked() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let mut marked = BTreeSet::new();
    for n in 0..12 {
        let id = builders::product(&app.app, 50, 3).await;
        change(&app.app, &id, |row| {
            row.is_featured = Set(n > 0);
            row.is_active = Set(n > 1);
        })
        .await;
        if n > 1 {
            marked.insert(id);
        }
    }
    let featured = nobody.get("/api/products/featured").await.ok();
    assert_eq!(ids(&featured).len(), 8, "unless told otherwise");
    let featured = nobody.get("/api/products/featured?limit=50").await.ok();
    assert_eq!(ids(&featured).into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), marked);
    app.finish().await;
}

// contract 4.2
#[tokio::test]
async fn a_search_finds_active_products_by_name_description_and_tag() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let mut found = Vec::new();
    for (name, description, tag, active) in [
        ("Amber Balm", "Smooth", "skin", true),
        ("Candle", "With amber", "home", true),
        ("Rosary", "Beads", "amber", true),
        ("Amber Oil", "Thick", "skin", false),
        ("Neem Soap", "Green", "soap", true),
    ] {
        let id = builders::product(&app.app, 50, 3).await;
        change(&app.app, &id, |row| {
            row.name = Set(name.to_owned());
            row.description = Set(description.to_owned());
            row.tags = Set(trackroom::store::entities::StringList(vec![tag.to_owned()]));
            row.is_active = Set(active);
        })
        .await;
        found.push(id);
    }
    let answer = nobody.get("/api/products/search?q=AMBER").await.ok();
    let set = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(set(ids(&answer)), found[..3].iter().cloned().collect());
    let hit = answer.as_array().unwrap().iter().find(|hit| hit["_id"] == json!(found[0])).unwrap();
    for field in ["name", "description", "price", "images", "ratings", "category"] {
        assert!(hit.get(field).is_some(), "{field}");
    }
    assert_eq!(nobody.get("/api/products/search?q=amber&limit=2").await.ok().as_array().unwrap().len(), 2);
    for query in ["", "?q=", "?q=%20"] {
        let refused = nobody.get(&format!("/api/products/search{query}")).await;
        assert_eq!(refused.refusal(), (400, "query_required"), "{query}");
    }
    app.finish().await;
}

// contract 4.2, hole 6
#[tokio::test]
async fn what_runs_out_is_shown_to_the_order_desk_fewest_first() {
    let app = TestApp::start().await;
    let mut by_stock = Vec::new();
    for stock in [10, 0, 11, 3] {
        by_stock.push((stock, builders::product(&app.app, 50, stock).await));
    }
    let hidden = builders::product(&app.app, 50, 1).await;
    change(&app.app, &hidden, |row| row.is_active = Set(false)).await;
    by_stock.sort();
    let path = "/api/products/admin/low-stock";
    let expected = |most: i32| -> Vec<&str> {
        by_stock.iter().filter(|(stock, _)| *stock <= most).map(|(_, id)| id.as_str()).collect()
    };
    for person in [app.somebody(Role::Staff).await, app.admin().await] {
        assert_eq!(ids(&person.get(path).await.ok()), expected(10), "ten, unless told otherwise");
        assert_eq!(ids(&person.get(&format!("{path}?threshold=3")).await.ok()), expected(3));
        assert_eq!(ids(&person.get(&format!("{path}?threshold=50")).await.ok()), expected(50));
    }
    assert_eq!(app.nobody().get(path).await.refusal(), (401, "no_token"));
    assert_eq!(app.customer().await.get(path).await.refusal(), (403, "not_authorized"));
    app.finish().await;
}

// contract 4.2
#[tokio::test]
async fn a_category_is_found_by_its_id_and_its_slug_unless_it_is_hidden() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let id = builders::product(&app.app, 50, 3).await;
    let shelf = change(&app.app, &id, |_| {}).await;
    let paths = [format!("/api/categories/{}", shelf.id), format!("/api/categories/slug/{}", shelf.slug)];
    for path in &paths {
        let shown = nobody.get(path).await.ok();
        assert_eq!(
            (&shown["_id"], &shown["name"], &shown["description"], &shown["slug"]),
            (&json!(shelf.id), &json!("Soaps"), &json!("For washing"), &json!(shelf.slug))
        );
        assert_eq!(
            (&shown["isActive"], &shown["order"], &shown["parentCategory"]),
            (&json!(true), &json!(1), &json!(null))
        );
    }
    for unknown in ["z".repeat(24), "0".repeat(24), "%00".to_owned()] {
        assert_eq!(nobody.get(&format!("/api/categories/{unknown}")).await.refusal().0, 404, "hole 19: {unknown}");
    }
    let mut row = shelf.into_active_model();
    row.is_active = Set(false);
    row.update(app.app.db.write()).await.unwrap();
    for path in &paths {
        assert_eq!(nobody.get(path).await.refusal(), (404, "category_not_found"));
    }
    app.finish().await;
}

// contract 4.3
#[tokio::test]
async fn a_shop_that_has_set_nothing_charges_what_the_front_end_falls_back_to() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let rule = |id: u64, min: f64, max: Option<f64>, charge: f64| json!({ "id": id, "minWeight": min, "maxWeight": max, "charge": charge, "isActive": true });
    let charges = json!({ "charges": [
        rule(1, 0.0, Some(1_000.0), 0.0),
        rule(2, 1_000.0, Some(5_000.0), 100.0),
        rule(3, 5_000.0, Some(10_000.0), 200.0),
        rule(4, 10_000.0, None, 300.0),
    ] });
    let settings = json!({ "settings": { "gst": 18.0, "cgst": 9.0, "sgst": 9.0, "isActive": true } });
    assert_eq!(nobody.get("/api/public/delivery-charges").await.ok(), charges);
    assert_eq!(nobody.get("/api/public/tax-settings").await.ok(), settings);
    let both = nobody.get("/api/public/pricing-data").await.ok();
    assert_eq!((&both["deliveryCharges"], &both["taxSettings"]), (&charges, &settings));
    assert!(both["timestamp"].is_string());
    app.finish().await;
}
