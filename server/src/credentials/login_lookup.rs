//! Whose a log-in is: the one question behind every access token, asked of the database for many requests and sockets
//! at a time.
//!
//! Nothing is remembered: a log-in is read after it was asked for, so a log-out counts from the next request on.

use std::collections::HashMap;

use sea_orm::{ColumnTrait as _, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _, QuerySelect as _};

use super::token::Claims;
use crate::{
    domain::person::Person,
    error::Result,
    store::{
        batching::loader::{Gather, Loader},
        database::Database,
        entities::{login_session, user},
    },
};

/// Looks log-ins up by their id, with their users.
#[derive(Debug)]
pub struct LoginLookup(Loader<String, user::Model>);

impl LoginLookup {
    /// For requests: a person waits for each answer.
    #[must_use]
    pub fn for_requests(db: Database) -> Self {
        Self::gathering(Gather::Turns, db)
    }

    /// For sockets, which come back by the thousand in one moment.
    #[must_use]
    pub(crate) fn for_sockets(db: Database) -> Self {
        Self::gathering(Gather::Window, db)
    }

    fn gathering(gather: Gather, db: Database) -> Self {
        Self(Loader::gathering(gather, move |log_ins| users_of(db.clone(), log_ins)))
    }

    /// The user whom these claims name, if the log-in has not ended.
    ///
    /// # Errors
    /// The database failed, or [`crate::error::Error::Unavailable`] when too many look-ups wait.
    pub(crate) async fn user_of(&self, claims: &Claims) -> Result<Option<user::Model>> {
        let user = self.0.get(claims.sid.clone()).await?;
        Ok(user.filter(|user| user.id == claims.sub))
    }

    /// The same, as long as the account is active.
    ///
    /// # Errors
    /// As for the user.
    pub(crate) async fn active_person(&self, claims: &Claims) -> Result<Option<Person>> {
        let user = self.user_of(claims).await?.filter(|user| user.is_active);
        Ok(user.as_ref().map(Person::from))
    }
}

/// A log-in with its user.
#[derive(FromQueryResult)]
struct Row {
    log_in: String,
    #[sea_orm(nested)]
    user: user::Model,
}

/// The users of those log-ins that have not ended, by log-in.
async fn users_of(db: Database, log_ins: Vec<String>) -> Result<HashMap<String, user::Model>> {
    let theirs =
        login_session::Entity::belongs_to(user::Entity).from(login_session::Column::UserId).to(user::Column::Id).into();
    let rows = user::Entity::find()
        .join_rev(JoinType::InnerJoin, theirs)
        .column_as(login_session::Column::Id, "log_in")
        .filter(login_session::Column::Id.is_in(log_ins))
        .filter(login_session::Column::RevokedAt.is_null())
        .into_model::<Row>()
        .all(db.read())
        .await?;
    Ok(rows.into_iter().map(|row| (row.log_in, row.user)).collect())
}
