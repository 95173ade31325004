//! Who works in the shop: roles given and taken by admins, and the admin whom the operator makes.

use serde_json::{Value, json};
use trackroom::{
    config::Secret,
    domain::role::Role,
    services::accounts::{self, Registration},
};

use crate::support::{Person, TestApp, builders, until};

const USERS: &str = "/api/admin/users";

async fn role_path(who: &Person) -> String {
    format!("{USERS}/{}/role", who.id().await)
}

/// The admin of `ADMIN_EMAIL` and `ADMIN_PHONE`.
fn boss(email: Option<&str>, phone: Option<&str>) -> Registration {
    Registration {
        name: "Admin".to_owned(),
        email: email.map(|email| email.parse().unwrap()),
        phone: phone.map(|phone| phone.parse().unwrap()),
        password: Secret::new("the boss's own words"),
        role: Role::Admin,
    }
}

/// Registers somebody; their session.
async fn registers(app: &TestApp, contact: Value) -> Person {
    let mut body = json!({ "name": "Early Bird", "password": "long enough" });
    body.as_object_mut().unwrap().extend(contact.as_object().unwrap().clone());
    let session = app.nobody().post("/api/auth/register", &body).await.ok();
    Person::new(app.url.clone(), Some(session["token"].as_str().unwrap().to_owned()))
}

#[tokio::test]
async fn who_took_the_admins_address_beforehand_is_out_when_the_admin_is_made() {
    let app = TestApp::start().await;
    let squatter = registers(&app, json!({ "email": "owner@shop.example" })).await;
    let mut socket = squatter.socket().await;
    let admin = accounts::create_admin(&app.app, boss(Some("owner@shop.example"), Some("9876501234"))).await.unwrap();
    assert_eq!(admin.role, Role::Admin);
    assert_eq!(squatter.get(USERS).await.refusal(), (401, "invalid_token"), "their old token opens nothing");
    assert_eq!(socket.farewell().await, json!("session_ended"));
    let old = json!({ "identifier": "owner@shop.example", "password": "long enough" });
    assert_eq!(app.nobody().post("/api/auth/login", &old).await.refusal(), (401, "invalid_credentials"));
    // The account has both names from now on.
    for name in ["owner@shop.example", "9876501234"] {
        let login = json!({ "identifier": name, "password": "the boss's own words" });
        assert_eq!(app.nobody().post("/api/auth/login", &login).await.ok()["user"]["_id"], json!(admin.id));
    }
    app.finish().await;
}

#[tokio::test]
async fn an_address_and_a_phone_number_of_two_people_make_nobody_an_admin() {
    let app = TestApp::start().await;
    let one = registers(&app, json!({ "email": "owner@shop.example" })).await;
    let other = registers(&app, json!({ "phone": "9876501235" })).await;
    let refused = accounts::create_admin(&app.app, boss(Some("owner@shop.example"), Some("9876501235"))).await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "The e-mail address and the phone number belong to two different accounts"
    );
    for person in [one, other] {
        assert_eq!(person.get("/api/auth/profile").await.ok()["role"], json!("user"), "nothing has changed");
    }
    app.finish().await;
}

#[tokio::test]
async fn an_admin_makes_somebody_staff_and_takes_it_back_at_once() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let (admin, priya, asha) = (app.admin().await, app.customer().await, app.customer().await);
    let product = builders::product(&app.app, 50, 20).await;
    let order = asha.orders(&product, 1).await["orderId"].as_str().unwrap().to_owned();
    let mut socket = priya.socket().await;
    let path = role_path(&priya).await;
    let command = json!({ "orderId": order, "status": "nonsense" });
    let code = async |socket: &mut crate::support::Socket| {
        socket.ask("admin-status-update", &command).await["error"]["code"].clone()
    };
    assert_eq!(code(&mut socket).await, json!("not_authorized"));

    let changed = admin.patch(&path, &json!({ "role": "staff" })).await.ok();
    assert_eq!((&changed["success"], &changed["data"]["user"]["role"]), (&json!(true), &json!("staff")));
    priya.get("/api/orders/admin/all").await.ok();
    assert_eq!(priya.get(USERS).await.refusal(), (403, "not_authorized"), "staff moves orders, nothing else");
    until(async || code(&mut socket).await != json!("not_authorized")).await;

    admin.patch(&path, &json!({ "role": "user" })).await.ok();
    assert_eq!(priya.get("/api/orders/admin/all").await.refusal(), (403, "not_authorized"));
    until(async || code(&mut socket).await == json!("not_authorized")).await;

    for bad in [json!({}), json!({ "role": null })] {
        assert_eq!(admin.patch(&path, &bad).await.refusal(), (400, "role_required"), "{bad}");
    }
    assert_eq!(admin.patch(&path, &json!({ "role": "owner" })).await.refusal(), (400, "invalid_request"));
    let unknown = admin.patch(&format!("{USERS}/nope/role"), &json!({ "role": "staff" })).await;
    assert_eq!(unknown.refusal(), (404, "user_not_found"));
    let staff = app.somebody(Role::Staff).await;
    assert_eq!(staff.patch(&path, &json!({ "role": "staff" })).await.refusal(), (403, "not_authorized"));
    assert_eq!(app.nobody().patch(&path, &json!({ "role": "staff" })).await.refusal(), (401, "no_token"));
    app.finish().await;
}

#[tokio::test]
async fn nobody_changes_their_own_role_and_of_two_admins_who_take_it_from_each_other_one_stays() {
    let app = TestApp::start().await;
    let (one, other) = (app.admin().await, app.admin().await);
    let (ones, others) = (role_path(&one).await, role_path(&other).await);
    let user = json!({ "role": "user" });
    assert_eq!(one.patch(&ones, &user).await.refusal(), (400, "cannot_change_own_role"));
    let (first, second) = futures_util::join!(one.patch(&others, &user), other.patch(&ones, &user));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403], "the shop keeps an admin");
    app.finish().await;
}

#[tokio::test]
async fn of_two_admins_one_of_whom_is_kept_out_by_the_other_whose_role_goes_one_stays() {
    for _ in 0..8 {
        let app = TestApp::start().await;
        let (one, other) = (app.admin().await, app.admin().await);
        let (ones, others) = (role_path(&one).await.replace("/role", "/status"), role_path(&other).await);
        let off = (json!({ "role": "user" }), json!({ "isActive": false }));
        let (first, second) = futures_util::join!(one.patch(&others, &off.0), other.patch(&ones, &off.1));
        assert_eq!(
            [first.status, second.status].iter().filter(|status| status.is_success()).count(),
            1,
            "the shop keeps an admin: {} {}",
            first.body,
            second.body
        );
        app.finish().await;
    }
}
