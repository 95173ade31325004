//! The web client is served from our own origin, and every answer carries what keeps a browser safe.

use std::fs;

use reqwest::{Method, header::HeaderMap};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Person, TestApp};

/// A built web client in small.
fn built_client() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("dist");
    fs::create_dir_all(root.join("assets")).unwrap();
    fs::write(folder.path().join("secret.txt"), "out of reach").unwrap();
    fs::write(root.join("index.html"), "<!doctype html><title>Shop</title>").unwrap();
    fs::write(root.join("icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    fs::write(root.join(".hidden"), "hidden").unwrap();
    fs::write(root.join("assets/index-Ab12.js"), "export {}").unwrap();
    fs::write(root.join("assets/index-Ab12.js.br"), "as brotli").unwrap();
    fs::write(root.join("assets/index-Ab12.js.gz"), "as gzip").unwrap();
    folder
}

async fn fetch(who: &Person, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    let request =
        headers.iter().fold(who.request(Method::GET, path), |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.headers().clone(), response.text().await.unwrap())
}

// contract 8
#[tokio::test]
async fn pages_files_and_the_api_share_one_origin() {
    let folder = built_client();
    let dist = folder.path().join("dist");
    let app = TestApp::start_with(&[("WEB_CLIENT_DIR", dist.to_str().unwrap())]).await;
    let nobody = app.nobody();
    for page in ["/", "/orders", "/order-tracking/ORD00042", "/real-time-test", "/track/some-ticket", "/admin/orders"] {
        let (status, headers, body) = fetch(&nobody, page, &[]).await;
        assert_eq!((status, body.as_str()), (200, "<!doctype html><title>Shop</title>"), "{page}");
        assert_eq!(headers["content-type"], "text/html; charset=utf-8");
        assert_eq!(headers["cache-control"], "no-cache");
        let policy = headers["content-security-policy"].to_str().unwrap();
        for part in ["default-src 'self'", "script-src 'self'", "connect-src 'self' ws: wss:", "frame-ancestors 'none'"]
        {
            assert!(policy.contains(part), "{policy}");
        }
    }
    let script = "/assets/index-Ab12.js";
    let (status, headers, body) = fetch(&nobody, script, &[]).await;
    assert_eq!((status, body.as_str()), (200, "export {}"));
    assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/javascript"), "{headers:?}");
    let (_, packed, body) = fetch(&nobody, script, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((packed["content-encoding"].to_str().unwrap(), body.as_str()), ("br", "as brotli"));
    assert_eq!((&packed["vary"], &packed["content-type"]), (&headers["vary"], &headers["content-type"]));
    let (_, packed, body) = fetch(&nobody, script, &[("accept-encoding", "gzip")]).await;
    assert_eq!((packed["content-encoding"].to_str().unwrap(), body.as_str()), ("gzip", "as gzip"));
    let tag = headers["etag"].to_str().unwrap();
    assert_eq!(fetch(&nobody, script, &[("if-none-match", tag)]).await.0, 304);
    assert_eq!(fetch(&nobody, "/icon.svg", &[]).await.1["content-type"], "image/svg+xml");
    // What is no page and no file is our 404, as JSON.
    let missing = [
        "/assets/gone.js",
        "/api/nothing",
        "/api",
        "/api/orders/x/y/z",
        "/uploads/products/x.png",
        "/socket.io/x",
        "/.hidden",
        "/..%2fsecret.txt",
        "/assets/..%2f..%2fsecret.txt",
    ];
    for path in missing {
        let (status, headers, body) = fetch(&nobody, path, &[]).await;
        assert_eq!(status, 404, "{path}: {body}");
        assert_eq!(headers["content-type"], "application/json", "{path}");
    }
    assert_eq!(nobody.post("/orders", &json!({})).await.refusal(), (404, "route_not_found"));
    app.finish().await;
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let production = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example")];
    let app = TestApp::start_with(&production).await;
    let somebody = app.admin().await;
    let paths = [
        "/api/health",
        "/api/orders/my-orders",
        "/api/orders/admin/all",
        "/api/nothing",
        "/nothing",
        "/metrics",
        "/socket.io/?EIO=4&transport=polling",
    ];
    for path in paths {
        let (_, headers, _) = fetch(&somebody, path, &[("origin", "https://shop.example")]).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(headers.get(name).unwrap_or_else(|| panic!("{path} lacks {name}")), value, "{path}");
        }
        if path.starts_with("/api") {
            assert_eq!(headers["cache-control"], "no-store", "{path}");
        }
    }
    app.finish().await;
    let app = TestApp::start().await;
    let (_, headers, _) = fetch(&app.nobody(), "/api/health", &[]).await;
    assert!(!headers.contains_key("strict-transport-security"), "a desk has no certificate");
    app.finish().await;
}
