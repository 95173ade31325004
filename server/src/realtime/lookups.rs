//! What the server asks the database when a client comes: the same for thousands that come back at once, so it is asked
//! for all of a moment together.

use std::collections::HashMap;

use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::{
    auth::token::Claims,
    clock,
    database::Database,
    entities::{login_session, order, tracking_link, user},
    error::Result,
    gathered::Gathered,
    services::tracking_links,
};

/// The look-ups.
#[derive(Debug)]
pub(super) struct Lookups {
    /// Whose a log-in is that has not ended, by its id.
    people: Gathered<String, user::Model>,
    /// Whose an order is, by its number.
    owners: Gathered<i64, Option<String>>,
    /// A tracking link that is good, and its order.
    links: Gathered<String, (tracking_link::Model, order::Model)>,
}

impl Lookups {
    pub(super) fn new(db: &Database) -> Self {
        let (people, owners, links) = (db.clone(), db.clone(), db.clone());
        Self {
            people: Gathered::new(move |log_ins| read_people(people.clone(), log_ins)),
            owners: Gathered::new(move |numbers| read_owners(owners.clone(), numbers)),
            links: Gathered::new(move |ids| {
                let db = links.clone();
                async move {
                    let found = tracking_links::live(&db, ids).await?;
                    Ok(found.into_iter().map(|(link, order)| (link.id.clone(), (link, order))).collect())
                }
            }),
        }
    }

    /// The active user whom verified claims name, if their log-in has not ended.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn person(&self, claims: &Claims) -> Result<Option<user::Model>> {
        let found = self.people.get(claims.sid.clone()).await?;
        Ok(found.filter(|user| user.id == claims.sub && user.is_active))
    }

    /// Those of these orders, by number, that a customer owns.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn owned(&self, by: &str, numbers: &[i64]) -> Result<Vec<i64>> {
        let found = self.owners.get_all(numbers.iter().copied()).await?;
        Ok(found.into_iter().filter(|(_, owner)| owner.as_deref() == Some(by)).map(|(number, _)| number).collect())
    }

    /// Those of these tracking links that are good, with their orders.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn links(&self, ids: Vec<String>) -> Result<Vec<(tracking_link::Model, order::Model)>> {
        let found = self.links.get_all(ids).await?.into_iter().map(|(_, found)| found);
        // It may have expired since it was read.
        Ok(found.filter(|(link, _)| link.is_live(clock::now())).collect())
    }
}

async fn read_people(db: Database, log_ins: Vec<String>) -> Result<HashMap<String, user::Model>> {
    let alive: Vec<(String, String)> = login_session::Entity::find()
        .select_only()
        .columns([login_session::Column::Id, login_session::Column::UserId])
        .filter(login_session::Column::Id.is_in(log_ins))
        .filter(login_session::Column::RevokedAt.is_null())
        .into_tuple()
        .all(db.read())
        .await?;
    let ids = alive.iter().map(|(_, user)| user.as_str());
    let users = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(db.read()).await?;
    let users: HashMap<&str, &user::Model> = users.iter().map(|user| (user.id.as_str(), user)).collect();
    let found = alive.iter().filter_map(|(log_in, id)| Some((log_in.clone(), (*users.get(id.as_str())?).clone())));
    Ok(found.collect())
}

async fn read_owners(db: Database, numbers: Vec<i64>) -> Result<HashMap<i64, Option<String>>> {
    let owners: Vec<(i64, Option<String>)> = order::Entity::find()
        .select_only()
        .columns([order::Column::Id, order::Column::UserId])
        .filter(order::Column::Id.is_in(numbers))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(owners.into_iter().collect())
}
