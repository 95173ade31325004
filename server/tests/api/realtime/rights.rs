//! A socket lives no longer than its right to be there, and a change of role takes effect while it is open.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _};
use serde_json::{Value, json};
use trackroom::{clock, domain::role::Role, store::entities::user};

use crate::support::{Person, Socket, TestApp, builders, until};

/// Changes an account behind the app's back, as another node would.
async fn change(app: &TestApp, who: &Person, change: impl FnOnce(&mut user::ActiveModel)) {
    let mut row = user::ActiveModel { id: Set(who.id().await), updated_at: Set(clock::now()), ..Default::default() };
    change(&mut row);
    row.update(app.app.db.write()).await.unwrap();
}

#[tokio::test]
async fn a_logout_ends_the_persons_sockets_and_nobody_elses() {
    let app = TestApp::start().await;
    let (asha, ravi) = (app.customer().await, app.customer().await);
    let (mut socket, mut other) = (asha.socket().await, ravi.socket().await);
    asha.post("/api/auth/logout", &json!({})).await.ok();
    assert_eq!(socket.farewell().await, json!("session_ended"));
    assert_eq!(other.everything_so_far().await, Vec::<Vec<Value>>::new());
    app.finish().await;
}

// hole 4
#[tokio::test]
async fn a_deactivated_account_is_disconnected_whichever_node_did_it() {
    let app = TestApp::start().await;
    let asha = app.customer().await;
    let mut socket = asha.socket().await;
    change(&app, &asha, |row| row.is_active = Set(false)).await;
    assert_eq!(socket.farewell().await, json!("account_deactivated"));
    app.finish().await;
}

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let app = TestApp::start_with(&[("JWT_EXPIRE", "5s")]).await;
    let asha = app.customer().await;
    let mut socket = asha.socket().await;
    assert_eq!(socket.farewell().await, json!("token_expired"));
    assert_eq!(asha.get("/api/auth/profile").await.refusal(), (401, "invalid_token"));
    app.finish().await;
}

#[tokio::test]
async fn a_client_brings_a_new_token_without_reconnecting() {
    let app = TestApp::start_with(&[("JWT_EXPIRE", "12s")]).await;
    let product = builders::product(&app.app, 100, 9).await;
    let (asha, ravi) = (app.customer().await, app.customer().await);
    let order = asha.orders(&product, 1).await;
    let mut socket = asha.socket().await;
    socket.follows(order["orderId"].as_str().unwrap()).await;
    let account = user::Entity::find_by_id(asha.id().await).one(app.app.db.read()).await.unwrap().unwrap();
    let refusal = |answer: &Value| answer["error"]["code"].as_str().map(str::to_owned);
    let bad = [
        (json!({ "token": ravi.token }), "not_authorized"),
        (json!({ "token": "nonsense" }), "invalid_token"),
        (json!({}), "invalid_request"),
        (Value::Null, "invalid_request"),
    ];
    for (argument, code) in bad {
        assert_eq!(refusal(&socket.ask("auth:refresh", &argument).await).as_deref(), Some(code), "{argument}");
    }
    // Accounts that are closed or gone.
    let (kept_out, gone) = (app.customer().await, app.customer().await);
    change(&app, &kept_out, |row| row.is_active = Set(false)).await;
    user::Entity::delete_by_id(gone.id().await).exec(app.app.db.write()).await.unwrap();
    for (person, code) in [(kept_out, "account_deactivated"), (gone, "user_not_found")] {
        let answer = socket.ask("auth:refresh", &json!({ "token": person.token })).await;
        assert_eq!(refusal(&answer).as_deref(), Some(code));
    }
    let mut stranger = app.socket().await;
    let answer = stranger.ask("auth:refresh", &json!({ "token": asha.token })).await;
    assert_eq!(refusal(&answer).as_deref(), Some("not_authorized"));
    // A token of another log-in of the same person, made later, so good for longer.
    let before = trackroom_claims(&app, &asha);
    let made = app.app.credentials.tokens.verify(asha.token.as_deref().unwrap()).unwrap().iat;
    until(async || clock::now().timestamp() > made + 1).await;
    let later = app.session_of(account.clone()).await;
    assert!(trackroom_claims(&app, &later) > before + 1);
    let answer = socket.ask("auth:refresh", &json!({ "token": later.token })).await;
    assert_eq!(answer["ok"], json!(true), "{answer}");
    let expires = clock::parse(answer["expiresAt"].as_str().unwrap()).unwrap().timestamp();
    assert_eq!(expires, trackroom_claims(&app, &later));
    // The first token's end passes; the socket stays and its room too; then the second one's comes.
    assert_eq!(socket.farewell().await, json!("token_expired"));
    assert!(clock::now().timestamp() >= expires, "it lived as long as the second token");
    app.finish().await;
}

fn trackroom_claims(app: &TestApp, person: &Person) -> i64 {
    app.app.credentials.tokens.verify(person.token.as_deref().unwrap()).map_or(0, |claims| claims.exp)
}

async fn refused(socket: &mut Socket, command: &Value, code: &str) -> bool {
    socket.ask("admin-status-update", command).await["error"]["code"] == json!(code)
}

#[tokio::test]
async fn an_admin_who_loses_the_role_leaves_the_desk_while_connected() {
    let app = TestApp::start_with(&[("TRACKING_ACCESS", "owner")]).await;
    let product = builders::product(&app.app, 100, 9).await;
    let asha = app.customer().await;
    let order = asha.orders(&product, 1).await;
    let order_id = order["orderId"].as_str().unwrap().to_owned();
    let (boss, mole) = (app.admin().await, app.somebody(Role::Staff).await);
    let mut socket = mole.socket().await;
    socket.follows(&order_id).await;
    boss.moves(&order_id, "confirmed").await.ok();
    assert_eq!(socket.next_status().await["status"], json!("confirmed"));
    change(&app, &mole, |row| row.role = Set(Role::User)).await;
    // The socket's own answers tell when the role is gone: the command is refused.
    let command = json!({ "orderId": order_id, "status": "nonsense" });
    until(async || refused(&mut socket, &command, "not_authorized").await).await;
    // Leaving the rooms is asked for before the next look can end, and done before a count is answered.
    until(async || app.app.realtime.followers(1).await == 0).await;
    let mut desk = boss.socket().await;
    socket.everything_so_far().await;
    boss.moves(&order_id, "processing").await.ok();
    asha.orders(&product, 1).await;
    assert_eq!(desk.next_status().await["status"], json!("processing"));
    assert_eq!(desk.next().await[0], json!("order-created"));
    let heard = socket.everything_so_far().await;
    assert_eq!(heard, Vec::<Vec<Value>>::new(), "neither the order's room nor the desk's");
    let answer = socket.ask("join-order-tracking", &json!(order_id)).await;
    assert_eq!(answer["error"]["code"], json!("order_not_found"));
    // And back again.
    change(&app, &mole, |row| row.role = Set(Role::Staff)).await;
    until(async || refused(&mut socket, &command, "invalid_status").await).await;
    boss.moves(&order_id, "shipped").await.ok();
    assert_eq!(socket.next_status().await["status"], json!("shipped"));
    app.finish().await;
}
