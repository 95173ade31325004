//! Making an account.

use axum::{Json as Answer, extract::State, http::StatusCode};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    contact,
    session::{Session, open_session},
};
use crate::{
    app::AppState,
    config::Secret,
    domain::password,
    domain::{
        contact::{EmailAddress, PhoneNumber},
        role::Role,
    },
    error::{Code, Error, Result},
    http::{
        extract::{input::optional, parts::Json},
        middleware::rate_limit::LogInAttempt,
    },
    services::accounts::{self, Registration},
};

const MAX_NAME: usize = 100;

/// Body of a registration.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Registration, examples(json!({"name": "Meena", "email": "you@example.com", "phone": "9000012345", "password": "correct horse battery"})))]
pub struct RegisterBody {
    #[schema(required, nullable = false, max_length = 100)]
    name: Option<String>,
    /// This or a phone number.
    #[schema(max_length = 254)]
    email: Option<String>,
    /// This or an e-mail address.
    phone: Option<String>,
    #[schema(required, nullable = false, format = Password, min_length = 8, max_length = 128)]
    password: Option<String>,
}

/// Makes an account and logs it in.
#[utoipa::path(
    post, path = "/auth/register", tag = "sessions", operation_id = "register",
    request_body = RegisterBody,
    responses(
        (status = 201, description = "The account is made, and a session is open", body = Session, headers(("Set-Cookie" = String, description = "`trackroom_session`, for the socket's handshake, `trackroom_refresh` and `trackroom_device`")))
    ),
    extensions(("x-refusals" = json!([
        Code::NameRequired, Code::InvalidEmail, Code::InvalidPhone, Code::ContactRequired, Code::PasswordRequired,
        Code::WeakPassword, Code::AccountExists
    ])))
)]
pub async fn register(
    State(app): State<AppState>,
    attempt: LogInAttempt,
    jar: CookieJar,
    Json(body): Json<RegisterBody>,
) -> Result<(StatusCode, CookieJar, Answer<Session>)> {
    let name =
        optional("Name", body.name, MAX_NAME)?.ok_or_else(|| Error::invalid(Code::NameRequired, "Name is required"))?;
    let email = contact::parse_email(body.email)?;
    contact::check_owned(email.as_ref())?;
    let phone = contact::parse_phone(body.phone)?;
    if email.is_none() && phone.is_none() {
        return Err(Error::invalid(Code::ContactRequired, "An email address or a phone number is required"));
    }
    let password = body.password.ok_or_else(|| Error::invalid(Code::PasswordRequired, "Password is required"))?;
    password::check_strength(&password).map_err(|weak| Error::invalid(Code::WeakPassword, weak.to_string()))?;
    for account in email.iter().map(EmailAddress::as_str).chain(phone.iter().map(PhoneNumber::as_str)) {
        attempt.at(&app, account).await?;
    }
    let new = Registration { name, email, phone, password: Secret::new(password), role: Role::User };
    let user = accounts::register(&app, new).await?;
    let (jar, session) = open_session(&app, jar, user, "Registration successful").await?;
    Ok((StatusCode::CREATED, jar, session))
}
