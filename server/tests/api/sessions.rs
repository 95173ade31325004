//! Log-ins: how they are extended, and that an ended one opens no door.

use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _};
use serde_json::{Value, json};
use trackroom::{
    clock,
    config::Secret,
    services::{accounts, sessions},
    store::entities::{login_session, user},
};

use crate::support::{Person, TestApp, until};

/// The value of a cookie that an answer sets.
fn cookie(headers: &reqwest::header::HeaderMap, name: &str) -> Option<String> {
    let prefix = format!("{name}=");
    let set = headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|value| value.strip_prefix(&prefix)).map(|rest| rest.split(';').next().unwrap().to_owned()).next()
}

/// Registers somebody; their token and refresh cookie.
async fn registered(app: &TestApp) -> (Person, String) {
    let body = json!({ "name": "Asha", "email": "asha@example.org", "password": "long enough" });
    let answer = app.nobody().post("/api/auth/register", &body).await;
    let refresh = cookie(&answer.headers, "trackroom_refresh").unwrap();
    (person(app, &answer.ok()), refresh)
}

async fn logs_in(app: &TestApp, password: &str) -> Person {
    let body = json!({ "email": "asha@example.org", "password": password });
    person(app, &app.nobody().post("/api/auth/login", &body).await.ok())
}

fn person(app: &TestApp, session: &Value) -> Person {
    Person::new(app.url.clone(), Some(session["token"].as_str().unwrap().to_owned()))
}

async fn refresh(app: &TestApp, token: &str) -> crate::support::Answer {
    let nobody = app.nobody();
    let request = nobody.request(reqwest::Method::POST, "/api/auth/refresh-token");
    nobody.send(request.header("cookie", format!("trackroom_refresh={token}"))).await
}

async fn profile_status(who: &Person) -> u16 {
    who.get("/api/auth/profile").await.status.as_u16()
}

// contract 2.2
#[tokio::test]
async fn a_refresh_cookie_gives_a_fresh_token_and_the_next_cookie() {
    let app = TestApp::start().await;
    let (asha, first) = registered(&app).await;
    let answer = refresh(&app, &first).await;
    let header = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    let header = header.into_iter().find(|value| value.starts_with("trackroom_refresh=")).unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/api/auth", "Max-Age="] {
        assert!(header.contains(part), "{header}");
    }
    let second = cookie(&answer.headers, "trackroom_refresh").unwrap();
    assert_ne!(first, second);
    let session = answer.ok();
    assert_eq!(session["user"]["email"], json!("asha@example.org"));
    assert_eq!(profile_status(&person(&app, &session)).await, 200);
    // The token before is of the same session: it stays good until it ends by itself.
    assert_eq!(profile_status(&asha).await, 200);
    // Only hashes are stored.
    let stored = login_session::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    for token in [&first, &second] {
        let secret = token.split_once('.').unwrap().1;
        assert!(!format!("{stored:?}").contains(secret));
    }
    assert_eq!(refresh(&app, "").await.refusal(), (401, "invalid_token"));
    assert_eq!(refresh(&app, &format!("{}.{}", stored.id, "0".repeat(63))).await.refusal(), (401, "invalid_token"));
    assert_eq!(app.nobody().post("/api/auth/refresh-token", &json!({})).await.refusal(), (401, "no_token"));
    // A page elsewhere cannot use the cookie even where the browser would send it.
    let nobody = app.nobody();
    let foreign = nobody.request(reqwest::Method::POST, "/api/auth/refresh-token");
    let foreign =
        foreign.header("cookie", format!("trackroom_refresh={second}")).header("origin", "https://evil.example");
    assert_eq!(nobody.send(foreign).await.refusal(), (401, "no_token"));
    app.finish().await;
}

