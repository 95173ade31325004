//! Accounts: contract 2, holes 1 to 4.

use futures_util::future::join_all;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _};
use serde_json::json;
use trackroom::store::entities::user;

use crate::support::{Person, TestApp};

#[tokio::test]
async fn people_register_and_log_in_by_email_or_phone() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let body =
        json!({ "name": "Asha", "email": "Asha@Example.org", "phone": "98765 43210", "password": "long enough" });
    let registered = nobody.post("/api/auth/register", &body).await;
    assert_eq!(registered.status, 201);
    let cookies = registered.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("trackroom_session=")).unwrap().to_owned();
    for part in ["trackroom_session=", "HttpOnly", "SameSite=Strict", "Path=/socket.io/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let registered = registered.ok();
    assert_eq!(registered["user"]["email"], json!("asha@example.org"));
    assert_eq!((&registered["user"]["role"], &registered["redirectTo"]), (&json!("user"), &json!("/")));
    for name in [
        json!({ "identifier": "asha@example.ORG" }),
        json!({ "email": "asha@example.org" }),
        json!({ "phone": "+919876543210" }),
    ] {
        let mut body = name;
        body["password"] = json!("long enough");
        let session = nobody.post("/api/auth/login", &body).await.ok();
        let asha = Person::new(app.url.clone(), Some(session["token"].as_str().unwrap().to_owned()));
        assert_eq!(asha.get("/api/auth/profile").await.ok()["user"]["_id"], registered["user"]["_id"]);
        body["password"] = json!("wrong");
        assert_eq!(nobody.post("/api/auth/login", &body).await.refusal(), (401, "invalid_credentials"));
    }
    let unknown = json!({ "identifier": "nobody@example.org", "password": "long enough" });
    assert_eq!(nobody.post("/api/auth/login", &unknown).await.refusal(), (401, "invalid_credentials"));
    assert_eq!(nobody.post("/api/auth/register", &body).await.refusal(), (409, "account_exists"));
    app.finish().await;
}

#[tokio::test]
async fn registrations_that_make_no_sense_are_refused() {
    let app = TestApp::start().await;
    for (body, code) in [
        (json!({}), "name_required"),
        (json!({ "name": " ", "email": "a@b.example", "password": "long enough" }), "name_required"),
        (json!({ "name": "A", "password": "long enough" }), "contact_required"),
        (json!({ "name": "A", "email": "nonsense", "password": "long enough" }), "invalid_email"),
        (json!({ "name": "A", "phone": "12", "password": "long enough" }), "invalid_phone"),
        (json!({ "name": "A", "email": "a@b.example" }), "password_required"),
        (json!({ "name": "A", "email": "a@b.example", "password": "short" }), "weak_password"),
        (json!({ "name": "A", "email": "a@b.example", "password": "x".repeat(129) }), "weak_password"),
        (json!({ "name": "A\u{7}", "email": "a@b.example", "password": "long enough" }), "invalid_request"),
        (json!({ "name": ["A"], "email": "a@b.example", "password": "long enough" }), "invalid_request"),
    ] {
        assert_eq!(app.nobody().post("/api/auth/register", &body).await.refusal(), (400, code), "{body}");
    }
    // Nobody makes themself an admin.
    let body = json!({ "name": "A", "email": "a@b.example", "password": "long enough", "role": "admin" });
    assert_eq!(app.nobody().post("/api/auth/register", &body).await.ok()["user"]["role"], json!("user"));
    app.finish().await;
}

// contract 2.1
#[tokio::test]
async fn the_shops_page_logs_in_by_phone_where_the_policy_allows_it() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let first = nobody.post("/api/auth/phone-login", &json!({ "phone": "9876543210" })).await.ok();
    let user = &first["user"];
    assert_eq!((&user["name"], &user["phone"]), (&json!("User 9876543210"), &json!("+919876543210")));
    assert!(user["email"].as_str().unwrap().starts_with("9876543210@"));
    assert_eq!((&user["isProfileComplete"], &user["address"]), (&json!(false), &json!({})));
    let again = nobody.post("/api/auth/phone-login", &json!({ "phone": "98765-43210" })).await.ok();
    assert_eq!(again["user"]["_id"], user["_id"], "found, not made again");
    for (body, message) in [
        (json!({}), "Phone number is required"),
        (json!({ "phone": "" }), "Phone number is required"),
        (json!({ "phone": "12345" }), "Please enter a valid 10-digit phone number"),
        (json!({ "phone": { "$gt": "" } }), "Please enter a valid 10-digit phone number"),
    ] {
        let refused = nobody.post("/api/auth/phone-login", &body).await;
        assert_eq!((refused.refusal().0, &refused.body["message"]), (400, &json!(message)));
    }
    let same = json!({ "phone": "9876500000" });
    let at_once = (0..8).map(|_| nobody.post("/api/auth/phone-login", &same));
    for answer in join_all(at_once).await {
        answer.ok();
    }
    app.finish().await;
}

