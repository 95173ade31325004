//! What holds for every route: CORS, unknown routes, request ids.

use reqwest::Method;
use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn contract_1_cors_headers_are_on_errors_and_preflights_for_allowed_origins_only() {
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

#[tokio::test]
async fn contract_1_unknown_routes_and_methods_answer_in_json() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let unknown = nobody.get("/api/nope?secret=1").await;
    assert_eq!(unknown.refusal(), (404, "route_not_found"));
    assert_eq!((&unknown.body["path"], &unknown.body["method"]), (&json!("/api/nope"), &json!("GET")));
    assert_eq!(nobody.delete("/api/health").await.refusal(), (405, "method_not_allowed"));
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
