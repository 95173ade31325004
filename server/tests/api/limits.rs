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

// hole 1
#[tokio::test]
async fn guesses_at_one_account_are_throttled_however_it_is_spelled() {
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

// hole 1
#[tokio::test]
async fn guesses_from_one_address_are_throttled_whatever_the_account() {
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

// contract 6.3
#[tokio::test]
async fn the_endless_orders_page_is_never_locked_out() {
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

/// A browser: it keeps its cookies, and comes from some address.
struct Browser {
    from: String,
    cookies: String,
}

impl Browser {
    fn at(from: &str) -> Self {
        Self { from: from.to_owned(), cookies: String::new() }
    }

    async fn posts(&mut self, app: &TestApp, path: &str, body: &Value) -> Answer {
        let nobody = app.nobody();
        let request = nobody.request(Method::POST, path).header("x-forwarded-for", &self.from);
        let answer = nobody.send(request.header("cookie", &self.cookies).json(body)).await;
        let set = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let set: Vec<&str> = set.map(|cookie| cookie.split(';').next().unwrap()).collect();
        if !set.is_empty() {
            self.cookies = set.join("; ");
        }
        answer
    }

    async fn tries(&mut self, app: &TestApp, account: &str, password: &str) -> u16 {
        let body = json!({ "identifier": account, "password": password });
        self.posts(app, "/api/auth/login", &body).await.status.as_u16()
    }
}

const WORDS: &str = "the owner's own words";

/// A shop with an owner, and the browser in which they registered.
async fn with_an_owner(settings: &[(&str, &str)]) -> (TestApp, Browser) {
    let proxy = [("TRUSTED_PROXIES", "127.0.0.1"), ("LOGIN_LIMIT_PER_ACCOUNT", "3/h")];
    let app = TestApp::start_with(&[&proxy[..], settings].concat()).await;
    let body = json!({ "name": "Owner", "email": "owner@shop.example", "phone": "98765 43210", "password": WORDS });
    let mut known = Browser::at("203.0.113.1");
    assert_eq!(known.posts(&app, "/api/auth/register", &body).await.status, 201);
    (app, known)
}

// hole 1
#[tokio::test]
async fn who_guesses_from_some_addresses_does_not_keep_the_owner_out_of_a_new_device() {
    let (app, _) = with_an_owner(&[]).await;
    for address in 1..=9 {
        let mut guesser = Browser::at(&format!("198.51.100.{address}"));
        for guess in 0..20 {
            let expected = if guess < 3 { 401 } else { 429 };
            assert_eq!(guesser.tries(&app, "owner@shop.example", "a wrong guess").await, expected);
        }
    }
    assert_eq!(Browser::at("203.0.113.9").tries(&app, "Owner@shop.example", WORDS).await, 200);
    app.finish().await;
}

// hole 1
#[tokio::test]
async fn who_guesses_from_everywhere_is_bounded_and_does_not_keep_out_a_device_that_is_known() {
    let (app, mut known) = with_an_owner(&[]).await;
    let (mut tried, mut guesses) = (0, [0, 0]);
    for (names, guesses) in
        [["owner@shop.example", " OWNER@shop.example"], ["9876543210", "+91 98765 43210"]].iter().zip(&mut guesses)
    {
        for address in 1..=40 {
            let mut guesser = Browser::at(&format!("198.51.100.{address}"));
            for name in names {
                tried += 1;
                *guesses += i32::from(guesser.tries(&app, name, "a wrong guess").await == 401);
            }
        }
    }
    // Three from each address, ten times three from all; the registration counted, too.
    assert_eq!((tried, guesses), (160, [29, 29]));
    let stranger = Browser::at("203.0.113.9").tries(&app, "owner@shop.example", WORDS).await;
    assert_eq!(stranger, 429, "a device that nobody knows, while guesses come from everywhere");

    // The known one gets in by either name, from wherever, again after a log-out, and the next time as well.
    for (account, from) in [("owner@shop.example", "203.0.113.1"), ("98765-43210", "198.51.100.1")] {
        known.from = from.to_owned();
        assert_eq!(known.tries(&app, account, WORDS).await, 200);
        let kept = known.cookies.clone();
        assert_eq!(known.posts(&app, "/api/auth/logout", &json!({})).await.status, 200);
        let device = kept.split("; ").find(|cookie| cookie.starts_with("trackroom_device=")).unwrap();
        known.cookies = device.to_owned();
    }
    // Being known opens nothing, and guesses from there are bounded, too.
    let mut stolen = Browser { from: "203.0.113.77".to_owned(), cookies: known.cookies.clone() };
    // All known devices of an account share their tries, of which the two log-ins above took two.
    for expected in [401, 429, 429] {
        assert_eq!(stolen.tries(&app, "owner@shop.example", "a wrong guess").await, expected);
    }
    // One's own account makes one known at no other.
    let mut other = Browser::at("203.0.113.78");
    let body = json!({ "name": "Other", "email": "other@shop.example", "password": WORDS });
    other.posts(&app, "/api/auth/register", &body).await.ok();
    assert_eq!(other.tries(&app, "owner@shop.example", "a wrong guess").await, 429);
    let forged = known.cookies.replacen("trackroom_device=", "trackroom_device=0", 1);
    for cookies in [forged, format!("{}0", known.cookies), "trackroom_device=".to_owned()] {
        let mut liar = Browser { from: "203.0.113.79".to_owned(), cookies };
        assert_eq!(liar.tries(&app, "owner@shop.example", "a wrong guess").await, 429);
    }
    app.finish().await;
}

// hole 1
#[tokio::test]
async fn who_guesses_beside_the_owner_behind_one_address_does_not_keep_them_out() {
    let (app, mut known) = with_an_owner(&[("LOGIN_LIMIT_PER_ADDRESS", "6/h")]).await;
    let mut guesser = Browser::at("203.0.113.1");
    let body = json!({ "name": "Other", "email": "other@shop.example", "password": WORDS });
    guesser.posts(&app, "/api/auth/register", &body).await.ok();
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(guesser.tries(&app, "owner@shop.example", "a wrong guess").await);
    }
    // Two left by the owner's registration, then the pair's is spent, then the address's: also for one who is known elsewhere.
    assert_eq!(statuses, [401, 401, 429, 429, 429, 429, 429, 429]);
    assert_eq!(guesser.tries(&app, "third@shop.example", "a wrong guess").await, 429);
    assert_eq!(known.tries(&app, "owner@shop.example", WORDS).await, 200);
    app.finish().await;
}

// hole 1
#[tokio::test]
async fn a_device_that_is_known_has_no_more_tries_because_its_cookie_is_renewed() {
    let (app, mut known) = with_an_owner(&[("LOGIN_LIMIT_PER_ADDRESS", "5/h")]).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        // Each of these brings a new cookie.
        statuses.push(known.tries(&app, "owner@shop.example", WORDS).await);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429, 429]);
    app.finish().await;
}

// hole 1
#[tokio::test]
async fn made_up_sessions_use_up_nobodys_tries() {
    let (app, _) = with_an_owner(&[]).await;
    let mut liar = Browser::at("198.51.100.7");
    for _ in 0..40 {
        liar.cookies = "trackroom_refresh=owner@shop.example.x; trackroom_refresh=+919876543210.x".to_owned();
        liar.posts(&app, "/api/auth/refresh-token", &json!({})).await;
        liar.cookies = "trackroom_refresh=+919876543210.x".to_owned();
        liar.posts(&app, "/api/auth/refresh-token", &json!({})).await;
    }
    for account in ["owner@shop.example", "9876543210"] {
        assert_eq!(Browser::at("203.0.113.9").tries(&app, account, WORDS).await, 200, "{account}");
    }
    app.finish().await;
}
