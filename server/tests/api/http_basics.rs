//! What holds for every route: CORS, unknown routes, request ids.

use reqwest::Method;
use serde_json::json;

use crate::support::{TestApp, builders};

// contract 1
#[tokio::test]
async fn cors_headers_are_on_errors_and_preflights_for_allowed_origins_only() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    for (method, path) in
        [(Method::GET, "/api/orders/my-orders"), (Method::GET, "/api/nope"), (Method::GET, "/api/health")]
    {
        let from = |origin: &'static str| nobody.send(nobody.request(method.clone(), path).header("Origin", origin));
        let allowed = from("http://localhost:5173").await;
        assert_eq!(allowed.headers["access-control-allow-origin"], "http://localhost:5173", "{path}");
        assert_eq!(allowed.headers["access-control-allow-credentials"], "true");
        let foreign = from("https://evil.example").await;
        assert!(!foreign.headers.contains_key("access-control-allow-origin"), "{path}");
    }
    let preflight = nobody
        .request(Method::OPTIONS, "/api/orders/admin/ORD00001/status")
        .header("Origin", "http://localhost:5173")
        .header("Access-Control-Request-Method", "PUT")
        .header("Access-Control-Request-Headers", "authorization,content-type");
    let answer = nobody.send(preflight).await;
    assert!(answer.status.is_success());
    assert_eq!(answer.headers["access-control-max-age"], "600");
    assert!(answer.headers["access-control-allow-headers"].to_str().unwrap().contains("authorization"));
    app.finish().await;
}

// contract 1
#[tokio::test]
async fn unknown_routes_and_methods_answer_in_json() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let unknown = nobody.get("/api/nope?secret=1").await;
    assert_eq!(unknown.refusal(), (404, "route_not_found"));
    assert_eq!((&unknown.body["path"], &unknown.body["method"]), (&json!("/api/nope"), &json!("GET")));
    assert_eq!(nobody.delete("/api/health").await.refusal(), (405, "method_not_allowed"));
    app.finish().await;
}

// contract 4.2, 5.10
#[tokio::test]
async fn what_the_shop_does_without_is_unknown_to_everybody() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 5).await;
    let reviews = format!("/api/products/{product}/reviews");
    let review = format!("{reviews}/{}", "0".repeat(24));
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    for (method, path) in [
        (&get, reviews.as_str()),
        (&post, &reviews),
        (&put, &review),
        (&delete, &review),
        (&post, "/api/admin/email/send-bulk"),
        (&get, "/api/cart"),
        (&post, "/api/cart/add"),
        (&delete, "/api/cart/clear"),
        (&get, "/api/wishlist"),
        (&post, "/api/wishlist/add"),
        (&delete, &format!("/api/wishlist/{product}")),
    ] {
        for person in [app.nobody(), app.customer().await, app.admin().await] {
            let answer = person.send(person.request(method.clone(), path).json(&json!({}))).await;
            assert_eq!(answer.refusal(), (404, "route_not_found"), "{method} {path}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_ours() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let answer = nobody.send(nobody.request(Method::GET, "/api/health").header("x-request-id", "mine")).await;
    assert_eq!(answer.headers["x-request-id"].len(), 36);
    app.finish().await;
}
