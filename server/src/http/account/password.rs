//! Changing one's password.

use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    config::Secret,
    domain::password,
    error::{Code, Error, Result},
    http::{
        extract::{
            authority::{CurrentUser, Token},
            parts::Json,
        },
        middleware::rate_limit::LogInAttempt,
    },
    services::accounts,
    views::answer::Done,
};

/// Body of a change of password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PasswordChange)]
pub struct ChangePasswordBody {
    #[schema(value_type = String, format = Password, required)]
    current_password: Option<Secret>,
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128, required)]
    new_password: Option<Secret>,
}

/// Changes one's password; one's other sessions end.
#[utoipa::path(
    post, path = "/auth/change-password", tag = "sessions", operation_id = "changePassword",
    request_body = ChangePasswordBody,
    responses((status = 200, description = "The password is changed", body = Done)),
    extensions(("x-refusals" = json!([Code::PasswordRequired, Code::WeakPassword, Code::WrongPassword]))),
    security(("bearer" = []))
)]
pub async fn change(
    State(app): State<AppState>,
    attempt: LogInAttempt,
    CurrentUser(user): CurrentUser,
    Token(claims): Token,
    Json(body): Json<ChangePasswordBody>,
) -> Result<Answer<Done>> {
    let (Some(current), Some(new)) = (body.current_password, body.new_password) else {
        return Err(Error::invalid(Code::PasswordRequired, "The current and the new password are required"));
    };
    password::check_strength(new.expose()).map_err(|weak| Error::invalid(Code::WeakPassword, weak.to_string()))?;
    attempt.at(&app, &user.id).await?;
    accounts::change_password(&app, &user, &claims.sid, current, new).await?;
    Ok(Answer(Done::new("Password changed successfully")))
}
