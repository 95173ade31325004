//! What nodes tell each other, and what happens when it is not heard.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};
use trackroom::{clock, store::entities::user};

use crate::{
    a_customer, finish,
    support::{TestApp, until},
    two_nodes,
};

const LOG: &str = r#"trackroom_node_notices_total{topic="log"}"#;
const RIGHTS: &str = r#"trackroom_node_notices_total{topic="rights"}"#;

/// Ends the connections on which nodes listen.
async fn deafen(node: &TestApp) {
    let listening = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    node.app.db.write().execute_unprepared(listening).await.unwrap();
}

#[tokio::test]
async fn a_follower_on_one_node_sees_what_an_admin_does_on_the_other() {
    let (a, b) = two_nodes(&[]).await;
    let customer = a_customer(&a, 1).await;
    let mut socket = customer.at(&b).socket().await;
    socket.follows("ORD00001").await;
    let mut desk = b.admin().await.socket().await;
    let admin = a.admin().await;
    for (seq, status) in (2..).zip(["confirmed", "processing", "shipped", "delivered"]) {
        admin.moves("ORD00001", status).await.ok();
        let heard = socket.next_status().await;
        assert_eq!((&heard["status"], &heard["seq"]), (&json!(status), &json!(seq)));
        assert_eq!(desk.next_status().await["seq"], json!(seq));
    }
    assert!(b.metric(LOG).await > 0.0, "it was told, and did not only look by itself");
    assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
    finish((a, b)).await;
}

#[tokio::test]
async fn events_arrive_while_nobody_is_heard_and_listening_begins_again() {
    let (a, b) = two_nodes(&[]).await;
    let customer = a_customer(&a, 1).await;
    let mut socket = customer.at(&b).socket().await;
    socket.follows("ORD00001").await;
    let admin = a.admin().await;
    for status in ["confirmed", "processing", "shipped"] {
        let listens = b.metric("trackroom_node_listens_total").await;
        deafen(&a).await;
        admin.moves("ORD00001", status).await.ok();
        assert_eq!(socket.next_status().await["status"], json!(status));
        until(async || b.metric("trackroom_node_listens_total").await > listens).await;
    }
    until(async || b.metric("trackroom_listening_to_nodes").await > 0.0).await;
    let heard = b.metric(LOG).await;
    admin.moves("ORD00001", "delivered").await.ok();
    assert_eq!(socket.next_status().await["status"], json!("delivered"));
    until(async || b.metric(LOG).await > heard).await;
    finish((a, b)).await;
}

#[tokio::test]
async fn a_log_out_a_deactivation_and_a_link_taken_back_reach_sockets_of_the_other_node() {
    let (a, b) = two_nodes(&[("TRACKING_ACCESS", "owner")]).await;
    let (asha, ravi, admin) = (a_customer(&a, 1).await, a.customer().await, a.admin().await);
    let (mut out, mut kept_out) = (asha.at(&b).socket().await, ravi.at(&b).socket().await);
    let path = "/api/orders/ORD00001/tracking-links";
    let link = asha.post(path, &json!({})).await.ok()["link"].clone();
    let mut friend = b.socket().await;
    let joined = friend.ask("join-order-tracking", &json!({ "ticket": link["ticket"] })).await;
    assert_eq!(joined["ok"], json!(true), "{joined} {link}");

    let told = b.metric(RIGHTS).await;
    let id = link["id"].as_str().unwrap_or_else(|| link["_id"].as_str().unwrap());
    asha.delete(&format!("{path}/{id}")).await.ok();
    let event = friend.next().await;
    assert_eq!((&event[0], &event[1]["code"]), (&json!("tracking-error"), &json!("tracking_link_not_found")));

    asha.post("/api/auth/logout", &json!({})).await.ok();
    assert_eq!(out.farewell().await, json!("session_ended"));

    let ravi = ravi.id().await;
    admin.patch(&format!("/api/admin/users/{ravi}/status"), &json!({ "isActive": false })).await.ok();
    assert_eq!(kept_out.farewell().await, json!("account_deactivated"));
    until(async || b.metric(RIGHTS).await > told).await;
    finish((a, b)).await;
}

#[tokio::test]
async fn rights_that_change_while_nobody_is_heard_are_noticed_all_the_same() {
    let (a, b) = two_nodes(&[]).await;
    let asha = a.customer().await;
    let mut socket = asha.at(&b).socket().await;
    let row = user::Entity::find_by_id(asha.id().await).one(a.app.db.read()).await.unwrap().unwrap();
    deafen(&a).await;
    // Behind the nodes' backs, as the command line would.
    let row = user::ActiveModel {
        id: Set(row.id),
        is_active: Set(false),
        updated_at: Set(clock::now()),
        ..Default::default()
    };
    row.update(a.app.db.write()).await.unwrap();
    assert_eq!(socket.farewell().await, json!("account_deactivated"));
    finish((a, b)).await;
}
