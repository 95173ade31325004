//! How a person is recognised, for HTTP and sockets alike.
//!
//! A bearer token names a user; the user's row says what they may do *now*. So a role that was taken away, a
//! deactivated or deleted account is noticed with the next request, whatever its token still claims.

pub mod cookie;
pub mod extract;
pub mod password;
pub mod ticket;
pub mod token;

use sea_orm::EntityTrait as _;

use crate::{
    app::App,
    domain::{order_event::Actor, role::Role},
    entities::user,
    error::{AuthFailure, Error, Result},
};

/// Somebody the server knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// What they may do.
    pub role: Role,
}

impl Person {
    /// The person as the one who makes something happen.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let id = self.id.clone();
        match self.role {
            Role::User => Actor::Customer(id),
            Role::Staff => Actor::Staff(id),
            Role::Admin => Actor::Admin(id),
        }
    }
}

impl From<&user::Model> for Person {
    fn from(user: &user::Model) -> Self {
        Self { id: user.id.clone(), role: user.role }
    }
}

/// The user whom an access token names.
///
/// # Errors
/// [`AuthFailure`]: the token is bad, or its user is gone or deactivated.
pub async fn user_of_token(app: &App, token: &str) -> Result<user::Model> {
    let claims = app.tokens.verify(token).ok_or(Error::Unauthenticated(AuthFailure::BadToken))?;
    let user = user::Entity::find_by_id(claims.sub).one(app.db.read()).await?;
    let user = user.ok_or(Error::Unauthenticated(AuthFailure::UserGone))?;
    if user.is_active { Ok(user) } else { Err(Error::Unauthenticated(AuthFailure::Deactivated)) }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}