// hole 1, hole 2
#[tokio::test]
async fn in_production_a_phone_number_alone_opens_nothing_of_value() {
    let production = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")];
    let phone = json!({ "phone": "1234567890" });
    let app = TestApp::start_with(&production).await;
    assert_eq!(app.nobody().post("/api/auth/phone-login", &phone).await.refusal(), (403, "not_authorized"));
    app.finish().await;

    let allowing = [&production[..], &[("PHONE_LOGIN", "allowlist"), ("PHONE_LOGIN_ALLOWLIST", "9876543210")]].concat();
    let app = TestApp::start_with(&allowing).await;
    assert_eq!(app.nobody().post("/api/auth/phone-login", &phone).await.refusal(), (403, "not_authorized"));
    let session = app.nobody().post("/api/auth/phone-login", &json!({ "phone": "9876543210" })).await;
    assert!(session.headers["set-cookie"].to_str().unwrap().contains("Secure"));
    session.ok();
    app.finish().await;

    let open =
        [&production[..], &[("PHONE_LOGIN", "open"), ("ADMIN_PHONE", "1234567890"), ("ADMIN_PASSWORD", "long enough")]];
    let app = TestApp::start_with(&open.concat()).await;
    assert_eq!(app.nobody().post("/api/auth/phone-login", &phone).await.refusal(), (403, "not_authorized"));
    let login = json!({ "identifier": "1234567890", "password": "long enough" });
    let session = app.nobody().post("/api/auth/login", &login).await.ok();
    assert_eq!((&session["user"]["role"], &session["redirectTo"]), (&json!("admin"), &json!("/admin")));
    app.finish().await;
}

// contract 1.1
#[tokio::test]
async fn tokens_that_are_not_ours_open_nothing() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let good = customer.token.clone().unwrap();
    let unsigned = format!("{}.{}.", "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0", good.split('.').nth(1).unwrap());
    for bad in ["", "x", "a.b.c", &good[..good.len() - 2], &unsigned] {
        let stranger = Person::new(app.url.clone(), Some(bad.to_owned()));
        let refused = stranger.get("/api/auth/profile").await;
        let code = if bad.is_empty() { "no_token" } else { "invalid_token" };
        assert_eq!(refused.refusal(), (401, code), "{bad}");
        assert!(refused.body["message"].as_str().unwrap().contains("Not authorized"));
    }
    let verified = customer.post("/api/auth/verify-token", &json!({})).await.ok();
    assert_eq!((&verified["valid"], &verified["user"]["userId"]), (&json!(true), &json!(customer.id().await)));
    app.finish().await;
}

// hole 4
#[tokio::test]
async fn a_deactivated_or_deleted_account_is_let_in_nowhere_from_the_next_request_on() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let db = app.app.db.write();
    let user = user::Entity::find_by_id(customer.id().await).one(db).await.unwrap().unwrap();
    let mut row = user.clone().into_active_model();
    row.is_active = Set(false);
    row.update(db).await.unwrap();
    assert_eq!(customer.get("/api/auth/profile").await.refusal(), (401, "account_deactivated"));
    let phone = json!({ "phone": user.phone });
    assert_eq!(app.nobody().post("/api/auth/phone-login", &phone).await.refusal(), (401, "account_deactivated"));
    user::Entity::delete_by_id(user.id).exec(db).await.unwrap();
    let refused = customer.get("/api/auth/profile").await;
    assert_eq!(refused.refusal(), (401, "user_not_found"));
    assert_eq!(refused.body["message"], json!("User not found in database"));
    app.finish().await;
}

// contract 2.2, hole 24
#[tokio::test]
async fn a_profile_stands_at_the_top_level_and_under_user() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let address = json!({ "street": "1 Temple Street", "city": "Madurai", "state": "Tamil Nadu", "zipCode": "625001", "country": "India" });
    let change = json!({ "name": "Asha", "email": "asha@example.org", "phone": "1111111111", "address": address, "role": "admin" });
    let updated = customer.put("/api/auth/profile", &change).await.ok();
    assert_eq!(updated["user"]["name"], json!("Asha"));
    let profile = customer.get("/api/auth/profile").await.ok();
    for view in [&profile, &profile["user"]] {
        assert_eq!(
            (&view["name"], &view["email"], &view["address"]),
            (&json!("Asha"), &json!("asha@example.org"), &address)
        );
        assert_eq!((&view["isProfileComplete"], &view["role"]), (&json!(true), &json!("user")));
        assert_ne!(view["phone"], json!("+911111111111"), "the phone number stays");
        assert!(view.get("password").is_none() && view.get("passwordHash").is_none());
    }
    let other = app.customer().await;
    let refused = other.put("/api/auth/profile", &json!({ "email": "asha@example.org" })).await;
    assert_eq!(refused.refusal(), (400, "email_taken"));
    app.finish().await;
}

