//! Who may pass.
//!
//! A bearer token names a user and their log-in; the rows say what they may do *now*. So a log-out, a role that was taken
//! away, a deactivated or deleted account is noticed with the next request, whatever its token still claims.

use sea_orm::EntityTrait as _;

use crate::{
    core::Core,
    credentials::token::Claims,
    domain::person::{Permission, Person},
    error::{AuthFailure, Error, Result},
    store::entities::user,
};

/// Refuses a person who lacks a permission.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require(person: &Person, permission: Permission) -> Result<()> {
    if person.may(permission) { Ok(()) } else { Err(Error::Forbidden("Not authorized as admin")) }
}

/// The user whom an access token names.
///
/// # Errors
/// [`AuthFailure`]: the token is bad, its log-in has ended, or its user is gone or deactivated.
pub async fn user_of_token(core: &Core, token: &str) -> Result<user::Model> {
    let claims = core.credentials.tokens.verify(token).ok_or(Error::Unauthenticated(AuthFailure::BadToken))?;
    user_of_claims(core, &claims).await
}

/// The user whom a verified token names, if it still opens doors: one query, shared with all who ask meanwhile.
///
/// # Errors
/// [`AuthFailure`]: the log-in has ended, or its user is gone or deactivated.
pub async fn user_of_claims(core: &Core, claims: &Claims) -> Result<user::Model> {
    let Some(user) = core.credentials.log_ins.user_of(claims).await? else {
        let gone = user::Entity::find_by_id(&claims.sub).one(core.db.read()).await?.is_none();
        let failure = if gone { AuthFailure::UserGone } else { AuthFailure::BadToken };
        return Err(Error::Unauthenticated(failure));
    };
    if user.is_active { Ok(user) } else { Err(Error::Unauthenticated(AuthFailure::Deactivated)) }
}
