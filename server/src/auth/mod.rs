//! How a person is recognised, for HTTP and sockets alike.
//!
//! A bearer token names a user and their log-in; the rows say what they may do *now*. So a log-out, a role that
//! was taken away, a deactivated or deleted account is noticed with the next request, whatever its token still
//! claims. What a role may do is asked in one place, [`require`], for HTTP and sockets alike.

pub mod cookie;
pub mod device;
pub mod extract;
pub mod login_lookup;
pub mod password;
pub mod refresh;
pub mod ticket;
pub mod token;

use hmac::{Hmac, KeyInit as _};
use sea_orm::EntityTrait as _;
use sha2::{Digest as _, Sha256};

use self::token::Claims;
use crate::{
    app::App,
    config::Secret,
    domain::{order_event::Actor, role::Role},
    error::{AuthFailure, Error, Result},
    store::entities::user,
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

/// What some people may do and others not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Read and move everybody's orders.
    OrderDesk,
    /// Change the catalogue, people, settings: everything.
    Administer,
}

/// Refuses who has not the right.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require(person: &Person, right: Right) -> Result<()> {
    let has = match right {
        Right::OrderDesk => person.role.handles_orders(),
        Right::Administer => person.role == Role::Admin,
    };
    if has { Ok(()) } else { Err(Error::Forbidden("Not authorized as admin")) }
}

/// The user whom an access token names.
///
/// # Errors
/// [`AuthFailure`]: the token is bad, its log-in has ended, or its user is gone or deactivated.
pub async fn user_of_token(app: &App, token: &str) -> Result<user::Model> {
    let claims = app.tokens.verify(token).ok_or(Error::Unauthenticated(AuthFailure::BadToken))?;
    user_of_claims(app, &claims).await
}

/// The user whom a verified token names, if it still opens doors: one query, shared with all who ask meanwhile.
///
/// # Errors
/// [`AuthFailure`]: the log-in has ended, or its user is gone or deactivated.
pub async fn user_of_claims(app: &App, claims: &Claims) -> Result<user::Model> {
    let Some(user) = app.log_ins.user_of(claims).await? else {
        let gone = user::Entity::find_by_id(&claims.sub).one(app.db.read()).await?.is_none();
        let failure = if gone { AuthFailure::UserGone } else { AuthFailure::BadToken };
        return Err(Error::Unauthenticated(failure));
    };
    if user.is_active { Ok(user) } else { Err(Error::Unauthenticated(AuthFailure::Deactivated)) }
}

/// The key that signs for one purpose (RFC 2104). It follows from a secret; each purpose has a key of its own.
fn signing_key(purpose: &[u8], secret: &Secret) -> Hmac<Sha256> {
    let derived = Sha256::new().chain_update(purpose).chain_update(secret.expose()).finalize();
    // A key of the hash's block size, filled up with zeros.
    let mut key = [0; 64];
    key[..derived.len()].copy_from_slice(&derived);
    Hmac::new(&key.into())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").ok();
        text
    })
}
