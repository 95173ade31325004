//! Categories, written by admins and read by everybody: contract 4.2 and 5.10.

use serde_json::{Value, json};

use crate::support::{Person, TestApp, builders};

async fn adds(admin: &Person, category: Value) -> Value {
    let added = admin.post("/api/admin/categories", &category).await;
    assert_eq!(added.status, 201, "{}", added.body);
    added.body["category"].clone()
}

fn path(category: &Value) -> String {
    format!("/api/admin/categories/{}", category["_id"].as_str().unwrap())
}

// contract 5.10
#[tokio::test]
async fn an_admin_adds_changes_and_deletes_a_category() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let oils =
        adds(&admin, json!({ "name": "Oils & Fats", "description": "Pressed", "image": "oil.png", "order": "2" }))
            .await;
    assert_eq!(
        (&oils["slug"], &oils["order"], &oils["parentCategory"]),
        (&json!("oils-fats"), &json!(2), &Value::Null)
    );
    let hair = adds(&admin, json!({ "name": "Hair Oils", "parentCategory": oils["_id"] })).await;
    assert_eq!(hair["parentCategory"]["name"], json!("Oils & Fats"));

    let changed = admin.put(&path(&oils), &json!({ "name": "Oils", "image": null, "isActive": true })).await.ok();
    assert_eq!(changed["message"], json!("Category updated successfully"));
    assert_eq!((&changed["category"]["name"], changed["category"].get("image")), (&json!("Oils"), None));
    let unknown = admin.put("/api/admin/categories/nope", &json!({ "name": "X" })).await;
    assert_eq!(unknown.refusal(), (404, "category_not_found"));
    for (body, refusal) in [
        (json!({}), (400, "category_incomplete")),
        (json!({ "name": "oils" }), (409, "category_exists")),
        (json!({ "name": "X", "parentCategory": "nope" }), (400, "invalid_parent")),
        (json!({ "name": "X", "image": "data:text/html,x" }), (400, "invalid_request")),
        (json!({ "name": "x".repeat(101) }), (400, "invalid_request")),
    ] {
        assert_eq!(admin.post("/api/admin/categories", &body).await.refusal(), refusal, "{body}");
    }
    for parent in [&oils, &hair] {
        let circle = admin.put(&path(&oils), &json!({ "parentCategory": parent["_id"] })).await;
        assert_eq!(circle.refusal(), (400, "invalid_parent"));
    }
    assert_eq!(admin.delete(&path(&oils)).await.refusal(), (409, "category_in_use"), "it has a child");
    admin.put(&path(&hair), &json!({ "parentCategory": null })).await.ok();
    admin.delete(&path(&oils)).await.ok();
    assert_eq!(admin.delete(&path(&oils)).await.refusal(), (404, "category_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn a_category_with_products_is_in_use() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let product = builders::product(&app.app, 50, 5).await;
    let shown = app.nobody().get(&format!("/api/products/{product}")).await.ok();
    let category = path(&shown["category"]);
    let refused = admin.delete(&category).await;
    assert_eq!(refused.refusal(), (409, "category_in_use"));
    admin.delete(&format!("/api/products/{product}")).await.ok();
    admin.delete(&category).await.ok();
    app.finish().await;
}

// contract 5.10
#[tokio::test]
async fn the_admins_list_is_paged_searched_and_sorted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, order, active) in [("Soaps", 3, true), ("Oils", 1, false), ("Grains_1", 2, true)] {
        adds(&admin, json!({ "name": name, "order": order, "isActive": active })).await;
    }
    let list = async |query: &str| {
        let list = admin.get(&format!("/api/admin/categories?{query}")).await.ok();
        let names: Vec<_> =
            list["categories"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
        (names, list)
    };
    assert_eq!(list("").await.0, ["Oils", "Grains_1", "Soaps"]);
    assert_eq!(list("sort=name&order=desc").await.0, ["Soaps", "Oils", "Grains_1"]);
    assert_eq!(list("search=S_1").await.0, ["Grains_1"]);
    assert_eq!(list("search=.").await.0, Vec::<String>::new());
    let (names, page) = list("page=2&limit=2").await;
    assert_eq!(names, ["Soaps"]);
    let paging = ["totalPages", "currentPage", "total", "hasNextPage", "hasPrevPage"].map(|field| page[field].clone());
    assert_eq!(paging, [json!(2), json!(2), json!(3), json!(false), json!(true)]);
    app.finish().await;
}

