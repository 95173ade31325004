//! Who may follow which order: design 3, hole 16.

use serde_json::json;

use crate::support::{Socket, TestApp, builders};

// hole 16
#[tokio::test]
async fn under_owner_access_only_the_owner_and_the_shop_follow_an_order() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 5).await;
    let (owner, admin) = (app.customer().await, app.admin().await);
    owner.orders(&product, 1).await;
    let mut refusals = Vec::new();
    for mut socket in [app.socket().await, app.customer().await.socket().await] {
        for order in ["ORD00001", "ORD99999"] {
            refusals.push(socket.ask("join-order-tracking", &json!(order)).await);
        }
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "unknown and forbidden answer alike");
    assert_eq!(refusals[0]["error"]["code"], json!("order_not_found"));
    let (mut owners, mut admins) = (owner.socket().await, admin.socket().await);
    owners.follows("ORD00001").await;
    admins.follows("ORD00001").await;
    admin.moves("ORD00001", "shipped").await.ok();
    assert_eq!(owners.next_status().await["seq"], json!(2));
    app.finish().await;
}

#[tokio::test]
async fn under_public_access_whoever_knows_the_id_follows() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "public")]).await;
    let product = builders::product(&app.app, 50, 5).await;
    app.customer().await.orders(&product, 1).await;
    let snapshot = app.socket().await.follows("#ORD00001").await;
    assert_eq!(snapshot["orderId"], json!("ORD00001"));
    let fields: Vec<_> = snapshot.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["orderId", "seq", "status", "updatedAt"], "nothing about the customer");
    app.finish().await;
}

#[tokio::test]
async fn a_socket_with_a_bad_token_is_refused() {
    let app = TestApp::start().await;
    let refusal = Socket::try_connect(&app.url, Some("nonsense")).await.err().unwrap();
    assert!(refusal["message"].as_str().unwrap().contains("Not authorized"), "{refusal}");
    app.finish().await;
}
