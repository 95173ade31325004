//! Tracking links: created, listed, revoked, followed.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _,
    PaginatorTrait as _, QueryFilter as _, QuerySelect as _,
};

use crate::{
    bus::Notice,
    clock,
    core::Core,
    credentials::ticket::Ticket,
    domain::{
        ids::{DocumentId, OrderNumber, OrderRef},
        person::Person,
    },
    error::{Code, Error, Resource, Result},
    store::{
        database::Database,
        entities::{order, order_state::OrderState, tracking_link},
    },
};

/// The maximum number of valid links to one order.
pub const MAX_LIVE: u64 = 20;
/// How long expired and revoked links stay in the list.
const KEPT: TimeDelta = TimeDelta::days(90);

/// A new link, with its ticket, which is shown only once.
#[derive(Debug)]
pub struct NewLink {
    /// The row.
    pub link: tracking_link::Model,
    /// Its ticket.
    pub ticket: String,
}

/// Makes a link to an order that `by` may see.
///
/// # Errors
/// [`Error::NotFound`] for an order that they may not see, `too_many_links`, or the database failed.
pub async fn create(
    core: &Core,
    by: &Person,
    wanted: &OrderRef,
    lifetime: TimeDelta,
    request_id: Option<String>,
) -> Result<NewLink> {
    let now = clock::now();
    let tx = core.db.begin().await?;
    let order = order::Entity::find_ref(&tx, order::Entity::visible_to(by), wanted).await?;
    let order = order.ok_or(Error::NotFound(Resource::Order))?;
    let number = OrderNumber(order.id);
    // The order's lock enforces the limit for simultaneous requests.
    OrderState::lock(&tx, vec![number]).await?;
    let live = tracking_link::Entity::of_order(number)
        .filter(tracking_link::Column::RevokedAt.is_null())
        .filter(tracking_link::Column::ExpiresAt.gt(now));
    if live.count(&tx).await? >= MAX_LIVE {
        let message = format!("At most {MAX_LIVE} tracking links can open one order: revoke one first");
        return Err(Error::conflict(Code::TooManyLinks, message));
    }
    let Ticket { text, fingerprint } = core.credentials.tickets.issue();
    let link = tracking_link::Model {
        id: DocumentId::new().to_string(),
        order_number: number,
        fingerprint,
        created_by_kind: by.actor().kind().to_owned(),
        created_by: Some(by.id.clone()),
        request_id,
        created_at: now,
        expires_at: now + lifetime,
        revoked_at: None,
        revoked_by: None,
    };
    tracking_link::Entity::insert(link.clone().into_active_model()).exec_without_returning(&tx).await?;
    core.db.commit(tx).await?;
    tracing::info!(order = order.order_id, link.id, by.id, by.role = by.role.as_str(), "made a tracking link");
    Ok(NewLink { link, ticket: text })
}

/// The links of an order that `person` may see, oldest first.
///
/// # Errors
/// [`Error::NotFound`] for an order that they may not see, or the database failed.
pub async fn list(core: &Core, person: &Person, wanted: &OrderRef) -> Result<Vec<tracking_link::Model>> {
    let db = core.db.read();
    let order = order::Entity::find_ref(db, order::Entity::visible_to(person), wanted).await?;
    let order = order.ok_or(Error::NotFound(Resource::Order))?;
    Ok(tracking_link::Entity::of_order(OrderNumber(order.id)).all(db).await?)
}

/// Revokes a link, so that no one follows the order by it any more. Revoking it twice is no error.
///
/// # Errors
/// [`Error::NotFound`] if they may not see the order or it has no such link, or the database failed.
pub async fn revoke(core: &Core, by: &Person, wanted: &OrderRef, id: &str) -> Result<tracking_link::Model> {
    let tx = core.db.begin().await?;
    let order = order::Entity::find_ref(&tx, order::Entity::visible_to(by), wanted).await?;
    let order = order.ok_or(Error::NotFound(Resource::Order))?;
    let link = tracking_link::Entity::of_order(OrderNumber(order.id))
        .filter(tracking_link::Column::Id.eq(id))
        .one(&tx)
        .await?;
    let mut link = link.ok_or(Error::NotFound(Resource::TrackingLink))?;
    if link.revoked_at.is_none() {
        let mut row = link.into_active_model();
        row.revoked_at = Set(Some(clock::now()));
        row.revoked_by = Set(Some(by.id.clone()));
        link = row.update(&tx).await?;
        tracing::info!(order = order.order_id, link.id, by.id, by.role = by.role.as_str(), "revoked a tracking link");
    }
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::LinkRevoked(&link.id));
    Ok(link)
}

/// The order that a ticket opens, and the link.
///
/// # Errors
/// [`Error::NotFound`] for an unknown, expired and revoked ticket alike, or the database failed.
pub async fn open(core: &Core, ticket: &str) -> Result<(tracking_link::Model, order::Model)> {
    let unknown = || Error::NotFound(Resource::TrackingLink);
    let fingerprint = core.credentials.tickets.fingerprint(ticket).ok_or_else(unknown)?;
    let db = core.db.read();
    let query = tracking_link::Entity::find().filter(tracking_link::Column::Fingerprint.eq(fingerprint));
    let link = query.one(db).await?.filter(|link| link.is_live(clock::now())).ok_or_else(unknown)?;
    let order = order::Entity::find_by_id(link.order_number.0).one(db).await?.ok_or_else(unknown)?;
    Ok((link, order))
}

/// The valid ones among these links, with their orders.
///
/// # Errors
/// The database failed.
pub async fn live(db: &Database, ids: Vec<String>) -> Result<Vec<(tracking_link::Model, order::Model)>> {
    let (db, now) = (db.read(), clock::now());
    let links = tracking_link::Entity::find().filter(tracking_link::Column::Id.is_in(ids)).all(db).await?;
    let links: Vec<_> = links.into_iter().filter(|link| link.is_live(now)).collect();
    let numbers = links.iter().map(|link| link.order_number);
    let orders = order::Entity::find().filter(order::Column::Id.is_in(numbers)).all(db).await?;
    let orders: HashMap<OrderNumber, order::Model> =
        orders.into_iter().map(|order| (OrderNumber(order.id), order)).collect();
    let paired = links.into_iter().filter_map(|link| Some((orders.get(&link.order_number)?.clone(), link)));
    Ok(paired.map(|(order, link)| (link, order)).collect())
}

/// The ids of links that were revoked at `since` or later, on any node.
///
/// # Errors
/// The database failed.
pub async fn revoked_since(core: &Core, since: DateTime<Utc>) -> Result<Vec<String>> {
    let revoked = tracking_link::Entity::find().filter(tracking_link::Column::RevokedAt.gte(since));
    Ok(revoked.select_only().column(tracking_link::Column::Id).into_tuple().all(core.db.read()).await?)
}

/// Deletes links that expired or were revoked long ago.
///
/// # Errors
/// The database failed.
pub async fn clean_up(core: &Core) -> Result<u64> {
    let long_ago = clock::now() - KEPT;
    let deleted = tracking_link::Entity::delete_many()
        .filter(
            sea_orm::Condition::any()
                .add(tracking_link::Column::ExpiresAt.lt(long_ago))
                .add(tracking_link::Column::RevokedAt.lt(long_ago)),
        )
        .exec(core.db.write())
        .await?;
    Ok(deleted.rows_affected)
}
