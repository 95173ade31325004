//! The shop's unchanged pages in production: an admin's number alone is enough from `ADMIN_PHONE_LOGIN`'s networks.

use reqwest::Method;
use serde_json::{Value, json};
use trackroom::domain::role::Role;

use crate::support::{Answer, Person, TestApp};

const NUMBER: &str = "98765 43210";
const INSIDE: &str = "10.8.3.4";
const OUTSIDE: &str = "198.51.100.9";

async fn shop(settings: &[(&str, &str)]) -> TestApp {
    let production = [
        ("APP_ENV", "production"),
        ("FRONTEND_URL", "https://shop.example"),
        ("ADMIN_PHONE", NUMBER),
        ("ADMIN_PASSWORD", "the boss's own words"),
        ("ADMIN_PHONE_LOGIN", "10.8.0.0/16, 203.0.113.7"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ];
    TestApp::start_with(&[&production[..], settings].concat()).await
}

/// Logs in as the shop's page does, with what a proxy says of where that comes from.
async fn logs_in(app: &TestApp, phone: &Value, forwarded: &str) -> Answer {
    let nobody = app.nobody();
    let request = nobody.request(Method::POST, "/api/auth/phone-login").json(&json!({ "phone": phone }));
    let request = if forwarded.is_empty() { request } else { request.header("x-forwarded-for", forwarded) };
    nobody.send(request).await
}

#[tokio::test]
async fn from_the_shops_network_an_admins_number_is_enough_whatever_phone_login_says() {
    let allowing = [("PHONE_LOGIN", "allowlist"), ("PHONE_LOGIN_ALLOWLIST", "9876500000")];
    for policy in [&[("PHONE_LOGIN", "off")][..], &[("PHONE_LOGIN", "open")], &allowing] {
        let app = shop(policy).await;
        for (phone, from) in [
            (json!(NUMBER), INSIDE),
            (json!("9876543210"), "203.0.113.7"),
            (json!("+91 98765-43210"), "::ffff:10.8.3.4"),
            (json!("919876543210"), "10.8.3.4:51234"),
            (json!("09876543210"), "6.6.6.6, 10.8.3.4"),
            (json!(9_876_543_210_i64), INSIDE),
        ] {
            let session = logs_in(&app, &phone, from).await.ok();
            assert_eq!((&session["user"]["role"], &session["redirectTo"]), (&json!("admin"), &json!("/admin")));
            let admin = Person::new(app.url.clone(), Some(session["token"].as_str().unwrap().to_owned()));
            admin.get("/api/admin/users").await.ok();
        }
        // From elsewhere, forged or not, the answer is that of any other account with a password.
        for from in [OUTSIDE, "10.8.3.4, 198.51.100.9", "203.0.113.8", ""] {
            assert_eq!(logs_in(&app, &json!(NUMBER), from).await.refusal(), (403, "not_authorized"), "{from}");
        }
        app.finish().await;
    }
}

#[tokio::test]
async fn nobody_else_gets_in_from_there_and_the_answers_tell_nothing() {
    let app = shop(&[]).await;
    let contact = async |who: Person| who.get("/api/auth/profile").await.ok()["phone"].clone();
    let staff = contact(app.somebody(Role::Staff).await).await;
    let customer = contact(app.somebody(Role::User).await).await;
    let kept_out = app.admin().await;
    let (former, id) = (contact(kept_out.clone()).await, kept_out.id().await);
    let admin = logs_in(&app, &json!(NUMBER), INSIDE).await.ok();
    let admin = Person::new(app.url.clone(), Some(admin["token"].as_str().unwrap().to_owned()));
    assert_eq!(logs_in(&app, &former, INSIDE).await.ok()["user"]["role"], json!("admin"));
    admin.patch(&format!("/api/admin/users/{id}/status"), &json!({ "isActive": false })).await.ok();
    let unknown = json!("9876500009");
    let refused = logs_in(&app, &unknown, OUTSIDE).await;
    assert_eq!(refused.refusal(), (403, "not_authorized"));
    for (phone, from) in [
        (&unknown, INSIDE),
        (&staff, INSIDE),
        (&customer, INSIDE),
        (&former, INSIDE),
        (&json!(NUMBER), OUTSIDE),
        (&former, OUTSIDE),
    ] {
        let other = logs_in(&app, phone, from).await;
        assert_eq!((other.status, &other.body), (refused.status, &refused.body), "{from}");
    }
    // The page of an admin who got in so asks for its figures without a token.
    assert_eq!(app.nobody().get("/api/dashboard/stats").await.refusal(), (401, "no_token"));
    admin.get("/api/dashboard/stats").await.ok();
    app.finish().await;

    let app = shop(&[("ADMIN_PHONE_LOGIN", "off")]).await;
    assert_eq!(logs_in(&app, &json!(NUMBER), INSIDE).await.refusal(), (403, "not_authorized"));
    app.finish().await;
}

#[tokio::test]
async fn a_proxy_that_nobody_named_or_that_says_nothing_lets_nobody_in() {
    // The proxy's own address is in the network: all the world would come from there.
    let around = ("ADMIN_PHONE_LOGIN", "127.0.0.0/8, 10.8.0.0/16");
    for (proxies, forwarded, gets_in) in [
        ("none", "", true),
        ("none", INSIDE, false),
        ("none", OUTSIDE, false),
        ("192.0.2.1", INSIDE, false),
        ("192.0.2.1", "", true),
        ("127.0.0.1", "", false),
        ("127.0.0.1", "nonsense", false),
        ("127.0.0.1", INSIDE, true),
        ("1", "", false),
        ("1", INSIDE, true),
        ("1", "10.8.3.4, 198.51.100.9", false),
    ] {
        let app = shop(&[around, ("TRUSTED_PROXIES", proxies)]).await;
        let answer = logs_in(&app, &json!(NUMBER), forwarded).await;
        assert_eq!(answer.status == 200, gets_in, "TRUSTED_PROXIES={proxies}, {forwarded:?}: {}", answer.body);
        app.finish().await;
    }
}

#[tokio::test]
async fn guesses_at_numbers_are_throttled_there_as_everywhere() {
    let app = shop(&[("LOGIN_LIMIT_PER_ADDRESS", "5/h"), ("LOGIN_LIMIT_PER_ACCOUNT", "2/h")]).await;
    for _ in 0..2 {
        logs_in(&app, &json!(NUMBER), INSIDE).await.ok();
    }
    assert_eq!(logs_in(&app, &json!("+919876543210"), INSIDE).await.refusal(), (429, "rate_limited"));
    for guess in 0..2 {
        let phone = json!(format!("987650000{guess}"));
        assert_eq!(logs_in(&app, &phone, INSIDE).await.refusal(), (403, "not_authorized"));
    }
    assert_eq!(logs_in(&app, &json!("9876500005"), INSIDE).await.refusal(), (429, "rate_limited"));
    app.finish().await;
}
