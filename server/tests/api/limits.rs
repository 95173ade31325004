//! How often somebody may ask, and that an honest crowd is never locked out.

use reqwest::{Method, header::HeaderMap};
use serde_json::{Value, json};

use crate::support::{Answer, Person, Socket, TestApp};

fn retry_after(headers: &HeaderMap) -> u64 {
    headers["retry-after"].to_str().unwrap().parse().unwrap()
}

async fn logs_in(who: &Person, account: &str, from: &str) -> Answer {
    let body = json!({ "identifier": account, "password": "a wrong guess" });
    who.send(who.request(Method::POST, "/api/auth/login").header("x-forwarded-for", from).json(&body)).await
}

#[tokio::test]
async fn hole_1_guesses_at_one_account_are_throttled_however_it_is_spelled() {
    let app = TestApp::start_with(&[("LOGIN_LIMIT_PER_ACCOUNT", "3/h")]).await;
    let nobody = app.nobody();
    for account in ["asha@example.org", "Asha@Example.org", " asha@example.org "] {
        assert_eq!(logs_in(&nobody, account, "").await.refusal(), (401, "invalid_credentials"));
    }
    let refused = logs_in(&nobody, "ASHA@example.org", "").await;
    assert_eq!(refused.refusal(), (429, "rate_limited"));
    assert!((1_000..=1_300).contains(&retry_after(&refused.headers)), "{:?}", refused.headers);
    assert_eq!(logs_in(&nobody, "ravi@example.org", "").await.refusal(), (401, "invalid_credentials"));
    for phone in ["9876543210", "+91 98765 43210", "98765-43210"] {
        assert_eq!(logs_in(&nobody, phone, "").await.refusal(), (401, "invalid_credentials"));
    }
    // The page's own log-in counts for the same number.
    let body = json!({ "phone": "9876543210" });
    assert_eq!(nobody.post("/api/auth/phone-login", &body).await.refusal(), (429, "rate_limited"));
    app.finish().await;
}

#[tokio::test]
async fn hole_1_guesses_from_one_address_are_throttled_whatever_the_account() {
    let app = TestApp::start_with(&[("LOGIN_LIMIT_PER_ADDRESS", "4/h"), ("TRUSTED_PROXIES", "127.0.0.1")]).await;
    let nobody = app.nobody();
    let send = async |path: &str, from: &str| {
        nobody.send(nobody.request(Method::POST, path).header("x-forwarded-for", from).json(&json!({}))).await
    };
    let everything = ["/api/auth/login", "/api/auth/register", "/api/auth/phone-login", "/api/auth/refresh-token"];
    for path in everything {
        assert_ne!(send(path, "198.51.100.1").await.status, 429, "{path}");
    }
    for path in everything {
        assert_eq!(send(path, "198.51.100.1").await.refusal(), (429, "rate_limited"), "{path}");
        assert_eq!(send(path, "6.6.6.6, 198.51.100.1").await.refusal(), (429, "rate_limited"), "a forged entry");
    }
    assert_ne!(send("/api/auth/login", "198.51.100.2").await.status, 429);
    app.finish().await;
}

#[tokio::test]
async fn a_forwarded_address_counts_for_nothing_unless_the_proxy_is_trusted() {
    let app = TestApp::start_with(&[("LOGIN_LIMIT_PER_ADDRESS", "2/h")]).await;
    let nobody = app.nobody();
    for guess in 0..2 {
        assert_eq!(logs_in(&nobody, "a@b.example", &format!("198.51.100.{guess}")).await.status, 401);
    }
    assert_eq!(logs_in(&nobody, "a@b.example", "198.51.100.9").await.refusal(), (429, "rate_limited"));
    app.finish().await;
}

#[tokio::test]
async fn one_clients_calls_do_not_use_up_anothers_behind_the_same_address() {
    let app = TestApp::start_with(&[("REQUEST_LIMIT", "5/h")]).await;
    let (asha, ravi) = (app.customer().await, app.customer().await);
    for _ in 0..5 {
        asha.get("/api/orders/addresses").await.ok();
    }
    let request = asha.request(Method::GET, "/api/orders/addresses").header("origin", "http://localhost:5173");
    let refused = asha.send(request).await;
    assert_eq!(refused.refusal(), (429, "rate_limited"));
    assert!(retry_after(&refused.headers) > 0);
    // Hole 8 of the checks: the page must be able to read it.
    assert_eq!(refused.headers["access-control-allow-origin"], "http://localhost:5173");
    ravi.get("/api/orders/addresses").await.ok();
    // Inventing tokens gives no new allowance: two of the address's five are used by the log-ins above.
    for guess in 0..3 {
        let liar = Person::new(app.url.clone(), Some(format!("invented.{guess}")));
        assert_eq!(liar.get("/api/orders/addresses").await.refusal(), (401, "invalid_token"));
    }
    let liar = Person::new(app.url.clone(), Some("invented.again".to_owned()));
    assert_eq!(liar.get("/api/orders/addresses").await.refusal(), (429, "rate_limited"));
    assert_eq!(app.nobody().get("/api/health/live").await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn contract_6_3_the_endless_orders_page_is_never_locked_out() {
    let production = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")];
    let app = TestApp::start_with(&production).await;
    let customer = app.somebody(trackroom::domain::role::Role::User).await;
    // Three seconds of the page's loop, at once.
    let calls = (0..390).map(|_| customer.get("/api/orders/my-orders"));
    for answer in futures_util::future::join_all(calls).await {
        assert_eq!(answer.status, 200);
    }
    app.finish().await;
}

#[tokio::test]
async fn sockets_opened_from_one_address_are_limited() {
    let app = TestApp::start_with(&[("CONNECTION_LIMIT", "2/h")]).await;
    let nobody = app.nobody();
    let _first = app.socket().await;
    let handshake = "/socket.io/?EIO=4&transport=polling";
    assert_eq!(nobody.get(handshake).await.status, 200);
    let refused = nobody.get(handshake).await;
    assert_eq!(refused.status, 429);
    assert!(retry_after(&refused.headers) > 0);
    let address = app.url.replacen("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket";
    let refused = tokio_tungstenite::connect_async(address).await.expect_err("the third is refused").to_string();
    assert!(refused.contains("429"), "{refused}");
    app.finish().await;
}

#[tokio::test]
async fn a_clients_messages_count_over_all_its_sockets() {
    let app = TestApp::start_with(&[("REQUEST_LIMIT", "4/h")]).await;
    let (mut first, mut second): (Socket, Socket) = (app.socket().await, app.socket().await);
    let join = json!("TEST-ORDER-001");
    for _ in 0..2 {
        assert_eq!(first.ask("join-order-tracking", &join).await["ok"], json!(true));
        assert_eq!(second.ask("join-order-tracking", &join).await["ok"], json!(true));
    }
    let refused: Value = first.ask("join-order-tracking", &join).await;
    assert_eq!(refused["error"]["code"], json!("rate_limited"));
    app.finish().await;
}