#[tokio::test]
async fn two_tabs_that_refresh_at_once_go_on_together() {
    let app = TestApp::start().await;
    let (_, first) = registered(&app).await;
    let answers = futures_util::future::join_all((0..8).map(|_| refresh(&app, &first))).await;
    let mut next: Vec<String> =
        answers.iter().map(|answer| cookie(&answer.headers, "trackroom_refresh").unwrap()).collect();
    next.dedup();
    assert_eq!(next.len(), 1, "all tabs get the same next token");
    let third = refresh(&app, &next[0]).await;
    assert_eq!(third.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_ends_the_whole_family() {
    let app = TestApp::start().await;
    let (asha, first) = registered(&app).await;
    let second = cookie(&refresh(&app, &first).await.headers, "trackroom_refresh").unwrap();
    // Two steps back: no grace, whatever the time.
    let answer = refresh(&app, &second).await;
    let third = cookie(&answer.headers, "trackroom_refresh").unwrap();
    let thief = person(&app, &answer.ok());
    assert_eq!(refresh(&app, &first).await.refusal(), (401, "invalid_token"));
    assert_eq!(refresh(&app, &third).await.refusal(), (401, "invalid_token"));
    for token in [&asha, &thief] {
        assert_eq!(token.get("/api/auth/profile").await.refusal(), (401, "invalid_token"));
    }
    app.finish().await;
}

#[tokio::test]
async fn the_grace_for_the_previous_refresh_token_ends() {
    let app = TestApp::start().await;
    let (asha, first) = registered(&app).await;
    let second = cookie(&refresh(&app, &first).await.headers, "trackroom_refresh").unwrap();
    let session = login_session::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    let mut row = session.into_active_model();
    row.rotated_at = Set(clock::now() - sessions::GRACE);
    row.update(app.app.db.write()).await.unwrap();
    assert_eq!(refresh(&app, &first).await.refusal(), (401, "invalid_token"));
    assert_eq!(refresh(&app, &second).await.refusal(), (401, "invalid_token"));
    assert_eq!(profile_status(&asha).await, 401);
    app.finish().await;
}

#[tokio::test]
async fn an_expired_session_and_a_deactivated_account_are_not_extended() {
    let app = TestApp::start().await;
    let (_, first) = registered(&app).await;
    let account = user::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    let mut row = account.clone().into_active_model();
    row.is_active = Set(false);
    row.update(app.app.db.write()).await.unwrap();
    assert_eq!(refresh(&app, &first).await.refusal(), (401, "account_deactivated"));
    let mut row = user::ActiveModel { id: Set(account.id), ..Default::default() };
    row.is_active = Set(true);
    row.update(app.app.db.write()).await.unwrap();
    let session = login_session::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    let mut row = session.into_active_model();
    row.expires_at = Set(clock::now());
    row.update(app.app.db.write()).await.unwrap();
    assert_eq!(refresh(&app, &first).await.refusal(), (401, "invalid_token"));
    app.finish().await;
}

// hole 4
#[tokio::test]
async fn a_logout_ends_the_session_at_once_by_token_or_by_cookie() {
    let app = TestApp::start().await;
    let (asha, cookie_of_first) = registered(&app).await;
    let other = logs_in(&app, "long enough").await;
    let answer = other.post("/api/auth/logout", &json!({})).await;
    let cleared: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cleared.len(), 2);
    assert!(cleared.iter().all(|value| value.contains("Max-Age=0")), "{cleared:?}");
    assert_eq!(other.get("/api/auth/profile").await.refusal(), (401, "invalid_token"));
    assert_eq!(profile_status(&asha).await, 200);
    let nobody = app.nobody();
    let by_cookie = nobody.request(reqwest::Method::POST, "/api/auth/logout");
    let by_cookie = by_cookie.header("cookie", format!("trackroom_refresh={cookie_of_first}"));
    assert_eq!(nobody.send(by_cookie).await.status, 200);
    assert_eq!(profile_status(&asha).await, 401);
    assert_eq!(refresh(&app, &cookie_of_first).await.refusal(), (401, "invalid_token"));
    // Contract 2.2: nobody in particular may log out.
    assert_eq!(nobody.post("/api/auth/logout", &json!({})).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_logout_leaves_the_session_of_somebody_else_in_the_same_browser() {
    let app = TestApp::start().await;
    let (asha, cookie_of_asha) = registered(&app).await;
    let admin = app.admin().await;
    let by_admin = admin.request(reqwest::Method::POST, "/api/auth/logout");
    let answer = admin.send(by_admin.header("cookie", format!("trackroom_refresh={cookie_of_asha}"))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers.get("set-cookie"), None, "the cookies are Asha's");
    assert_eq!(profile_status(&admin).await, 401);
    assert_eq!(profile_status(&asha).await, 200);
    assert_eq!(refresh(&app, &cookie_of_asha).await.status, 200);
    app.finish().await;
}

#[tokio::test]
async fn a_late_logout_by_a_token_that_has_expired_ends_its_own_session_and_nobody_elses() {
    let app = TestApp::start_with(&[("JWT_EXPIRE", "1s")]).await;
    let (asha, cookie_of_asha) = registered(&app).await;
    let body = json!({ "name": "Ravi", "email": "ravi@example.org", "password": "long enough" });
    let answer = app.nobody().post("/api/auth/register", &body).await;
    let cookie_of_ravi = cookie(&answer.headers, "trackroom_refresh").unwrap();
    until(async || profile_status(&asha).await == 401).await;
    let late = asha.request(reqwest::Method::POST, "/api/auth/logout");
    asha.send(late.header("cookie", format!("trackroom_refresh={cookie_of_ravi}"))).await.ok();
    assert_eq!(refresh(&app, &cookie_of_ravi).await.status, 200);
    assert_eq!(refresh(&app, &cookie_of_asha).await.refusal(), (401, "invalid_token"));
    app.finish().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let (asha, _) = registered(&app).await;
    let other = logs_in(&app, "long enough").await;
    let body = |current: &str, new: &str| json!({ "currentPassword": current, "newPassword": new });
    let path = "/api/auth/change-password";
    assert_eq!(app.nobody().post(path, &body("long enough", "even longer")).await.refusal(), (401, "no_token"));
    assert_eq!(asha.post(path, &json!({})).await.refusal(), (400, "password_required"));
    assert_eq!(asha.post(path, &body("long enough", "short")).await.refusal(), (400, "weak_password"));
    assert_eq!(asha.post(path, &body("wrong one", "even longer")).await.refusal(), (400, "wrong_password"));
    assert_eq!(profile_status(&other).await, 200);
    asha.post(path, &body("long enough", "even longer")).await.ok();
    assert_eq!(profile_status(&asha).await, 200);
    assert_eq!(profile_status(&other).await, 401);
    assert_eq!(profile_status(&logs_in(&app, "even longer").await).await, 200);
    let old = json!({ "email": "asha@example.org", "password": "long enough" });
    assert_eq!(app.nobody().post("/api/auth/login", &old).await.refusal(), (401, "invalid_credentials"));
    app.finish().await;
}

#[tokio::test]
async fn of_two_changes_of_a_password_at_once_one_has_happened() {
    let app = TestApp::start().await;
    let (asha, _) = registered(&app).await;
    let body = |new: &str| json!({ "currentPassword": "long enough", "newPassword": new });
    let path = "/api/auth/change-password";
    let (first, second) = (body("even longer one"), body("even longer two"));
    let (one, two) = futures_util::join!(asha.post(path, &first), asha.post(path, &second));
    let (happened, refused) = if one.status.is_success() { ("even longer one", two) } else { ("even longer two", one) };
    assert_eq!(refused.refusal(), (400, "wrong_password"));
    logs_in(&app, happened).await;
    app.finish().await;
}

#[tokio::test]
async fn a_log_in_whose_password_was_changed_meanwhile_opens_no_session() {
    let app = TestApp::start().await;
    let (asha, _) = registered(&app).await;
    let recognised = accounts::log_in(&app.app, "asha@example.org", Secret::new("long enough")).await.unwrap();
    let body = json!({ "currentPassword": "long enough", "newPassword": "even longer" });
    asha.post("/api/auth/change-password", &body).await.ok();
    let refused = sessions::open(&app.app, recognised).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_credentials");

    // Nor one whose account was deactivated.
    let recognised = accounts::log_in(&app.app, "asha@example.org", Secret::new("even longer")).await.unwrap();
    let mut row = recognised.clone().into_active_model();
    row.is_active = Set(false);
    row.update(app.app.db.write()).await.unwrap();
    assert_eq!(sessions::open(&app.app, recognised).await.unwrap_err().code(), "account_deactivated");
    app.finish().await;
}

#[tokio::test]
async fn a_password_is_hashed_anew_when_the_parameters_have_grown() {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
    let app = TestApp::start().await;
    registered(&app).await;
    let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8 * 1024, 1, 1, None).unwrap());
    let weak = weak.hash_password(b"long enough").unwrap().to_string();
    let stored = async || user::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    let mut row = stored().await.into_active_model();
    row.password_hash = Set(Some(weak.clone()));
    row.update(app.app.db.write()).await.unwrap();
    // Both of two log-ins at once are let in, whichever makes it anew.
    futures_util::join!(logs_in(&app, "long enough"), logs_in(&app, "long enough"));
    let strong = stored().await.password_hash.unwrap();
    assert!(strong.starts_with("$argon2id$v=19$m=19456,t=2,"), "{strong}");
    logs_in(&app, "long enough").await;
    assert_eq!(stored().await.password_hash.unwrap(), strong);
    app.finish().await;
}

#[tokio::test]
async fn sessions_that_ended_long_ago_are_forgotten() {
    let app = TestApp::start().await;
    registered(&app).await;
    let session = login_session::Entity::find().one(app.app.db.read()).await.unwrap().unwrap();
    logs_in(&app, "long enough").await;
    let mut row = session.into_active_model();
    row.expires_at = Set(clock::now() - chrono::TimeDelta::days(2));
    row.update(app.app.db.write()).await.unwrap();
    assert_eq!(sessions::forget_ended(&app.app).await.unwrap(), 1);
    assert_eq!(login_session::Entity::find().count(app.app.db.read()).await.unwrap(), 1);
    app.finish().await;
}
