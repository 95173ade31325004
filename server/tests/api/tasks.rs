//! A long-lived task that dies is noticed, and ends the process.

use std::{collections::BTreeSet, time::Duration};

use axum::extract::State;
use sea_orm::DbBackend;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use trackroom::{http::health, tasks::TaskDied};

use crate::support::{Fault, TestApp, builders};

const PATIENCE: Duration = Duration::from_secs(60);
const TASKS: [&str; 8] = ["database", "guard", "heartbeat", "housekeeping", "links", "relay", "rooms", "sessions"];
/// Those that talk to other nodes.
const AMONG_NODES: [&str; 3] = ["listener", "sender", "take-overs"];

/// Something to do for every task that is not busy once a second anyway, without a look at what comes of it.
async fn keeps_every_task_busy(app: &TestApp) {
    app.app.bus.publish(&trackroom::bus::Notice::LogGrew);
    app.app.bus.publish(&trackroom::bus::Notice::Listening);
    app.app.bus.publish(&trackroom::bus::Notice::RightsChanged);
    let address = app.url.replacen("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket";
    tokio_tungstenite::connect_async(address).await.ok();
}

#[tokio::test]
async fn whichever_task_panics_readiness_turns_red_and_the_server_ends_with_an_error() {
    let mut tried = BTreeSet::new();
    for name in TASKS.into_iter().chain(AMONG_NODES) {
        let (fault, _guard) = Fault::ready();
        if name == "housekeeping" {
            // It works at the start, and then every ten minutes.
            fault.strikes(name);
        }
        let app = TestApp::start().await;
        if app.app.db.backend() != DbBackend::Postgres && AMONG_NODES.contains(&name) {
            app.finish().await;
            continue;
        }
        let mut socket = app.socket().await;
        if name != "housekeeping" {
            assert_eq!(health::ready(State(app.app.clone())).await.0, 200, "{name}");
            fault.strikes(name);
        }
        socket.emit("join-order-tracking", &json!("TEST-ORDER-001")).await;
        keeps_every_task_busy(&app).await;
        timeout(PATIENCE, app.app.tasks.death()).await.expect(name);
        let (status, body) = health::ready(State(app.app.clone())).await;
        assert_eq!((status.as_u16(), json!(body.0)), (503, json!({ "status": "task died" })), "{name}");
        let message = format!("a fault of the test in {name}");
        tried = fault.tasks();
        assert_eq!(app.dies().await, TaskDied::Panicked { name, message });
    }
    let known: BTreeSet<String> = TASKS.into_iter().chain(AMONG_NODES).map(str::to_owned).collect();
    assert!(tried.is_subset(&known), "every task that is started is tried here: {tried:?}");
    assert!(TASKS.iter().all(|task| tried.contains(*task)), "{tried:?}");
}

#[tokio::test]
async fn a_server_without_its_guard_finishes_what_it_does_and_cuts_its_sockets_so_that_they_come_back() {
    let (fault, _guard) = Fault::ready();
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let mut socket = customer.socket().await;
    socket.follows("ORD00001").await;
    // Two requests of which half has come: one asks how the server is, the other moves the order.
    let address = app.url.strip_prefix("http://").unwrap().to_owned();
    let (mut probe, mut move_it) =
        (TcpStream::connect(&address).await.unwrap(), TcpStream::connect(&address).await.unwrap());
    probe.write_all(b"GET /api/health/ready HTTP/1.1\r\n").await.unwrap();
    let body = json!({ "status": "confirmed" }).to_string();
    let head = format!(
        "PUT /api/orders/admin/ORD00001/status HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        admin.token.as_deref().unwrap(),
        body.len()
    );
    move_it.write_all(head.as_bytes()).await.unwrap();
    crate::support::until(async || app.app.in_flight.count() == 1).await;

    fault.strikes("guard");
    app.app.bus.publish(&trackroom::bus::Notice::RightsChanged);
    app.app.tasks.death().await;
    probe.write_all(format!("Host: {address}\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, probe.read_to_string(&mut answer)).await.expect("an answer").unwrap();
    assert!(answer.starts_with("HTTP/1.1 503 ") && answer.ends_with(r#"{"status":"task died"}"#), "{answer}");
    move_it.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, move_it.read_to_string(&mut answer)).await.expect("an answer").unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert_eq!(socket.next_status().await["status"], json!("confirmed"), "the relay's last look tells of it");
    socket.is_cut().await;
    assert!(matches!(app.dies().await, TaskDied::Panicked { name: "guard", .. }));
}

#[tokio::test]
async fn a_command_that_panics_is_answered_and_the_sockets_next_ones_are_worked_on() {
    let (fault, _guard) = Fault::ready();
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 10).await;
    app.customer().await.orders(&product, 1).await;
    let mut desk = app.admin().await.socket().await;
    let command = json!({ "orderId": "#ORD00001", "status": "confirmed" });
    fault.strikes("a socket moves an order");
    let answer = timeout(PATIENCE, desk.ask("admin-status-update", &command)).await.expect("an answer");
    assert_eq!((&answer["ok"], &answer["error"]["code"]), (&json!(false), &json!("internal")));
    fault.strikes("a socket moves an order");
    desk.emit("admin-status-update", &command).await;
    let answer = timeout(PATIENCE, desk.ask("admin-status-update", &command)).await.expect("an answer");
    assert_eq!(answer["order"]["seq"], json!(2), "{answer}");
    let told = desk.everything_so_far().await;
    let refusal = told.iter().find(|event| event[0] == json!("tracking-error")).unwrap();
    assert_eq!((&refusal[1]["code"], &refusal[1]["orderId"]), (&json!("internal"), &json!("#ORD00001")));
    app.finish().await;
}
