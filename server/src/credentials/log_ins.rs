//! Whose a log-in is, asked of the database for many requests and sockets at a time.
//!
//! Nothing is remembered: a question goes out after it was asked, so a log-out counts from the next request on. Those
//! who ask while a query is under way share the next.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait as _, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _, QuerySelect as _};

use crate::credentials::token::Claims;
use crate::{
    error::{Error, Result},
    store::{
        batching::batcher::{Batches, Carrier},
        database::{Database, in_time},
        entities::{login_session, user},
    },
};

/// The questions that wait. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LogIns(Batches<Query>);

impl LogIns {
    /// Asks `db`.
    #[must_use]
    pub fn new(db: Database) -> Self {
        Self(Batches::new(Query { db }))
    }

    /// The user whom these claims name, if the log-in has not ended.
    ///
    /// # Errors
    /// The database failed.
    pub(crate) async fn user_of(&self, claims: &Claims) -> Result<Option<user::Model>> {
        let user = self.0.ask(claims.sid.clone()).await.unwrap_or(Err(Error::Unavailable))?;
        Ok(user.filter(|user| user.id == claims.sub))
    }
}

#[derive(Debug)]
struct Query {
    db: Database,
}

/// A log-in with its user.
#[derive(FromQueryResult)]
struct Row {
    log_in: String,
    #[sea_orm(nested)]
    user: user::Model,
}

impl Carrier for Query {
    /// Id of a log-in.
    type Ask = String;
    type Answer = Result<Option<user::Model>>;

    async fn carry(&self, asks: Vec<String>) -> Vec<Self::Answer> {
        match in_time(self.users(&asks)).await {
            Ok(users) => asks.iter().map(|id| Ok(users.get(id).cloned())).collect(),
            Err(error) => {
                // The first has the cause, which is logged with it.
                let others: Vec<_> = asks.iter().skip(1).map(|_| Err(error.for_another())).collect();
                std::iter::once(Err(error)).chain(others).collect()
            }
        }
    }
}

impl Query {
    /// The users of those log-ins that have not ended.
    async fn users(&self, log_ins: &[String]) -> Result<HashMap<String, user::Model>> {
        let different: HashSet<&str> = log_ins.iter().map(String::as_str).collect();
        let theirs = login_session::Entity::belongs_to(user::Entity)
            .from(login_session::Column::UserId)
            .to(user::Column::Id)
            .into();
        let rows = user::Entity::find()
            .join_rev(JoinType::InnerJoin, theirs)
            .column_as(login_session::Column::Id, "log_in")
            .filter(login_session::Column::Id.is_in(different))
            .filter(login_session::Column::RevokedAt.is_null())
            .into_model::<Row>()
            .all(self.db.read())
            .await?;
        Ok(rows.into_iter().map(|row| (row.log_in, row.user)).collect())
    }
}
