//! The shop's people, for its admins: contract 5.10, holes 4, 6 and 24.

use serde_json::{Value, json};
use trackroom::domain::role::Role;

use crate::support::{TestApp, builders};

const USERS: &str = "/api/admin/users";

// contract 5.10
#[tokio::test]
async fn people_are_listed_with_what_they_bought() {
    let app = TestApp::start().await;
    let (admin, asha, ravi) = (app.admin().await, app.customer().await, app.customer().await);
    let product = builders::product(&app.app, 50, 20).await;
    for quantity in [1, 2, 3] {
        asha.orders(&product, quantity).await;
    }
    admin.moves("ORD00003", "cancelled").await.ok();
    let (asha, ravi) = (asha.id().await, ravi.id().await);

    let list = admin.get(USERS).await.ok();
    let data = &list["data"];
    let paging =
        json!({ "page": 1, "limit": 20, "totalUsers": 3, "totalPages": 1, "hasNext": false, "hasPrev": false });
    assert_eq!(data["pagination"], paging);
    assert_eq!(data["categoryStats"], json!({ "new": 2, "regular": 1, "vip": 0 }));
    let stats = |id: &str| {
        let users = data["users"].as_array().unwrap();
        users.iter().find(|user| user["_id"] == json!(id)).map(|user| user["stats"].clone()).unwrap()
    };
    let bought = json!({ "totalOrders": 3, "totalSpent": 150, "averageOrderValue": 75, "category": "regular" });
    assert_eq!(stats(&asha), bought);
    assert_eq!(stats(&ravi), json!({ "totalOrders": 0, "totalSpent": 0, "averageOrderValue": 0, "category": "new" }));
    assert!(!list.to_string().contains("argon2") && !list.to_string().contains("assword\":"), "nothing secret");

    let one = admin.get(&format!("{USERS}/{asha}")).await.ok();
    assert_eq!(
        (&one["data"]["user"]["stats"], &one["data"]["recentOrders"][0]["orderId"]),
        (&bought, &json!("ORD00003"))
    );
    assert_eq!(one["data"]["addresses"].as_array().unwrap().len(), 3);
    for id in ["nope", &"z".repeat(24), "%00"] {
        assert_eq!(admin.get(&format!("{USERS}/{id}")).await.refusal().0, 404, "hole 19: {id}");
    }
    let overview = admin.get(&format!("{USERS}/analytics/overview")).await.ok();
    let numbers =
        ["totalUsers", "activeUsers", "inactiveUsers", "newUsers"].map(|field| overview["data"][field].clone());
    assert_eq!(numbers, [json!(3), json!(3), json!(0), json!(3)]);
    assert_eq!(overview["data"]["usersByRole"], json!({ "user": 2, "staff": 0, "admin": 1 }));
    app.finish().await;
}

#[tokio::test]
async fn people_are_found_by_name_role_and_status_page_by_page() {
    let app = TestApp::start().await;
    let (admin, customer) = (app.admin().await, app.customer().await);
    app.somebody(Role::Staff).await;
    let profile = json!({ "name": "Meena_K", "email": "meena@example.org" });
    customer.put("/api/auth/profile", &profile).await.ok();
    let id = customer.id().await;
    admin.patch(&format!("{USERS}/{id}/status"), &json!({ "status": false })).await.ok();
    let found = async |query: &str| {
        let list = admin.get(&format!("{USERS}?{query}")).await.ok();
        let users = list["data"]["users"].as_array().unwrap().iter().map(|user| user["name"].clone());
        users.collect::<Vec<Value>>()
    };
    for query in ["search=meena_", "search=MEENA%40", "status=inactive", "role=user", "sort=name&order=asc&limit=1"] {
        assert_eq!(found(query).await, [json!("Meena_K")], "{query}");
    }
    assert_eq!(found("search=.*").await, Vec::<Value>::new());
    assert_eq!(found("status=active").await.len(), 2);
    assert_eq!(found("page=2&limit=2").await.len(), 1);
    assert_eq!(found("page=x&limit=-1&sort=passwordHash&order=1").await.len(), 3);
    app.finish().await;
}

// hole 24
#[tokio::test]
async fn deactivation_takes_status_or_is_active_and_holds_at_once() {
    let app = TestApp::start().await;
    let (admin, customer) = (app.admin().await, app.customer().await);
    let path = format!("{USERS}/{}/status", customer.id().await);
    for field in ["status", "isActive"] {
        let answer = admin.patch(&path, &json!({ field: false })).await.ok();
        assert_eq!((&answer["success"], &answer["data"]["user"]["isActive"]), (&json!(true), &json!(false)));
        // Hole 4: the token is as good as ever, its user is not.
        assert_eq!(customer.get("/api/orders/my-orders").await.status, 401);
        let answer = admin.patch(&path, &json!({ field: true })).await.ok();
        assert_eq!(answer["data"]["user"]["isActive"], json!(true));
    }
    for bad in [json!({}), json!({ "status": "off" }), json!({ "role": "admin" })] {
        assert_eq!(admin.patch(&path, &bad).await.refusal().0, 400, "{bad}");
    }
    let unknown = admin.patch(&format!("{USERS}/nope/status"), &json!({ "status": false })).await;
    assert_eq!(unknown.refusal(), (404, "user_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn an_admin_cannot_deactivate_themself_and_of_two_who_do_it_to_each_other_one_stays() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let path = |id: &str| format!("{USERS}/{id}/status");
    let (ones, others) = (path(&one.id().await), path(&other.id().await));
    let off = json!({ "status": false });
    assert_eq!(one.patch(&ones, &off).await.refusal(), (400, "cannot_deactivate_self"));
    let (first, second) = futures_util::join!(one.patch(&others, &off), other.patch(&ones, &off));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "the shop keeps an admin");
    app.finish().await;
}

// hole 6
#[tokio::test]
async fn people_are_shown_to_admins_only() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let id = customer.id().await;
    for (person, refusal) in [
        (app.nobody(), (401, "no_token")),
        (customer, (403, "not_authorized")),
        (app.somebody(Role::Staff).await, (403, "not_authorized")),
    ] {
        for path in [USERS.to_owned(), format!("{USERS}/{id}"), format!("{USERS}/analytics/overview")] {
            assert_eq!(person.get(&path).await.refusal(), refusal, "{path}");
        }
        let answer = person.patch(&format!("{USERS}/{id}/status"), &json!({ "status": false })).await;
        assert_eq!(answer.refusal(), refusal);
        assert_eq!(person.get("/api/users").await.refusal(), (404, "route_not_found"), "the original's open door");
    }
    app.finish().await;
}
