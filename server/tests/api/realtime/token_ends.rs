//! A token's end is the end of a connection, not of the session: whoever brings another of the same log-in goes on.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};
use serde_json::{Value, json};
use trackroom::{clock, store::entities::user};

use crate::support::{Person, Socket, TestApp, builders, until};

/// A shop where only owners follow, with somebody's order.
async fn a_shop_with_an_order() -> (TestApp, Person, Person) {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 50, 500).await;
    let (asha, admin) = (app.customer().await, app.admin().await);
    asha.orders(&product, 1).await;
    (app, asha, admin)
}

/// A socket that follows the order, and its recovery id.
async fn a_follower(asha: &Person) -> (Socket, String) {
    let mut socket = asha.socket().await;
    socket.follows("ORD00001").await;
    let pid = socket.pid.clone().expect("a recovery id");
    (socket, pid)
}

/// The socket goes on by a token that is about to end. Returns that token.
async fn has_a_last_moment(app: &TestApp, who: &Person, socket: &mut Socket) -> String {
    loop {
        let token = app.token_for(who, 2);
        // On a busy machine it may have ended on its way.
        if socket.ask("auth:refresh", &json!({ "token": token })).await["ok"] == json!(true) {
            return token;
        }
    }
}

/// Comes back, and says whether the session is the old one.
async fn comes_back(app: &TestApp, token: Option<&str>, pid: &str, offset: Option<&str>) -> (Socket, bool) {
    let socket = Socket::come_back(&app.url, token, pid, offset).await;
    let recovered = socket.pid.as_deref() == Some(pid);
    (socket, recovered)
}

async fn hears(socket: &mut Socket, expected: impl IntoIterator<Item = i64>) {
    for seq in expected {
        assert_eq!(socket.next_status().await["seq"], json!(seq));
    }
    assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
}

/// One more change of the order, which may be made as often as one likes.
async fn moves_on(admin: &Person) {
    let change = json!({ "status": "shipped", "trackingNumber": format!("T{}", clock::now()) });
    admin.put("/api/orders/admin/ORD00001/status", &change).await.ok();
}

async fn is_refused(app: &TestApp, token: &str, pid: &str) {
    let mut socket = Socket::dial(&app.url).await;
    socket.asks_in(Some(json!({ "pid": pid, "token": token }))).await;
    let refusal = socket.is_let_in().await.expect_err("the token has ended");
    assert!(refusal["message"].as_str().unwrap().contains("Not authorized"), "{refusal}");
}

#[tokio::test]
async fn whoever_is_told_that_the_token_has_ended_comes_back_with_another_and_has_missed_nothing() {
    let (app, asha, admin) = a_shop_with_an_order().await;
    let (mut socket, pid) = a_follower(&asha).await;
    let mut offset = None;
    let mut seq = 1;
    // As often as it happens.
    for leaves_by_itself in [false, true] {
        let stale = has_a_last_moment(&app, &asha, &mut socket).await;
        assert_eq!(socket.farewell().await, json!("token_expired"));
        if leaves_by_itself {
            socket.raw("41").await;
        }
        until(async || app.app.realtime.followers(1).await == 0).await;
        moves_on(&admin).await;
        // Its library tries with what it has; somebody else tries, and is nobody.
        is_refused(&app, &stale, &pid).await;
        let (mut stranger, recovered) = comes_back(&app, None, &pid, None).await;
        assert!(!recovered, "the session is a person's");
        hears(&mut stranger, []).await;
        moves_on(&admin).await;

        let recovered;
        (socket, recovered) = comes_back(&app, asha.token.as_deref(), &pid, offset.as_deref()).await;
        assert!(recovered);
        moves_on(&admin).await;
        for _ in 0..3 {
            let event = socket.next().await;
            seq += 1;
            assert_eq!(event[1]["seq"], json!(seq));
            offset = event[2].as_str().map(str::to_owned);
        }
        assert_eq!(socket.everything_so_far().await, Vec::<Vec<Value>>::new());
    }
    app.finish().await;
}

#[tokio::test]
async fn a_token_that_ends_on_a_line_that_is_dead_unheard_leaves_the_session_to_its_client() {
    let (app, asha, admin) = a_shop_with_an_order().await;
    let (mut dead, pid) = a_follower(&asha).await;
    has_a_last_moment(&app, &asha, &mut dead).await;
    admin.moves("ORD00001", "confirmed").await.ok();
    // Nobody reads what the server says on it.
    until(async || app.app.realtime.followers(1).await == 0).await;
    admin.moves("ORD00001", "shipped").await.ok();
    let (mut socket, recovered) = comes_back(&app, asha.token.as_deref(), &pid, None).await;
    assert!(recovered);
    admin.moves("ORD00001", "delivered").await.ok();
    hears(&mut socket, [2, 3, 4]).await;
    drop(dead);
    app.finish().await;
}

#[tokio::test]
async fn the_session_of_a_token_that_has_ended_survives_a_restart_and_a_kill() {
    for killed in [false, true] {
        let (app, asha, admin) = a_shop_with_an_order().await;
        let (mut socket, pid) = a_follower(&asha).await;
        has_a_last_moment(&app, &asha, &mut socket).await;
        assert_eq!(socket.farewell().await, json!("token_expired"));
        admin.moves("ORD00001", "shipped").await.ok();
        let database = if killed { app.kill() } else { app.stop().await };

        let app = TestApp::start_on(database, &[("TRACKING_ACCESS", "owner")]).await;
        let (mut socket, recovered) = comes_back(&app, asha.token.as_deref(), &pid, None).await;
        assert!(recovered);
        hears(&mut socket, [2]).await;
        app.finish().await;
    }
}

