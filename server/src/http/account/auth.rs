//! Logging in and out, and one's own profile.

use axum::{
    Json as Answer,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::http::extract::{input::optional, parts::Json};
use crate::{
    app::{App, AppState},
    auth::{
        cookie,
        extract::{CurrentUser, Token, bearer},
        password,
    },
    config::{Secret, origin},
    domain::{
        contact::{EmailAddress, InvalidEmail, InvalidPhone, PhoneNumber},
        role::Role,
    },
    error::{AuthFailure, Code, Error, Result},
    http::middleware::rate_limit::LogInAttempt,
    services::{
        accounts::{self, ProfileChange, Registration},
        addresses,
        sessions::{self, Opened},
    },
    store::entities::user::{self, ProfileAddress},
    views::{
        answer::Done,
        user::{ProfileView, SessionUser},
    },
};

const MAX_NAME: usize = 100;
const MAX_TEXT: usize = 200;

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
async fn open_session(
    app: &App,
    jar: CookieJar,
    user: user::Model,
    message: &'static str,
) -> Result<(CookieJar, Answer<Session>)> {
    Ok(hand_out(app, jar, sessions::open(app, user).await?, message))
}

fn hand_out(app: &App, jar: CookieJar, opened: Opened, message: &'static str) -> (CookieJar, Answer<Session>) {
    let Opened { user, access: token, refresh } = opened;
    let jar = cookie::set(app, &user.id, token.clone(), refresh).into_iter().fold(jar, CookieJar::add);
    let redirect_to = if user.role == Role::User { "/" } else { "/admin" };
    (jar, Answer(Session { success: true, message, token, user: user.into(), redirect_to }))
}

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
    let email = parse_email(body.email)?;
    check_owned(email.as_ref())?;
    let phone = parse_phone(body.phone)?;
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
pub async fn login(
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
pub async fn phone_login(
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

/// The profile at the top level, as the original sends it, and under `user`, where the profile page looks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnProfile)]
pub struct ProfileAnswer {
    #[serde(flatten)]
    profile: ProfileView,
    user: ProfileView,
}

/// One's own profile.
#[utoipa::path(
    get, path = "/auth/profile", tag = "sessions", operation_id = "getProfile",
    responses((status = 200, description = "The profile", body = ProfileAnswer)),
    security(("bearer" = []))
)]
pub async fn profile(State(app): State<AppState>, CurrentUser(user): CurrentUser) -> Result<Answer<ProfileAnswer>> {
    let profile = profile_of(&app, user).await?;
    Ok(Answer(ProfileAnswer { user: profile.clone(), profile }))
}

async fn profile_of(app: &App, user: user::Model) -> Result<ProfileView> {
    let addresses = addresses::list(app.db.read(), &user.id).await?;
    Ok(ProfileView::new(user, addresses))
}

/// Body of a change of profile. The phone number stays: it is what one logs in with.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ProfileChange)]
pub struct ProfileBody {
    name: Option<String>,
    email: Option<String>,
    address: Option<ProfileAddress>,
}

/// The answer to a change of profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileChanged {
    success: bool,
    message: &'static str,
    user: ProfileView,
}

/// Changes one's own profile.
#[utoipa::path(
    put, path = "/auth/profile", tag = "sessions", operation_id = "updateProfile",
    request_body = ProfileBody,
    responses((status = 200, description = "The profile, changed", body = ProfileChanged)),
    extensions(("x-refusals" = json!([Code::InvalidEmail, Code::EmailTaken]))),
    security(("bearer" = []))
)]
pub async fn update_profile(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Json(body): Json<ProfileBody>,
) -> Result<Answer<ProfileChanged>> {
    let address = match body.address {
        None => None,
        Some(address) => Some(ProfileAddress {
            street: optional("Street", address.street, MAX_TEXT)?,
            city: optional("City", address.city, MAX_NAME)?,
            state: optional("State", address.state, MAX_NAME)?,
            zip_code: optional("Zip code", address.zip_code, 20)?,
            country: optional("Country", address.country, MAX_NAME)?,
        }),
    };
    // The profile page sends back what it does not change.
    let email = parse_email(body.email)?.filter(|email| email.as_str() != user.email);
    check_owned(email.as_ref())?;
    let change = ProfileChange { name: optional("Name", body.name, MAX_NAME)?, email, address };
    let user = accounts::update_profile(&app, user, change).await?;
    let profile = profile_of(&app, user).await?;
    Ok(Answer(ProfileChanged { success: true, message: "Profile updated successfully", user: profile }))
}

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
pub async fn verify_token(_: CurrentUser, Token(claims): Token) -> Answer<TokenAnswer> {
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
pub async fn refresh_token(
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

/// The refresh token of the cookie, if the page that brings it may call us.
fn refresh_cookie(app: &App, headers: &HeaderMap, jar: &CookieJar) -> Option<String> {
    let welcome = origin::may_call(headers, &app.config.realtime.allowed_origins);
    jar.get(cookie::REFRESH_COOKIE).filter(|_| welcome).map(|cookie| cookie.value().to_owned())
}

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
pub async fn logout(
    State(app): State<AppState>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Result<(CookieJar, Answer<Done>)> {
    let by_token = bearer(&headers).and_then(|token| app.tokens.verify_whenever(token));
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
pub async fn change_password(
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

fn parse_email(text: Option<String>) -> Result<Option<EmailAddress>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse().map_err(invalid_email)).transpose()
}

/// Refuses an address that we made up for a phone number: whoever took it would keep out the number's owner.
fn check_owned(email: Option<&EmailAddress>) -> Result<()> {
    if email.is_some_and(EmailAddress::is_made_up) { Err(invalid_email(InvalidEmail)) } else { Ok(()) }
}

fn parse_phone(text: Option<String>) -> Result<Option<PhoneNumber>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse().map_err(invalid_phone)).transpose()
}

fn invalid_email(error: InvalidEmail) -> Error {
    Error::invalid(Code::InvalidEmail, error.to_string())
}

fn invalid_phone(error: InvalidPhone) -> Error {
    Error::invalid(Code::InvalidPhone, error.to_string())
}
