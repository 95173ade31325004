//! The real binary: how it stops, and what it writes into its logs.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures_util::StreamExt as _;
use reqwest::Method;
use sea_orm::{EntityTrait as _, sea_query::Expr};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::{JoinHandle, spawn_blocking},
    time::timeout,
};
use trackroom::{
    config::DatabaseUrl,
    store::{
        database::Database,
        entities::{event_log_head, order_event},
    },
};

use crate::support::{Person, SECRET, Socket, TestDatabase, log_scan, until};

const PATIENCE: Duration = Duration::from_secs(30);

/// A process that does not outlive the test.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// `trackroom serve` as an operator starts it.
struct Process {
    child: Kept,
    url: String,
    logs: JoinHandle<String>,
    database: TestDatabase,
    _folder: TempDir,
}

impl Process {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let (database, folder) = (TestDatabase::migrated().await, TempDir::new().unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_trackroom"));
        command.env_clear().current_dir(folder.path());
        command.envs([("PORT", "0"), ("JWT_SECRET", SECRET), ("DATABASE_URL", database.url.as_str())]);
        command.envs([("ADMIN_EMAIL", "boss@shop.example"), ("ADMIN_PASSWORD", "the boss's own words")]);
        if log_scan::folder().is_some() {
            command.env("RUST_LOG", "trace");
        }
        command.envs(settings.iter().copied());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let logs = spawn_blocking(move || {
            let mut logs = String::new();
            stderr.read_to_string(&mut logs).unwrap();
            logs
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let ready = spawn_blocking(move || {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            line
        });
        let ready = timeout(PATIENCE, ready).await.expect("ready in time").unwrap();
        let url = ready.strip_prefix("trackroom is ready at ").map(|url| url.trim().to_owned());
        let Some(url) = url else { panic!("{ready:?}: {}", logs.await.unwrap()) };
        Self { child: Kept(child), url, logs, database, _folder: folder }
    }

    /// What `kill` and service managers send.
    fn terminate(&self) {
        let id = self.child.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits until it has ended well; its logs.
    async fn ended(mut self) -> String {
        // Its standard error ends with the process.
        let logs = timeout(PATIENCE, &mut self.logs).await.expect("it ends").unwrap();
        let status = self.child.0.wait().unwrap();
        assert!(status.success(), "{status}: {logs}");
        self.database.remove().await;
        log_scan::keep(&logs);
        logs
    }

    /// Waits until it has ended by itself, with a failure; its logs.
    async fn failed(mut self) -> String {
        let logs = timeout(PATIENCE, &mut self.logs).await.expect("it ends").unwrap();
        assert_eq!(self.child.0.wait().unwrap().code(), Some(1), "{logs}");
        self.database.remove().await;
        logs
    }

    fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    fn nobody(&self) -> Person {
        Person::new(self.url.clone(), None)
    }

    async fn logs_in(&self, account: &str, password: &str) -> Person {
        let body = json!({ "identifier": account, "password": password });
        let session = self.nobody().post("/api/auth/login", &body).await.ok();
        Person::new(self.url.clone(), Some(session["token"].as_str().unwrap().to_owned()))
    }
}

#[tokio::test]
async fn on_sigterm_requests_are_finished_and_sockets_told_within_ten_seconds() {
    let process = Process::start(&[("DEMO_DATA", "off")]).await;
    let admin = process.logs_in("boss@shop.example", "the boss's own words").await;
    let address = process.url.replacen("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket";
    let (mut websocket, _) = tokio_tungstenite::connect_async(address).await.unwrap();
    let mut joined = Socket::connect(&process.url, admin.token.as_deref()).await;
    joined.follows("TEST-ORDER-001").await;
    // A request whose body is still on its way when the signal comes.
    let mut slow = TcpStream::connect(process.address()).await.unwrap();
    let body = json!({ "identifier": "boss@shop.example", "password": "the boss's own words" }).to_string();
    let head = format!(
        "POST /api/auth/login HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        process.address(),
        body.len()
    );
    slow.write_all(head.as_bytes()).await.unwrap();
    slow.write_all(&body.as_bytes()[..10]).await.unwrap();
    let in_flight = async || {
        let response = admin.request(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
        response.contains("trackroom_http_requests_in_flight 2\n")
    };
    until(in_flight).await;
    process.terminate();
    // No new connection is taken any more.
    until(async || TcpStream::connect(process.address()).await.is_err()).await;
    slow.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    // The transport ends; no Socket.IO disconnect comes, so that clients come back by themselves.
    while let Some(Ok(message)) = timeout(PATIENCE, websocket.next()).await.expect("the socket is told") {
        if let Ok(text) = message.into_text() {
            assert!(!text.starts_with("41"), "{text}");
        }
    }
    let logs = process.ended().await;
    // The server's own deadline, which is less than ten seconds, was not needed.
    assert!(!logs.contains("did not end in time"), "{logs}");
}

#[tokio::test]
async fn an_idle_server_stops_at_once() {
    let process = Process::start(&[
        ("DEMO_DATA", "off"),
        ("APP_ENV", "production"),
        ("FRONTEND_URL", "https://a.example"),
        ("ADMIN_PHONE_LOGIN", "10.8.0.0/16"),
    ]);
    let process = process.await;
    // What the image's health check runs.
    let port = process.address().rsplit(':').next().unwrap().to_owned();
    let check = async || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trackroom"));
        command
            .env_clear()
            .arg("check-health")
            .envs([("APP_ENV", "production"), ("FRONTEND_URL", "https://a.example")]);
        command.envs([("JWT_SECRET", SECRET), ("PORT", port.as_str())]);
        spawn_blocking(move || command.output().unwrap().status.success()).await.unwrap()
    };
    assert!(check().await);
    process.terminate();
    let logs = process.ended().await;
    for late in ["did not finish in time", "did not end in time"] {
        assert!(!logs.contains(late), "it waited for nobody: {logs}");
    }
    assert!(!check().await, "a server that is gone is not well");
    let warned =
        logs.lines().find(|line| line.contains("is let in as that admin, without a password, from 10.8.0.0/16"));
    assert!(warned.is_some_and(|line| line.contains("WARN")), "{logs}");
}

/// Everything that people typed or were given in the story below, and that no log may hold.
const SECRETS: [&str; 11] = [
    "saraswati@mail.example",
    "saraswati.new@mail.example",
    "9812345670",
    "98123 45670",
    "9812345671",
    "first words of hers",
    "second words of hers",
    "a guess at it",
    "trackroom-admin",
    "admin@trackroom.example",
    SECRET,
];

// hole 23
#[tokio::test]
async fn no_log_line_holds_a_token_a_password_a_phone_number_or_an_email_address() {
    let process = Process::start(&[("RUST_LOG", "debug"), ("LOG_FORMAT", "json"), ("DEMO_DATA", "on")]).await;
    let nobody = process.nobody();
    let mut secrets: Vec<String> = SECRETS.map(str::to_owned).into();
    let body = json!({ "name": "Saraswati", "email": "saraswati@mail.example", "phone": "98123 45670",
        "password": "first words of hers" });
    let registered = nobody.post("/api/auth/register", &body).await;
    let cookies: Vec<String> =
        registered.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    for cookie in &cookies {
        secrets.push(cookie.split(['=', ';']).nth(1).unwrap().to_owned());
    }
    let token = registered.ok()["token"].as_str().unwrap().to_owned();
    let customer = Person::new(process.url.clone(), Some(token.clone()));
    secrets.extend(token.split('.').skip(1).map(str::to_owned));
    assert_eq!(nobody.post("/api/auth/register", &body).await.status, 409);
    for password in ["first words of hers", "a guess at it"] {
        nobody.post("/api/auth/login", &json!({ "identifier": "saraswati@mail.example", "password": password })).await;
    }
    nobody.post("/api/auth/phone-login", &json!({ "phone": "9812345671" })).await;
    nobody.post("/api/auth/phone-login", &json!({ "phone": "saraswati@mail.example" })).await;
    nobody
        .send(
            nobody
                .request(Method::POST, "/api/auth/login")
                .header("content-type", "application/json")
                .body(r#"{"identifier":"saraswati@mail.example","password":"a guess at it"#),
        )
        .await;
    let refresh = cookies.iter().find(|cookie| cookie.starts_with("trackroom_refresh=")).unwrap();
    let refresh = refresh.split(';').next().unwrap().to_owned();
    let extended = nobody.request(Method::POST, "/api/auth/refresh-token").header("cookie", &refresh);
    let extended = nobody.send(extended).await.ok()["token"].as_str().unwrap().to_owned();
    secrets.push(extended.rsplit('.').next().unwrap().to_owned());
    let passwords = json!({ "currentPassword": "first words of hers", "newPassword": "second words of hers" });
    customer.post("/api/auth/change-password", &passwords).await.ok();
    customer.put("/api/auth/profile", &json!({ "email": "saraswati.new@mail.example" })).await.ok();
    let products = customer.get("/api/products").await.ok();
    let product = products["products"][0]["_id"].as_str().unwrap();
    let order = json!({ "type": "buy-now", "productId": product, "quantity": 1,
        "selectedAddressId": customer.saves_an_address().await,
        "customerInfo": { "name": "Saraswati", "email": "saraswati@mail.example", "phone": "9812345670" } });
    let order = customer.post("/api/orders/create", &order).await.ok()["order"]["orderId"].as_str().unwrap().to_owned();
    let mut socket = customer.socket().await;
    socket.follows(&order).await;
    socket.ask("auth:refresh", &json!({ "token": extended })).await;
    socket.ask("auth:refresh", &json!({ "token": "a guess at it" })).await;
    assert!(Socket::try_connect(&process.url, Some(&format!("{token}x"))).await.is_err());
    customer.get(&format!("/api/orders/{order}?token={token}")).await;
    let admin = process.logs_in("admin@trackroom.example", "trackroom-admin").await;
    secrets.push(admin.token.as_deref().unwrap().rsplit('.').next().unwrap().to_owned());
    let moved = admin.moves(&order, "confirmed").await;
    let request_id = moved.headers["x-request-id"].to_str().unwrap().to_owned();
    moved.ok();
    socket.next_status().await;
    admin.get("/api/orders/admin/all?search=saraswati%40mail.example").await.ok();
    customer.post("/api/auth/logout", &json!({})).await.ok();
    socket.farewell().await;
    process.terminate();
    let logs = process.ended().await;

    assert!(logs.lines().count() > 50, "the story is told at debug level: {logs}");
    let told = |what: &str| logs.lines().filter(|line| line.contains(&request_id) && line.contains(what)).count();
    assert!(
        told("finished processing request") == 1 && told("announced") == 1,
        "a change can be followed: {request_id}"
    );
    for secret in secrets {
        let leak = logs.lines().find(|line| line.to_lowercase().contains(&secret.to_lowercase()));
        assert_eq!(leak, None, "{secret} is in a log line");
    }
    // Every line stands by itself.
    for line in logs.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
}

#[tokio::test]
async fn a_process_whose_relay_panics_ends_with_a_failure_and_says_why() {
    let process = Process::start(&[("DEMO_DATA", "on")]).await;
    // A log that ends before any place there is: the relay, which begins anew where it ends, cannot count on.
    let db = Database::connect(&DatabaseUrl::new(process.database.url.clone())).await.unwrap();
    let tx = db.begin().await.unwrap();
    order_event::Entity::delete_many().exec(&tx).await.unwrap();
    let nowhere = event_log_head::Entity::update_many();
    nowhere.col_expr(event_log_head::Column::Position, Expr::value(i64::MIN)).exec(&tx).await.unwrap();
    db.commit(tx).await.unwrap();
    db.close().await.unwrap();
    let logs = process.failed().await;
    let last = logs.lines().last().unwrap();
    assert_eq!(last, "trackroom: the task `relay` panicked: attempt to subtract with overflow", "{logs}");
    assert!(logs.contains("a long-lived task has died; the process ends"), "{logs}");
}
