//! What whoever runs the server at night looks at.

use reqwest::Method;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};
use trackroom::store::entities::order_event;

use crate::support::{Person, TestApp, builders};

async fn text(who: &Person, path: &str) -> (u16, String) {
    let response = who.request(Method::GET, path).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

/// The value of a metric with these labels.
fn value(metrics: &str, name: &str) -> f64 {
    let found = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {name} in\n{metrics}")).parse().unwrap()
}

#[tokio::test]
async fn a_story_shows_in_the_metrics() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap();
    let mut socket = asha.socket().await;
    socket.follows(order_id).await;
    socket.ask("no-such-event-of-a-stranger", &Value::Null).await;
    admin.moves(order_id, "confirmed").await.ok();
    socket.next_status().await;
    assert_eq!(asha.moves(order_id, "shipped").await.refusal(), (403, "not_authorized"));
    let (status, metrics) = text(&app.nobody(), "/metrics").await;
    assert_eq!(status, 200);
    for (name, expected) in [
        (r#"trackroom_socket_connections{transport="websocket"}"#, 1.0),
        (r#"trackroom_socket_connections{transport="polling"}"#, 0.0),
        ("trackroom_rooms", 1.0),
        ("trackroom_room_memberships", 1.0),
        ("trackroom_room_joins_total", 1.0),
        (r#"trackroom_events_relayed_total{name="order-created"}"#, 1.0),
        (r#"trackroom_events_relayed_total{name="order-status-updated"}"#, 1.0),
        ("trackroom_relay_lag_seconds_count", 2.0),
        ("trackroom_relay_position", 2.0),
        (r#"trackroom_refusals_total{source="http",code="not_authorized"}"#, 1.0),
        (r#"trackroom_refusals_total{source="socket",code="unknown_event"}"#, 1.0),
        (r#"trackroom_socket_messages_total{name="other"}"#, 1.0),
        ("trackroom_socket_broken_writes_total", 0.0),
        ("trackroom_draining", 0.0),
    ] {
        assert!((value(&metrics, name) - expected).abs() < f64::EPSILON, "{name}\n{metrics}");
    }
    assert!(value(&metrics, "trackroom_commit_duration_seconds_count") >= 2.0);
    assert!(value(&metrics, "trackroom_http_requests_in_flight") >= 1.0);
    let route = r#"method="PUT",route="/api/orders/admin/{order_id}/status",status="200""#;
    assert!(metrics.contains(&format!("trackroom_http_request_duration_seconds_count{{{route}}} 1")), "{metrics}");
    assert!(!metrics.contains(order_id), "no id is a label");
    assert!(!metrics.contains("stranger"), "no stranger's word is a label");
    assert!(metrics.ends_with("# EOF\n"));
    app.finish().await;
}

#[tokio::test]
async fn in_production_metrics_are_for_whoever_has_the_token() {
    let production = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")];
    let app = TestApp::start_with(&production).await;
    assert_eq!(app.nobody().get("/metrics").await.refusal(), (404, "not_found"));
    assert_eq!(app.admin().await.get("/metrics").await.refusal(), (404, "not_found"));
    app.finish().await;
    let app = TestApp::start_with(&[production[0], production[1], ("METRICS_TOKEN", "scrape-me")]).await;
    assert_eq!(app.nobody().get("/metrics").await.refusal(), (404, "not_found"));
    for (token, status) in [("scrape-me", 200), ("scrape-me-not", 404)] {
        assert_eq!(text(&Person::new(app.url.clone(), Some(token.to_owned())), "/metrics").await.0, status);
    }
    app.finish().await;
}

#[tokio::test]
async fn readiness_is_red_while_the_server_stops_or_has_no_database() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    assert_eq!(nobody.get("/api/health/ready").await.status, 200);
    app.app.in_flight.end();
    assert_eq!(nobody.get("/api/health/ready").await.body, json!({ "status": "stopping" }));
    assert_eq!(nobody.get("/api/health/ready").await.status, 503);
    assert_eq!(nobody.get("/api/health/live").await.status, 200);
    app.finish().await;

    let app = TestApp::start().await;
    let nobody = app.nobody();
    app.app.db.clone().close().await.unwrap();
    let red = nobody.get("/api/health/ready").await;
    assert_eq!((red.status.as_u16(), &red.body["status"]), (503, &json!("no database")));
    assert_eq!(nobody.get("/api/health/live").await.status, 200);
    app.kill().remove().await;
}

#[tokio::test]
async fn a_request_id_follows_a_change_to_its_event() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap();
    let moved = admin.moves(order_id, "confirmed").await;
    let id = moved.headers["x-request-id"].to_str().unwrap();
    let command = json!({ "orderId": order_id, "status": "processing" });
    let answer = admin.socket().await.ask("admin-status-update", &command).await;
    assert_eq!(answer["ok"], json!(true), "{answer}");
    let log = order_event::Entity::find().order_by_asc(order_event::Column::Position);
    let log = log.all(app.app.db.read()).await.unwrap();
    assert_eq!(log[1].request_id.as_deref(), Some(id));
    assert!(log[2].request_id.as_deref().unwrap().starts_with("socket-"), "{:?}", log[2]);
    app.finish().await;
}

#[tokio::test]
async fn the_dashboard_asks_only_for_metrics_that_exist() {
    let app = TestApp::start().await;
    app.nobody().get("/api/auth/profile").await.refusal();
    let (_, metrics) = text(&app.nobody(), "/metrics").await;
    let types: Vec<(&str, &str)> =
        metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')).collect();
    let dashboard: Value = serde_json::from_str(include_str!("../../../deploy/grafana/trackroom.json")).unwrap();
    let mut asked = 0;
    for panel in dashboard["panels"].as_array().unwrap() {
        for target in panel["targets"].as_array().unwrap() {
            let query = target["expr"].as_str().unwrap();
            for name in
                query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| w.starts_with("trackroom_"))
            {
                let exists = types.iter().any(|(metric, kind)| match *kind {
                    "counter" => name.strip_suffix("_total") == Some(metric),
                    "histogram" => name.strip_prefix(metric).is_some_and(|part| ["_bucket", "_count"].contains(&part)),
                    _ => name == *metric,
                });
                assert!(exists, "{name} in {:?}", panel["title"]);
                asked += 1;
            }
        }
    }
    assert!(asked > 15, "the dashboard is there");
    app.finish().await;
}
