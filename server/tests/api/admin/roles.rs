//! Who works in the shop: the admin whom the operator makes.

use serde_json::{Value, json};
use trackroom::{
    config::Secret,
    domain::role::Role,
    services::accounts::{self, Registration},
};

use crate::support::{Person, TestApp};

const USERS: &str = "/api/admin/users";

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
