//! Authority as a function argument: a handler's signature says who may call it.

use axum::{extract::FromRequestParts, http::request::Parts};

use crate::{
    app::AppState,
    auth::gate::{require, user_of_claims},
    credentials::token::Claims,
    domain::person::{Permission, Person},
    error::{AuthFailure, Error},
    net::bearer,
    store::entities::user,
};

/// Anybody who is logged in, with their row.
#[derive(Debug, Clone)]
pub struct CurrentUser(pub user::Model);

impl CurrentUser {
    /// Who it is and what they may do.
    #[must_use]
    pub fn person(&self) -> Person {
        Person::from(&self.0)
    }
}

/// Anybody at all; who it is, if they brought a token. A bad token is refused all the same.
#[derive(Debug, Clone)]
pub struct MaybeUser(pub Option<CurrentUser>);

/// What the request's access token says, verified, whatever has become of its log-in. Verified once a request.
#[derive(Debug, Clone)]
pub struct Token(pub Claims);

impl FromRequestParts<AppState> for Token {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        if let Some(claims) = parts.extensions.get::<Claims>() {
            return Ok(Self(claims.clone()));
        }
        let token = bearer(&parts.headers).ok_or(Error::Unauthenticated(AuthFailure::NoToken))?;
        let claims = app.credentials.tokens.verify(token).ok_or(Error::Unauthenticated(AuthFailure::BadToken))?;
        parts.extensions.insert(claims.clone());
        Ok(Self(claims))
    }
}

/// Somebody who may read and move everybody's orders: staff or admin.
#[derive(Debug, Clone)]
pub struct OrderDesk(pub Person);

/// Somebody who may do everything.
#[derive(Debug, Clone)]
pub struct Admin(pub Person);

impl FromRequestParts<AppState> for CurrentUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let Token(claims) = Token::from_request_parts(parts, app).await?;
        user_of_claims(app, &claims).await.map(Self)
    }
}

impl FromRequestParts<AppState> for MaybeUser {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        match CurrentUser::from_request_parts(parts, app).await {
            Ok(user) => Ok(Self(Some(user))),
            Err(Error::Unauthenticated(AuthFailure::NoToken)) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }
}

impl FromRequestParts<AppState> for OrderDesk {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let person = CurrentUser::from_request_parts(parts, app).await?.person();
        require(&person, Permission::OrderDesk)?;
        Ok(Self(person))
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let person = CurrentUser::from_request_parts(parts, app).await?.person();
        require(&person, Permission::Administer)?;
        Ok(Self(person))
    }
}
