//! Tokens that are almost right, and pages that are elsewhere.

use hmac::{Hmac, KeyInit as _, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use trackroom::clock;

use crate::support::{Person, SECRET, Socket, TestApp};

/// Base64 for URLs without padding (RFC 4648, section 5).
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..=chunk.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * digit) & 63) as usize]));
        }
    }
    text
}

/// A token with any header and claims, signed with HMAC-SHA-256 whatever the header says.
fn forged(header: &Value, claims: &Value, key: &[u8]) -> String {
    let signed = format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", base64url(&mac.finalize().into_bytes()))
}

fn with(claims: &Value, name: &str, value: Value) -> Value {
    let mut claims = claims.clone();
    claims[name] = value;
    claims
}

fn without(claims: &Value, name: &str) -> Value {
    let mut claims = claims.clone();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

// hole 3
#[tokio::test]
async fn no_token_but_ours_opens_anything() {
    let app = TestApp::start().await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    let good = asha.token.clone().unwrap();
    let claims = serde_json::to_value(app.app.credentials.tokens.verify(&good).unwrap()).unwrap();
    let other =
        serde_json::to_value(app.app.credentials.tokens.verify(&admin.token.clone().unwrap()).unwrap()).unwrap();
    let header = json!({ "alg": "HS256", "typ": "JWT" });
    let key = SECRET.as_bytes();
    let now = clock::now().timestamp();
    // The forger's tool itself is right: with everything in order the token is good.
    let copy = Person::new(app.url.clone(), Some(forged(&header, &claims, key)));
    assert_eq!(copy.get("/api/auth/profile").await.status, 200);

    let unsigned = |alg: &str| {
        let header = json!({ "alg": alg, "typ": "JWT" });
        format!("{}.{}.", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
    };
    let signature = good.rsplit('.').next().unwrap();
    let head_and_body = &good[..good.len() - signature.len() - 1];
    let flipped = format!("{head_and_body}.{}{}", if signature.starts_with('A') { 'B' } else { 'A' }, &signature[1..]);
    let promoted = base64url(with(&claims, "role", json!("admin")).to_string().as_bytes());
    let swapped = format!("{}.{promoted}.{signature}", good.split('.').next().unwrap());
    let jwk =
        json!({ "alg": "HS256", "typ": "JWT", "jwk": { "kty": "oct", "k": base64url(b"their key") }, "kid": "x" });
    let corpus: Vec<(&str, String)> = vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg nOnE", unsigned("nOnE")),
        ("no alg", forged(&json!({ "typ": "JWT" }), &claims, key)),
        ("another HMAC", forged(&json!({ "alg": "HS384", "typ": "JWT" }), &claims, key)),
        ("key confusion, RS256", forged(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, key)),
        ("key confusion, ES256", forged(&json!({ "alg": "ES256", "typ": "JWT" }), &claims, key)),
        ("key confusion, EdDSA", forged(&json!({ "alg": "EdDSA", "typ": "JWT" }), &claims, key)),
        ("a key in the header", forged(&jwk, &claims, b"their key")),
        ("a foreign key", forged(&header, &claims, b"another secret that is long enough too")),
        ("an empty key", forged(&header, &claims, b"")),
        ("wrong issuer", forged(&header, &with(&claims, "iss", json!("somebody")), key)),
        ("no issuer", forged(&header, &without(&claims, "iss"), key)),
        ("wrong audience", forged(&header, &with(&claims, "aud", json!("another-api")), key)),
        ("no audience", forged(&header, &without(&claims, "aud"), key)),
        ("expired", forged(&header, &with(&claims, "exp", json!(now - 1)), key)),
        ("no end", forged(&header, &without(&claims, "exp"), key)),
        ("an end that is no time", forged(&header, &with(&claims, "exp", json!("never")), key)),
        ("not yet valid", forged(&header, &with(&claims, "nbf", json!(now + 3600)), key)),
        ("no user", forged(&header, &without(&claims, "sub"), key)),
        ("no log-in", forged(&header, &without(&claims, "sid"), key)),
        ("somebody else's log-in", forged(&header, &with(&claims, "sid", other["sid"].clone()), key)),
        ("somebody else's log-in, the other way", forged(&header, &with(&other, "sid", claims["sid"].clone()), key)),
        ("a log-in that never was", forged(&header, &with(&claims, "sid", json!("0".repeat(24))), key)),
        ("another signature", flipped),
        ("another role under the same signature", swapped),
        ("no signature", format!("{head_and_body}.")),
        ("no signature, no dot", head_and_body.to_owned()),
        ("one part more", format!("{good}.x")),
        ("garbage", "garbage".to_owned()),
        ("dots", "..".to_owned()),
        ("numbers", "1.2.3".to_owned()),
        ("the refresh token's form", format!("{}.{}", "0".repeat(24), "0".repeat(64))),
        ("endless", "a".repeat(6_000)),
        ("a literal that opened the original", "admin-token".to_owned()),
    ];
    for (what, token) in corpus {
        let liar = Person::new(app.url.clone(), Some(token.clone()));
        for path in ["/api/auth/profile", "/api/orders/my-orders", "/api/orders/admin/all"] {
            let answer = liar.get(path).await;
            assert_eq!(answer.refusal(), (401, "invalid_token"), "{what} at {path}");
            // Contract 1.1: pages look for these words.
            assert_eq!(answer.body["message"], json!("Not authorized, token failed"), "{what}");
        }
        let Err(refusal) = Socket::try_connect(&app.url, Some(&token)).await else { panic!("{what} opens a socket") };
        assert!(refusal["message"].as_str().unwrap().contains("Not authorized"), "{what}: {refusal}");
    }
    assert_eq!(asha.get("/api/auth/profile").await.status, 200);
    app.finish().await;
}

// hole 17
#[tokio::test]
async fn only_our_own_pages_and_the_configured_ones_connect_on_either_transport() {
    let settings = [("APP_ENV", "production"), ("FRONTEND_URL", "https://shop.example,https://www.shop.example")];
    let app = TestApp::start_with(&settings).await;
    let host = app.url.strip_prefix("http://").unwrap().to_owned();
    let nobody = app.nobody();
    let matrix: Vec<(Option<String>, bool)> = vec![
        (None, true),
        (Some("https://shop.example".to_owned()), true),
        (Some("https://WWW.Shop.example".to_owned()), true),
        (Some(format!("http://{host}")), true),
        (Some(format!("https://{host}")), true),
        (Some("http://shop.example".to_owned()), false),
        (Some("https://shop.example:8443".to_owned()), false),
        (Some("https://evil.example".to_owned()), false),
        (Some("https://shop.example.evil.example".to_owned()), false),
        (Some("https://evilshop.example".to_owned()), false),
        (Some("https://shop.example@evil.example".to_owned()), false),
        (Some("http://localhost:5173".to_owned()), false),
        (Some(format!("http://{host}.evil.example")), false),
        (Some("file://".to_owned()), false),
        (Some("null".to_owned()), false),
        (Some(String::new()), false),
    ];
    for (origin, welcome) in matrix {
        let path = "/socket.io/?EIO=4&transport=polling";
        let mut request = nobody.request(Method::GET, path);
        if let Some(origin) = &origin {
            request = request.header("origin", origin);
        }
        let polling = nobody.send(request).await;
        assert_eq!(polling.status, if welcome { 200 } else { 403 }, "polling from {origin:?}");
        let cors = polling.headers.get("access-control-allow-origin");
        if !welcome {
            assert_eq!(cors, None, "{origin:?}");
        }
        let address = app.url.replacen("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket";
        let mut request = address.into_client_request().unwrap();
        if let Some(origin) = &origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok(_) => assert!(welcome, "a websocket from {origin:?}"),
            Err(error) => {
                assert!(!welcome && error.to_string().contains("403"), "a websocket from {origin:?}: {error}");
            }
        }
    }
    app.finish().await;
}
