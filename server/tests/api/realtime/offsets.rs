//! Clients that count their arguments ask for events without offsets, and get no recovery.

use serde_json::{Value, json};

use crate::support::{Socket, TestApp, builders, until};

async fn connects(app: &TestApp, query: &str, auth: Option<Value>) -> Socket {
    let mut socket = Socket::dial_with(&app.url, query).await;
    socket.asks_in(auth).await;
    socket.is_let_in().await.expect("the socket is let in");
    socket
}

#[tokio::test]
async fn without_offsets_a_client_gets_one_argument_and_nothing_to_come_back_to() {
    let app = TestApp::start().await;
    let product = builders::product(&app.app, 50, 500).await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    asha.orders(&product, 1).await;
    let mut plain = connects(&app, "&offsets=off", None).await;
    let mut usual = connects(&app, "&offsets=on", None).await;
    let mut desk = connects(&app, "&offsets=off", Some(json!({ "token": admin.token }))).await;
    assert_eq!((&plain.pid, &desk.pid), (&None, &None));
    let pid = usual.pid.clone().expect("a recovery id");
    for socket in [&mut plain, &mut usual] {
        socket.follows("ORD00001").await;
    }
    admin.moves("ORD00001", "confirmed").await.ok();
    asha.orders(&product, 1).await;
    let (mut with, without) = (usual.next().await, plain.next().await);
    assert_eq!(with.pop().and_then(|offset| offset.as_str().map(str::len)), Some(1), "an offset");
    assert_eq!(with, without, "but for the offset they are the same");
    assert_eq!(without.len(), 2);
    while desk.next().await[1]["orderId"] != json!("ORD00002") {}
    admin.moves("ORD00002", "confirmed").await.ok();
    let heard = desk.next().await;
    assert_eq!((heard.len(), &heard[1]["seq"]), (2, &json!(2)));

    // Of the three one is kept. The desk's would be, too.
    drop((plain, usual, desk));
    until(async || app.app.realtime.followers(1).await == 0).await;
    admin.moves("ORD00001", "shipped").await.ok();
    // Who claims a session and wants none gets none, and takes none away.
    let mut claims = connects(&app, "&offsets=off", Some(json!({ "pid": pid }))).await;
    assert_eq!(claims.pid, None);
    assert!(claims.everything_so_far().await.is_empty());
    let mut usual = Socket::come_back(&app.url, None, &pid, None).await;
    assert_eq!(usual.pid.as_deref(), Some(pid.as_str()));
    assert_eq!(usual.next_status().await["seq"], json!(2));
    assert_eq!(usual.next_status().await["seq"], json!(3));
    assert_eq!(app.stored_rooms_of_sessions().await, 1);
    app.finish().await;
}

#[tokio::test]
async fn what_is_neither_on_nor_off_is_refused_in_words() {
    let app = TestApp::start().await;
    for query in ["&offsets=no", "&offsets=OFF", "&offsets="] {
        let mut socket = Socket::dial_with(&app.url, query).await;
        socket.asks_in(None).await;
        let refusal = socket.is_let_in().await.expect_err("no such word");
        assert_eq!(refusal, json!({ "message": "offsets in the query must be on or off" }));
    }
    app.finish().await;
}