// contract 3
#[tokio::test]
async fn addresses_have_at_most_one_default() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let first = customer.saves_an_address().await;
    let second = customer.saves_an_address().await;
    let defaults = |list: &serde_json::Value| -> Vec<String> {
        let addresses = list["addresses"].as_array().unwrap().iter();
        addresses.filter(|a| a["isDefault"] == json!(true)).map(|a| a["_id"].as_str().unwrap().to_owned()).collect()
    };
    let list = customer.get("/api/orders/addresses").await.ok();
    assert_eq!(defaults(&list), [second.as_str()], "hole 24: a new default replaces the old one");
    let changed = customer
        .put(&format!("/api/orders/addresses/{first}"), &json!({ "isDefault": true, "city": "Salem" }))
        .await
        .ok();
    assert_eq!((&changed["address"]["city"], &changed["address"]["country"]), (&json!("Salem"), &json!("India")));
    assert_eq!(defaults(&customer.get("/api/orders/addresses").await.ok()), [first.as_str()]);
    customer.delete(&format!("/api/orders/addresses/{first}")).await.ok();
    assert_eq!(
        defaults(&customer.get("/api/orders/addresses").await.ok()),
        [second.as_str()],
        "the first that remains"
    );

    let stranger = app.customer().await;
    let path = format!("/api/orders/addresses/{second}");
    let refused = stranger.put(&path, &json!({ "city": "X" })).await;
    assert_eq!(
        (refused.refusal(), &refused.body["message"]),
        ((404, "address_not_found"), &json!("User or address not found"))
    );
    assert_eq!(stranger.delete(&path).await.refusal(), (404, "address_not_found"));
    let incomplete = customer.post("/api/orders/addresses", &json!({ "label": "Home" })).await;
    assert_eq!(incomplete.body["message"], json!("All address fields are required"));
    let label = json!({ "label": "Castle", "street": "1", "city": "2", "state": "3", "zipCode": "4" });
    assert_eq!(customer.post("/api/orders/addresses", &label).await.refusal(), (400, "invalid_request"));
    app.finish().await;
}

#[tokio::test]
async fn addresses_that_are_saved_at_the_same_time_keep_to_one_default_and_to_the_limit() {
    let app = TestApp::start().await;
    let customer = app.customer().await;
    let ids = join_all((0..60).map(|_| async {
        let address = json!({ "label": "Home", "street": "1 Temple Street", "city": "Madurai", "state": "Tamil Nadu",
            "zipCode": "625001", "isDefault": true });
        let answer = customer.post("/api/orders/addresses", &address).await;
        if !answer.status.is_success() {
            assert_eq!(answer.refusal(), (400, "too_many_addresses"));
        }
        answer.body["address"]["_id"].as_str().map(str::to_owned)
    }));
    let ids: Vec<String> = ids.await.into_iter().flatten().collect();
    let defaults = async || {
        let list = customer.get("/api/orders/addresses").await.ok()["addresses"].as_array().unwrap().clone();
        (list.len(), list.iter().filter(|address| address["isDefault"] == json!(true)).count())
    };
    assert_eq!((ids.len(), defaults().await), (50, (50, 1)));
    let default = json!({ "isDefault": true });
    let paths: Vec<String> = ids.iter().map(|id| format!("/api/orders/addresses/{id}")).collect();
    for answer in join_all(paths.iter().take(20).map(|path| customer.put(path, &default))).await {
        answer.ok();
    }
    assert_eq!(defaults().await, (50, 1));
    // Whoever deletes the default while another becomes it leaves one, too.
    let (last, most) = paths.split_last().unwrap();
    for answer in join_all(most.iter().map(|path| customer.delete(path))).await {
        answer.ok();
    }
    assert_eq!(defaults().await, (1, 1));
    customer.delete(last).await.ok();
    app.finish().await;
}

#[tokio::test]
async fn nobody_takes_the_made_up_address_of_a_phone_number_that_has_not_come_yet() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let reserved = "9876500001@customers.trackroom.invalid";
    for email in [reserved, "9876500001@Customers.Trackroom.INVALID"] {
        let body = json!({ "name": "Early Bird", "email": email, "password": "long enough" });
        assert_eq!(nobody.post("/api/auth/register", &body).await.refusal(), (400, "invalid_email"), "{email}");
        let other = app.customer().await;
        let refused = other.put("/api/auth/profile", &json!({ "email": email })).await;
        assert_eq!(refused.refusal(), (400, "invalid_email"), "{email}");
    }
    // Nor does a foreign number with the same digits.
    let foreign = json!({ "name": "Abroad", "phone": "+9876500001", "password": "long enough" });
    nobody.post("/api/auth/register", &foreign).await.ok();
    let session = nobody.post("/api/auth/phone-login", &json!({ "phone": "9876500001" })).await.ok();
    assert_eq!(session["user"]["email"], json!(reserved));
    // The profile page sends the address back as it got it.
    let owner = Person::new(app.url.clone(), Some(session["token"].as_str().unwrap().to_owned()));
    let saved = owner.put("/api/auth/profile", &json!({ "name": "Asha", "email": reserved })).await.ok();
    assert_eq!((&saved["user"]["name"], &saved["user"]["email"]), (&json!("Asha"), &json!(reserved)));
    app.finish().await;
}
