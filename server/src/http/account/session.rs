//! An open session as it is handed out: by registration, log-in and refresh alike.

use axum::{Json as Answer, http::HeaderMap};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    auth::cookie,
    config::origin,
    domain::role::Role,
    error::Result,
    services::sessions::{self, Opened},
    store::entities::user,
    views::user::SessionUser,
};

/// The answer to every kind of log-in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SessionResponse)]
pub struct Session {
    success: bool,
    message: &'static str,
    token: String,
    user: SessionUser,
    redirect_to: &'static str,
}

/// Opens a session: the token for REST, the cookie that tells a same-origin socket who is there, and the one
/// that extends the session.
pub(super) async fn open_session(
    app: &App,
    jar: CookieJar,
    user: user::Model,
    message: &'static str,
) -> Result<(CookieJar, Answer<Session>)> {
    Ok(hand_out(app, jar, sessions::open(app, user).await?, message))
}

/// Answers with a session that is open: the tokens of REST in the body and in cookies.
pub(super) fn hand_out(
    app: &App,
    jar: CookieJar,
    opened: Opened,
    message: &'static str,
) -> (CookieJar, Answer<Session>) {
    let Opened { user, access: token, refresh } = opened;
    let jar = cookie::set(app, &user.id, token.clone(), refresh).into_iter().fold(jar, CookieJar::add);
    let redirect_to = if user.role == Role::User { "/" } else { "/admin" };
    (jar, Answer(Session { success: true, message, token, user: user.into(), redirect_to }))
}

/// The refresh token of the cookie, if the page that brings it may call us.
pub(super) fn refresh_cookie(app: &App, headers: &HeaderMap, jar: &CookieJar) -> Option<String> {
    let welcome = origin::may_call(headers, &app.config.realtime.allowed_origins);
    jar.get(cookie::REFRESH_COOKIE).filter(|_| welcome).map(|cookie| cookie.value().to_owned())
}
