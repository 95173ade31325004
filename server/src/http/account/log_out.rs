//! Logging out.

use axum::{Json as Answer, extract::State, http::HeaderMap};
use axum_extra::extract::CookieJar;

use super::session::refresh_cookie;
use crate::{app::AppState, auth::cookie, error::Result, net::bearer, services::sessions, views::answer::Done};

/// Ends the session of the bearer token, and that of the refresh cookie unless it is somebody else's.
///
/// A browser has one cookie and may have two people in two tabs: the one who leaves does not take the other along. A token
/// that has expired meanwhile still says who leaves.
#[utoipa::path(
    post, path = "/auth/logout", tag = "sessions", operation_id = "logOut",
    responses(
        (status = 200, description = "The session has ended, if there was one", body = Done)
    ),
    security((), ("bearer" = []), ("refreshCookie" = []))
)]
pub async fn log_out(
    State(app): State<AppState>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<(CookieJar, Answer<Done>)> {
    let by_token = bearer(&headers).and_then(|token| app.credentials.tokens.verify_whenever(token));
    let by_cookie = match refresh_cookie(&app, &headers, &jar) {
        Some(token) => sessions::of_refresh_token(&app, &token).await?,
        None => None,
    };
    let leaving = by_token.as_ref().map(|claims| &claims.sub);
    let somebody_elses = by_cookie.as_ref().is_some_and(|session| leaving.is_some_and(|user| *user != session.user_id));
    let (by_cookie, jar) = if somebody_elses {
        (None, jar)
    } else {
        (by_cookie, cookie::cleared(&app).into_iter().fold(jar, CookieJar::add))
    };
    let ending = by_token.map(|claims| claims.sid).into_iter().chain(by_cookie.map(|session| session.id));
    for session in ending {
        sessions::revoke(&app, &session).await?;
    }
    Ok((jar, Answer(Done::new("Logged out successfully"))))
}
