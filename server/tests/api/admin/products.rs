//! Products, written by admins: contract 4.2 and 5.10, holes 6, 19 and 20.

use futures_util::future::join_all;
use serde_json::{Value, json};
use trackroom::domain::role::Role;

use crate::support::{TestApp, builders};

async fn a_category(app: &TestApp) -> String {
    let product = builders::product(&app.app, 50, 5).await;
    let product = app.nobody().get(&format!("/api/products/{product}")).await.ok();
    product["category"]["_id"].as_str().unwrap().to_owned()
}

fn soap(category: &str) -> Value {
    json!({ "name": "Tulsi Soap", "description": "Green", "price": 89.5, "originalPrice": 110, "category": category,
        "images": ["tulsi.png", "https://cdn.example/tulsi.webp"], "stock": 12, "weight": "100", "unit": "g",
        "ingredients": "Tulsi, Coconut oil", "benefits": ["Clean"], "usage": "Wash", "isOrganic": true,
        "tags": ["soap"], "ratings": 5, "numReviews": 999 })
}

// contract 5.10
#[tokio::test]
async fn an_admin_adds_changes_and_deletes_a_product() {
    let app = TestApp::start().await;
    let (admin, shopper) = (app.admin().await, app.nobody());
    let category = a_category(&app).await;
    let added = admin.post("/api/products", &soap(&category)).await;
    assert_eq!(added.status, 201);
    let product = added.ok()["product"].clone();
    let path = format!("/api/products/{}", product["_id"].as_str().unwrap());
    assert_eq!(
        (&product["price"], &product["weight"], &product["slug"]),
        (&json!(89.5), &json!(100.0), &json!("tulsi-soap"))
    );
    assert_eq!(product["ingredients"], json!(["Tulsi", "Coconut oil"]));
    assert_eq!(product["category"]["_id"], json!(category));
    assert_eq!((&product["ratings"], &product["numReviews"]), (&json!(0.0), &json!(0)), "ratings are not the admin's");
    assert_eq!(shopper.get(&path).await.ok()["name"], json!("Tulsi Soap"));
    let twin = admin.post("/api/products", &soap(&category)).await.ok()["product"]["slug"].clone();
    assert!(twin.as_str().unwrap().starts_with("tulsi-soap-"), "{twin}");

    let change = json!({ "price": "95", "originalPrice": null, "isActive": false, "category": { "_id": category } });
    let changed = admin.put(&path, &change).await.ok();
    assert_eq!(changed["message"], json!("Product updated successfully"));
    assert_eq!((&changed["product"]["price"], &changed["product"]["stock"]), (&json!(95), &json!(12)));
    assert!(changed["product"].get("originalPrice").is_none());
    assert_eq!(shopper.get(&path).await.refusal(), (404, "product_not_found"), "inactive");
    admin.delete(&path).await.ok();
    for answer in [admin.delete(&path).await, admin.put(&path, &json!({ "price": 1 })).await] {
        assert_eq!(answer.refusal(), (404, "product_not_found"));
    }
    app.finish().await;
}

#[tokio::test]
async fn orders_of_a_deleted_product_stay_readable() {
    let app = TestApp::start().await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    let product = builders::product(&app.app, 50, 5).await;
    customer.orders(&product, 2).await;
    admin.delete(&format!("/api/products/{product}")).await.ok();
    for (person, path, at) in [
        (&customer, "/api/orders/my-orders", "/orders/0"),
        (&customer, "/api/orders/ORD00001", "/order"),
        (&admin, "/api/orders/admin/all", "/orders/0"),
    ] {
        let order = person.get(path).await.ok().pointer(at).unwrap().clone();
        assert_eq!(
            (&order["items"][0]["productId"], &order["items"][0]["total"]),
            (&Value::Null, &json!(100)),
            "{path}"
        );
    }
    admin.moves("ORD00001", "cancelled").await.ok();
    app.finish().await;
}

// contract 5.10
#[tokio::test]
async fn stock_is_set_added_to_and_taken_from_never_below_zero() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let product = builders::product(&app.app, 50, 5).await;
    let path = format!("/api/products/{product}/stock");
    for (operation, stock, left) in [("add", 7, 12), ("subtract", 2, 10), ("subtract", 50, 0), ("set", 9, 9)] {
        let answer = admin.patch(&path, &json!({ "stock": stock, "operation": operation })).await.ok();
        assert_eq!(answer["product"], json!({ "_id": product, "name": "Neem Soap", "stock": left }));
    }
    assert_eq!(admin.patch(&path, &json!({ "stock": "4" })).await.ok()["product"]["stock"], json!(4));
    for bad in [
        json!({}),
        json!({ "stock": -1 }),
        json!({ "stock": 1.5 }),
        json!({ "stock": 1e12 }),
        json!({ "stock": 1, "operation": "double" }),
        json!({ "stock": "many" }),
    ] {
        assert_eq!(admin.patch(&path, &bad).await.refusal().0, 400, "{bad}");
    }
    let full = json!({ "stock": 10_000_000, "operation": "add" });
    assert_eq!(admin.patch(&path, &full).await.refusal(), (400, "invalid_request"));
    for id in ["nope", &"z".repeat(24), "%00"] {
        let answer = admin.patch(&format!("/api/products/{id}/stock"), &json!({ "stock": 1 })).await;
        assert_eq!(answer.refusal().0, 404, "hole 19: {id}");
    }
    assert_eq!(builders::stock(&app.app, &product).await, 4);
    app.finish().await;
}

