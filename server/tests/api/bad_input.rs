//! Nonsense on every route: a 4xx with a code, never a 500, never a half-done write.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{TestApp, builders};

#[tokio::test]
async fn nonsense_is_refused_with_a_code_on_every_route_that_reads_a_body() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let (customer, admin) = (app.customer().await, app.admin().await);
    customer.orders(&product, 1).await;
    let address = format!("/api/orders/addresses/{}", "0".repeat(24));
    let routes = [
        (Method::POST, "/api/auth/register", &customer),
        (Method::POST, "/api/auth/login", &customer),
        (Method::POST, "/api/auth/phone-login", &customer),
        (Method::PUT, "/api/auth/profile", &customer),
        (Method::POST, "/api/orders/addresses", &customer),
        (Method::PUT, address.as_str(), &customer),
        (Method::POST, "/api/orders/create", &customer),
        (Method::PUT, "/api/orders/admin/ORD00001/status", &admin),
        (Method::POST, "/api/orders/admin/bulk-update-status", &admin),
    ];
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let bodies: Vec<String> = vec![
        "{".to_owned(),
        "nonsense".to_owned(),
        "[]".to_owned(),
        // A derived struct would take an array of its fields.
        "[\"A\",\"q@example.com\",\"9000000001\",\"long enough password\"]".to_owned(),
        "null".to_owned(),
        "3".to_owned(),
        "\"text\"".to_owned(),
        deep,
        "{\"name\":\"a\\u0000b\",\"status\":\"\\u0000\"}".to_owned(),
        json!({ "name": {}, "email": [], "phone": [], "password": {}, "identifier": [], "label": [], "status": {}, "orderIds": {}, "type": 5, "city": 7 }).to_string(),
    ];
    for (method, path, person) in routes {
        for body in &bodies {
            let request = person.request(method.clone(), path).header("Content-Type", "application/json");
            let answer = person.send(request.body(body.clone())).await;
            let (status, _) = answer.refusal();
            assert!((400..500).contains(&status), "{method} {path} {body:.60}: {status}");
        }
        let form = person.request(method.clone(), path).header("Content-Type", "text/plain").body("{}");
        assert_eq!(person.send(form).await.refusal(), (415, "unsupported_media_type"));
        let large = person.request(method.clone(), path).header("Content-Type", "application/json");
        let large = large.body(format!("{{\"name\":\"{}\"}}", "x".repeat(1_100_000)));
        assert_eq!(person.send(large).await.refusal(), (413, "payload_too_large"));
    }
    assert_eq!(admin.get("/api/orders/ORD00001").await.ok()["order"]["seq"], json!(1));
    app.finish().await;
}

// hole 15
#[tokio::test]
async fn nonsense_on_a_socket_is_refused_with_a_code_and_the_socket_goes_on() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let admin = app.admin().await;
    app.customer().await.orders(&product, 1).await;
    let mut bystander = app.socket().await;
    bystander.follows("ORD00001").await;
    let mut socket = admin.socket().await;
    let long = "x".repeat(1_000_000);
    for event in ["join-order-tracking", "leave-order-tracking", "admin-status-update"] {
        for argument in [
            Value::Null,
            json!(5),
            json!([]),
            json!(["ORD00001"]),
            json!({}),
            json!({ "orderId": 5 }),
            json!({ "orderId": null, "status": {} }),
            json!({ "orderId": { "$gt": "" }, "status": "shipped" }),
            json!(long),
        ] {
            let answer = socket.ask(event, &argument).await;
            assert_eq!(answer["ok"], json!(false), "{event} {argument:.40}");
            assert_eq!(answer["error"]["code"], json!("invalid_request"), "{event} {argument:.40}");
        }
        socket.raw(&format!("42[\"{event}\"]")).await;
        let refusal = socket.next().await;
        assert_eq!((&refusal[0], &refusal[1]["code"]), (&json!("tracking-error"), &json!("invalid_request")));
    }
    let unknown = socket.ask("join-order-tracking", &json!("ORD99999")).await;
    assert_eq!(unknown["error"]["code"], json!("order_not_found"));
    socket.emit("join-order-tracking", &json!("ORD99999")).await;
    let refusal = socket.next().await;
    assert_eq!((&refusal[1]["orderId"], &refusal[1]["code"]), (&json!("ORD99999"), &json!("order_not_found")));

    admin.moves("ORD00001", "shipped").await.ok();
    assert_eq!(socket.next_status().await["status"], json!("shipped"));
    assert_eq!(bystander.next_status().await["status"], json!("shipped"));
    app.finish().await;
}

// hole 15
#[tokio::test]
async fn a_socket_follows_a_bounded_number_of_orders_at_a_bounded_pace() {
    let app = TestApp::start().await;
    let mut socket = app.socket().await;
    let mut codes = Vec::new();
    for number in 0..400 {
        let answer = socket.ask("join-order-tracking", &json!(format!("TEST-{number}"))).await;
        if answer["ok"] == json!(false) {
            codes.push(answer["error"]["code"].as_str().unwrap().to_owned());
        }
    }
    assert!(codes.contains(&"too_many_rooms".to_owned()), "{codes:?}");
    assert!(codes.iter().all(|code| code == "too_many_rooms" || code == "rate_limited"), "{codes:?}");
    app.finish().await;
}
