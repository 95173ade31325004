//! Logging in: with a password, or, where the policy allows, by a phone number alone.

use axum::{Json as Answer, extract::State};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    contact::invalid_phone,
    session::{Session, open_session},
};
use crate::{
    app::AppState,
    config::Secret,
    domain::contact::PhoneNumber,
    error::{Code, Error, Result},
    http::{extract::parts::Json, middleware::rate_limit::LogInAttempt},
    services::accounts,
};

/// Body of a log-in with a password.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Login, examples(json!({"identifier": "you@example.com", "password": "correct horse battery"})))]
pub struct LoginBody {
    /// An e-mail address or a phone number.
    identifier: Option<String>,
    /// Another name of `identifier`.
    email: Option<String>,
    /// Another name of `identifier`.
    phone: Option<String>,
    #[schema(required, nullable = false, format = Password)]
    password: Option<String>,
}

/// Logs in with an e-mail address or a phone number, and a password.
#[utoipa::path(
    post, path = "/auth/login", tag = "sessions", operation_id = "logIn",
    request_body = LoginBody,
    responses(
        (status = 200, description = "A session is open", body = Session, headers(("Set-Cookie" = String, description = "`trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device`")))
    ),
    extensions(("x-refusals" = json!([
        Code::CredentialsRequired, Code::InvalidCredentials, Code::AccountDeactivated
    ])))
)]
pub async fn by_password(
    State(app): State<AppState>,
    attempt: LogInAttempt,
    jar: CookieJar,
    Json(body): Json<LoginBody>,
) -> Result<(CookieJar, Answer<Session>)> {
    let identifier = body.identifier.or(body.email).or(body.phone).filter(|text| !text.trim().is_empty());
    let (Some(identifier), Some(password)) = (identifier, body.password) else {
        return Err(Error::invalid(
            Code::CredentialsRequired,
            "An email address or phone number and a password are required",
        ));
    };
    attempt.at(&app, &identifier).await?;
    let user = accounts::log_in(&app, &identifier, Secret::new(password)).await?;
    open_session(&app, jar, user, "Login successful").await
}

/// A phone number as pages send it.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum PhoneInput {
    /// As a text.
    Text(String),
    /// As a number.
    Number(i64),
}

/// Body of the front end's log-in.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PhoneLogin, examples(json!({"phone": "9000012345"})))]
pub struct PhoneLoginBody {
    /// The number; ten digits are an Indian one.
    #[schema(value_type = PhoneInput, required)]
    phone: Option<Value>,
}

/// The existing front end's log-in: a phone number and nothing else, under the policies of `PHONE_LOGIN` and, for admins,
/// `ADMIN_PHONE_LOGIN`.
#[utoipa::path(
    post, path = "/auth/phone-login", tag = "sessions", operation_id = "logInByPhone",
    request_body = PhoneLoginBody,
    responses(
        (status = 200, description = "A session is open", body = Session, headers(("Set-Cookie" = String, description = "`trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device`")))
    ),
    extensions(("x-refusals" = json!([
        Code::InvalidPhone, Code::PhoneRequired, Code::AccountDeactivated, Code::NotAuthorized
    ])))
)]
pub async fn by_phone(
    State(app): State<AppState>,
    attempt: LogInAttempt,
    jar: CookieJar,
    Json(body): Json<PhoneLoginBody>,
) -> Result<(CookieJar, Answer<Session>)> {
    let text = match body.phone {
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) => number.to_string(),
        None | Some(Value::Null) => String::new(),
        Some(_) => return Err(Error::invalid(Code::InvalidPhone, "Please enter a valid 10-digit phone number")),
    };
    if text.trim().is_empty() {
        return Err(Error::invalid(Code::PhoneRequired, "Phone number is required"));
    }
    let phone: PhoneNumber = text.parse().map_err(invalid_phone)?;
    attempt.at(&app, phone.as_str()).await?;
    let user = accounts::phone_login(&app, &phone, attempt.certain_address()).await?;
    open_session(&app, jar, user, "Login successful").await
}