#[tokio::test]
async fn stock_that_is_added_and_sold_at_the_same_time_adds_up() {
    let app = TestApp::start().await;
    let (admin, customer) = (app.admin().await, app.customer().await);
    let product = builders::product(&app.app, 50, 100).await;
    let address = customer.saves_an_address().await;
    let path = format!("/api/products/{product}/stock");
    let more = json!({ "stock": 3, "operation": "add" });
    let adding = join_all((0..10).map(|_| admin.patch(&path, &more)));
    let selling = join_all((0..10).map(|_| customer.tries_to_order(&product, 2, &address)));
    let (added, sold) = futures_util::join!(adding, selling);
    added.into_iter().chain(sold).for_each(|answer| drop(answer.ok()));
    assert_eq!(builders::stock(&app.app, &product).await, 110);
    app.finish().await;
}

#[tokio::test]
async fn a_product_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let category = a_category(&app).await;
    let mut cases = vec![
        (json!({ "name": "Soap", "price": 1 }), "product_incomplete"),
        (json!({ "price": 1, "category": category }), "product_incomplete"),
        (json!({ "name": " ", "price": 1, "category": category }), "product_incomplete"),
    ];
    for (field, value, code) in [
        ("price", json!(-1), "invalid_request"),
        ("price", json!("free"), "invalid_request"),
        ("price", json!(1e12), "invalid_request"),
        ("category", json!("nope"), "invalid_category"),
        ("unit", json!("stone"), "invalid_request"),
        ("stock", json!(-5), "invalid_request"),
        ("weight", json!(-1), "invalid_request"),
        ("images", json!(["javascript:alert(1)"]), "invalid_request"),
        ("name", json!("x".repeat(201)), "invalid_request"),
        ("name", json!({ "$gt": "" }), "invalid_request"),
    ] {
        let mut product = soap(&category);
        product[field] = value;
        cases.push((product, code));
    }
    for (product, code) in cases {
        assert_eq!(admin.post("/api/products", &product).await.refusal(), (400, code), "{product}");
    }
    app.finish().await;
}

// hole 6, hole 7
#[tokio::test]
async fn nobody_but_an_admin_writes_the_catalogue() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let category = a_category(&app).await;
    let (one, stock) = (format!("/api/products/{product}"), format!("/api/products/{product}/stock"));
    let shelf = format!("/api/admin/categories/{category}");
    for (person, refusal) in [
        (app.nobody(), (401, "no_token")),
        (app.customer().await, (403, "not_authorized")),
        (app.somebody(Role::Staff).await, (403, "not_authorized")),
    ] {
        let answers = [
            person.post("/api/products", &soap(&category)).await,
            person.put(&one, &json!({ "price": 1 })).await,
            person.delete(&one).await,
            person.patch(&stock, &json!({ "stock": 0 })).await,
            person.get("/api/admin/products").await,
            person.get("/api/admin/categories").await,
            person.post("/api/admin/categories", &json!({ "name": "Mine" })).await,
            person.put(&shelf, &json!({ "name": "Mine" })).await,
            person.delete(&shelf).await,
        ];
        for answer in answers {
            assert_eq!(answer.refusal(), refusal);
            assert!(answer.body["message"].as_str().unwrap().contains("Not authorized"));
        }
        let listing = person.get(&format!("{shelf}/products")).await;
        assert_eq!(listing.refusal(), (404, "route_not_found"), "hole 7: the route is gone");
    }
    assert_eq!(builders::stock(&app.app, &product).await, 5);
    app.finish().await;
}

// contract 5.10
#[tokio::test]
async fn the_admins_list_shows_every_product_page_by_page() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let category = a_category(&app).await;
    for (name, stock, active) in [("Full", 50, true), ("Low 100%", 3, true), ("Out", 0, false)] {
        let product = json!({ "name": name, "price": 1, "category": category, "stock": stock, "isActive": active });
        admin.post("/api/products", &product).await.ok();
    }
    let list = async |query: &str| admin.get(&format!("/api/admin/products?{query}")).await.ok();
    let names = |list: &Value| {
        let names =
            list["products"].as_array().unwrap().iter().map(|product| product["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let all = list("limit=1000&sort=name&order=asc").await;
    assert_eq!(names(&all), ["Full", "Low 100%", "Neem Soap", "Out"]);
    let page = list("limit=3&page=2").await;
    let paging = ["totalPages", "currentPage", "total", "hasNextPage", "hasPrevPage"].map(|field| page[field].clone());
    assert_eq!(paging, [json!(2), json!(2), json!(4), json!(false), json!(true)]);
    for (status, found) in
        [("in_stock", vec!["Full"]), ("low_stock", vec!["Low 100%", "Neem Soap"]), ("out_of_stock", vec!["Out"])]
    {
        assert_eq!(names(&list(&format!("stockStatus={status}&sort=name&order=asc")).await), found, "{status}");
    }
    // Hole 20: what is typed is no pattern, and no field of the database.
    assert_eq!(names(&list("search=0%25").await), ["Low 100%"]);
    assert_eq!(names(&list("search=.*").await), Vec::<String>::new());
    assert_eq!(list("sort=password&order=$where").await["total"], json!(4));
    app.finish().await;
}
