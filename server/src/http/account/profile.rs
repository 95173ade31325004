//! One's own profile.

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contact;
use crate::{
    app::{App, AppState},
    error::{Code, Result},
    http::extract::{authority::CurrentUser, input::optional, parts::Json},
    services::{
        accounts::{self, ProfileChange},
        addresses,
    },
    store::entities::user::{self, ProfileAddress},
    views::user::ProfileView,
};

const MAX_NAME: usize = 100;
const MAX_TEXT: usize = 200;

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
pub async fn read(State(app): State<AppState>, CurrentUser(user): CurrentUser) -> Result<Answer<ProfileAnswer>> {
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
pub async fn update(
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
    let email = contact::parse_email(body.email)?.filter(|email| email.as_str() != user.email);
    contact::check_owned(email.as_ref())?;
    let change = ProfileChange { name: optional("Name", body.name, MAX_NAME)?, email, address };
    let user = accounts::update_profile(&app, user, change).await?;
    let profile = profile_of(&app, user).await?;
    Ok(Answer(ProfileChanged { success: true, message: "Profile updated successfully", user: profile }))
}
