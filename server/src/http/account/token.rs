//! Access tokens: whether one is good, and a fresh one.

use axum::{Json as Answer, extract::State, http::HeaderMap};
use axum_extra::extract::CookieJar;
use serde::Serialize;
use utoipa::ToSchema;

use super::session::{Session, hand_out, refresh_cookie};
use crate::{
    app::AppState,
    domain::role::Role,
    error::{AuthFailure, Code, Error, Result},
    http::{
        extract::authority::{CurrentUser, Token},
        middleware::rate_limit::LogInAttempt,
    },
    services::sessions,
};

/// What a good token says.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenClaims {
    user_id: String,
    /// The role when the token was made.
    role: Role,
    /// When it was made, in seconds since 1970.
    iat: i64,
    /// When it ends, in seconds since 1970.
    exp: i64,
}

/// The answer about a token.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenAnswer {
    success: bool,
    /// True: a bad token is refused.
    valid: bool,
    user: TokenClaims,
}

/// Whether one's token is good, and what it says.
#[utoipa::path(
    post, path = "/auth/verify-token", tag = "sessions", operation_id = "verifyToken",
    responses((status = 200, description = "It is good", body = TokenAnswer)),
    security(("bearer" = []))
)]
pub async fn verify(_: CurrentUser, Token(claims): Token) -> Answer<TokenAnswer> {
    let user = TokenClaims { user_id: claims.sub, role: claims.role, iat: claims.iat, exp: claims.exp };
    Answer(TokenAnswer { success: true, valid: true, user })
}

/// Exchanges the refresh cookie for a new one and a fresh access token.
#[utoipa::path(
    post, path = "/auth/refresh-token", tag = "sessions", operation_id = "refreshToken",
    responses(
        (status = 200, description = "A fresh token", body = Session, headers(("Set-Cookie" = String, description = "`trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device`")))
    ),
    extensions(("x-refusals" = json!([
        Code::NoToken, Code::InvalidToken, Code::AccountDeactivated, Code::UserGone
    ]))),
    security(("refreshCookie" = []))
)]
pub async fn refresh(
    State(app): State<AppState>,
    attempt: LogInAttempt,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<(CookieJar, Answer<Session>)> {
    let token = refresh_cookie(&app, &headers, &jar).ok_or(Error::Unauthenticated(AuthFailure::NoToken))?;
    attempt.at_session(&app, token.split('.').next().unwrap_or_default())?;
    let opened = sessions::refresh(&app, &token).await?;
    Ok(hand_out(&app, jar, opened, "Session extended"))
}
