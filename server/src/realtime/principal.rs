//! On what ground somebody is connected, and how it changes while they are.

use super::lookups::Lookups;
use crate::{
    auth::gate::user_of_claims,
    clock,
    core::Core,
    domain::person::Person,
    error::{AuthFailure, Error, Result},
};

/// A recognised person's ground for being connected: it ends with the token, the log-in or the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Principal {
    /// Who it is and what they may do now.
    pub(super) person: Person,
    /// Their log-in.
    pub(super) log_in: String,
    /// When their token ends, in seconds since 1970.
    pub(super) expires: i64,
}

impl Principal {
    /// What an access token gives.
    ///
    /// # Errors
    /// [`AuthFailure`]: it opens no door, or the database failed.
    pub(super) async fn of_token(core: &Core, lookups: &Lookups, token: &str) -> Result<Self> {
        let claims = core.credentials.tokens.verify(token).ok_or(Error::Unauthenticated(AuthFailure::BadToken))?;
        let person = match lookups.person(&claims).await? {
            Some(person) => person,
            // Why not?
            None => Person::from(&user_of_claims(core, &claims).await?),
        };
        Ok(Self { person, log_in: claims.sid, expires: claims.exp })
    }

    /// Whether the token has ended.
    pub(super) fn is_over(&self) -> bool {
        self.expires <= clock::now().timestamp()
    }
}

/// Why a socket is sent away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EndReason {
    /// Its token has ended and no other was brought.
    Expired,
    /// Its person has logged out.
    LoggedOut,
    /// The account was deactivated or deleted.
    Deactivated,
}

impl EndReason {
    /// The code, as clients read it.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Expired => "token_expired",
            Self::LoggedOut => "session_ended",
            Self::Deactivated => "account_deactivated",
        }
    }

    /// A sentence for people.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Expired => "Not authorized, the token has expired",
            Self::LoggedOut => "Not authorized, the session has ended",
            Self::Deactivated => "Not authorized, this account is deactivated",
        }
    }
}