#[tokio::test]
async fn the_desk_goes_on_too_when_its_token_has_ended() {
    let (app, _, admin) = a_shop_with_an_order().await;
    let mut desk = admin.socket().await;
    let pid = desk.pid.clone().unwrap();
    admin.moves("ORD00001", "confirmed").await.ok();
    assert_eq!(desk.next_status().await["seq"], json!(2));
    has_a_last_moment(&app, &admin, &mut desk).await;
    assert_eq!(desk.farewell().await, json!("token_expired"));
    admin.moves("ORD00001", "shipped").await.ok();
    let (mut desk, recovered) = comes_back(&app, admin.token.as_deref(), &pid, Some("2")).await;
    assert!(recovered);
    hears(&mut desk, [3]).await;
    app.finish().await;
}

#[tokio::test]
async fn nothing_is_recovered_of_a_log_in_that_has_ended_meanwhile_nor_by_another_one() {
    let (app, asha, admin) = a_shop_with_an_order().await;
    let account = user::Entity::find_by_id(asha.id().await).one(app.app.db.read()).await.unwrap().unwrap();
    let (mut socket, pid) = a_follower(&asha).await;
    has_a_last_moment(&app, &asha, &mut socket).await;
    assert_eq!(socket.farewell().await, json!("token_expired"));
    admin.moves("ORD00001", "shipped").await.ok();
    let other = app.session_of(account).await;
    let (mut anew, recovered) = comes_back(&app, other.token.as_deref(), &pid, None).await;
    assert!(!recovered, "it is the same person, by another log-in");
    hears(&mut anew, []).await;

    asha.post("/api/auth/logout", &json!({})).await.ok();
    is_refused(&app, asha.token.as_deref().unwrap(), &pid).await;
    let (_, recovered) = comes_back(&app, other.token.as_deref(), &pid, None).await;
    assert!(!recovered);
    app.finish().await;
}

#[tokio::test]
async fn who_goes_on_by_another_log_in_on_the_open_connection_comes_back_by_that_one() {
    let (app, asha, admin) = a_shop_with_an_order().await;
    let account = user::Entity::find_by_id(asha.id().await).one(app.app.db.read()).await.unwrap().unwrap();
    let (mut socket, pid) = a_follower(&asha).await;
    let other = app.session_of(account).await;
    assert_eq!(socket.ask("auth:refresh", &json!({ "token": other.token })).await["ok"], json!(true));
    drop(socket);
    admin.moves("ORD00001", "shipped").await.ok();
    let (_, recovered) = comes_back(&app, asha.token.as_deref(), &pid, None).await;
    assert!(!recovered, "the first log-in is no longer the session's");
    let database = app.stop().await;
    let app = TestApp::start_on(database, &[("TRACKING_ACCESS", "owner")]).await;
    let (mut socket, recovered) = comes_back(&app, other.token.as_deref(), &pid, None).await;
    assert!(recovered);
    hears(&mut socket, [2]).await;
    app.finish().await;
}

#[tokio::test]
async fn a_log_out_or_a_deactivation_ends_the_session_with_the_connection() {
    let (app, asha, _) = a_shop_with_an_order().await;
    let account = user::Entity::find_by_id(asha.id().await).one(app.app.db.read()).await.unwrap().unwrap();
    let active = async |active: bool| {
        let row = user::ActiveModel {
            id: Set(account.id.clone()),
            is_active: Set(active),
            updated_at: Set(clock::now()),
            ..Default::default()
        };
        row.update(app.app.db.write()).await.unwrap();
    };
    let (mut socket, pid) = a_follower(&asha).await;
    active(false).await;
    assert_eq!(socket.farewell().await, json!("account_deactivated"));
    active(true).await;
    until(async || app.stored_rooms_of_sessions().await == 0).await;
    let (_, recovered) = comes_back(&app, asha.token.as_deref(), &pid, None).await;
    assert!(!recovered);

    let (mut socket, pid) = a_follower(&asha).await;
    asha.post("/api/auth/logout", &json!({})).await.ok();
    assert_eq!(socket.farewell().await, json!("session_ended"));
    until(async || app.stored_rooms_of_sessions().await == 0).await;
    is_refused(&app, asha.token.as_deref().unwrap(), &pid).await;
    app.finish().await;
}

#[tokio::test]
async fn a_room_that_is_asked_for_again_while_the_token_ends_is_still_there_afterwards() {
    let (app, asha, admin) = a_shop_with_an_order().await;
    let mut seq = 1;
    for round in 0..3 {
        let (mut socket, pid) = a_follower(&asha).await;
        has_a_last_moment(&app, &asha, &mut socket).await;
        // The guard looks each time while joins are worked on, so also when the token has ended: as often as one client may
        // ask in the long run.
        let joins = r#"trackroom_socket_messages_total{name="join-order-tracking"}"#;
        let mut pace = tokio::time::interval(std::time::Duration::from_millis(400));
        while app.app.realtime.followers(1).await == 1 {
            pace.tick().await;
            let before = app.metric(joins).await;
            for _ in 0..20 {
                socket.emit("join-order-tracking", &json!({ "orderId": "ORD00001" })).await;
            }
            until(async || app.metric(joins).await > before || app.app.realtime.followers(1).await == 0).await;
            app.app.bus.publish(&trackroom::bus::Notice::RightsChanged);
        }
        moves_on(&admin).await;
        seq += 1;
        let (mut back, recovered) = comes_back(&app, asha.token.as_deref(), &pid, None).await;
        assert!(recovered, "round {round}");
        hears(&mut back, [seq]).await;
        moves_on(&admin).await;
        seq += 1;
        hears(&mut back, [seq]).await;
    }
    app.finish().await;
}