// contract 4.2
#[tokio::test]
async fn everybody_reads_the_tree_the_counts_and_the_search() {
    let app = TestApp::start().await;
    let (admin, shopper) = (app.admin().await, app.nobody());
    let oils = adds(&admin, json!({ "name": "Oils", "order": 1 })).await;
    let hair =
        adds(&admin, json!({ "name": "Hair Oils", "parentCategory": oils["_id"], "description": "Herbal" })).await;
    let hidden = adds(&admin, json!({ "name": "Hidden Oils", "isActive": false })).await;
    adds(&admin, json!({ "name": "Below Hidden", "parentCategory": hidden["_id"], "order": 2 })).await;
    for active in [true, true, false] {
        let product = json!({ "name": "Amla Oil", "price": 9, "category": hair["_id"], "isActive": active });
        admin.post("/api/products", &product).await.ok();
    }
    let tree = shopper.get("/api/categories/hierarchy").await.ok();
    let names: Vec<_> = tree.as_array().unwrap().iter().map(|root| root["name"].clone()).collect();
    assert_eq!(names, [json!("Oils"), json!("Below Hidden")], "a root is who has no visible parent");
    assert_eq!(tree[0]["children"][0]["name"], json!("Hair Oils"));
    assert_eq!(tree[0]["children"][0]["children"], json!([]));

    let counted = shopper.get("/api/categories/with-count").await.ok();
    let count = |name: &str| {
        counted.as_array().unwrap().iter().find(|one| one["name"] == json!(name)).map(|one| one["productCount"].clone())
    };
    assert_eq!((count("Hair Oils"), count("Oils"), count("Hidden Oils")), (Some(json!(2)), Some(json!(0)), None));

    let found = shopper.get("/api/categories/search?q=HERBAL").await.ok();
    assert_eq!((found.as_array().unwrap().len(), &found[0]["_id"]), (1, &hair["_id"]));
    assert_eq!(shopper.get("/api/categories/search?q=.*").await.ok(), json!([]));
    assert_eq!(shopper.get("/api/categories/search").await.refusal(), (400, "query_required"));
    app.finish().await;
}

#[tokio::test]
async fn admins_who_write_categories_at_once_make_no_circle_and_no_two_of_one_name() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.admin().await, app.admin().await);
    for round in 0..20 {
        let one = adds(&asha, json!({ "name": format!("One {round}") })).await;
        let two = adds(&asha, json!({ "name": format!("Two {round}") })).await;
        let (below_two, below_one) = (json!({ "parentCategory": two["_id"] }), json!({ "parentCategory": one["_id"] }));
        let (one, two) = (path(&one), path(&two));
        let (first, second) = tokio::join!(asha.put(&one, &below_two), ravi.put(&two, &below_one));
        let (won, lost) = if first.status == 200 { (first, second) } else { (second, first) };
        assert_eq!((won.status.as_u16(), lost.refusal()), (200, (400, "invalid_parent")), "round {round}");
        let name = json!({ "name": format!("Three {round}") });
        let (first, second) = tokio::join!(asha.put(&one, &name), ravi.put(&two, &name));
        let (won, lost) = if first.status == 200 { (first, second) } else { (second, first) };
        assert_eq!((won.status.as_u16(), lost.refusal()), (200, (409, "category_exists")), "round {round}");
        let name = json!({ "name": format!("Four {round}") });
        let (first, second) = tokio::join!(asha.put(&one, &name), ravi.post("/api/admin/categories", &name));
        let (won, lost) = if first.status.is_success() { (first, second) } else { (second, first) };
        assert_eq!((won.status.is_success(), lost.refusal()), (true, (409, "category_exists")), "round {round}");
    }
    let tree = app.nobody().get("/api/categories/hierarchy").await.ok();
    let roots = tree.as_array().unwrap();
    let below = roots.iter().map(|root| root["children"].as_array().unwrap().len()).sum::<usize>();
    let listed = app.nobody().get("/api/categories").await.ok().as_array().unwrap().len();
    assert_eq!(roots.len() + below, listed, "none has fallen out of the tree");
    app.finish().await;
}
