//! Reading orders, with the products and customers that their pages show.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    core::Core,
    domain::{
        ids::{OrderNumber, OrderRef},
        order_status::OrderStatus,
        person::Person,
    },
    error::{Error, Resource, Result},
    event_log::RecordedOrderEvent,
    services::{catalogue, invoices::Invoice, pricing},
    store::entities::{category, order, order_item, product, user},
    views::order::{CustomerRef, OrderView, ProductRef},
};

/// The longest history that one answer holds.
const MAX_HISTORY: u64 = 10_000;

/// One order, if `person` may see it, with its customer and whole products.
///
/// # Errors
/// [`Error::NotFound`] for an unknown order and for one that is not theirs alike, or the database failed.
pub async fn find_order(core: &Core, person: &Person, wanted: &OrderRef) -> Result<OrderView> {
    let db = core.db.read();
    let order = order::Entity::find_ref(db, order::Entity::visible_to(person), wanted).await?;
    let orders = vec![order.ok_or(Error::NotFound(Resource::Order))?];
    let lines = lines_of(db, &orders).await?;
    let products = full_products(db, &lines).await?;
    let customers = customers_of(db, &orders).await?;
    let customer = |order: &order::Model| customers.get(order.user_id.as_deref()?).cloned();
    let mut views = join(orders, lines, customer, |id| products.get(id).cloned());
    views.pop().ok_or(Error::NotFound(Resource::Order))
}

/// An order's invoice, if `person` may see the order.
///
/// # Errors
/// [`Error::NotFound`], or the database failed.
pub async fn invoice(core: &Core, person: &Person, wanted: &OrderRef) -> Result<Invoice> {
    let order = find_order(core, person, wanted).await?;
    let settings = pricing::load(core.db.read()).await?;
    Ok(Invoice::new(&core.config.storefront.name, &order, &settings.tax, &settings.delivery))
}

/// What happened to an order, oldest first, if `person` may see it.
///
/// # Errors
/// [`Error::NotFound`], or the database failed.
pub async fn history(core: &Core, person: &Person, wanted: &OrderRef) -> Result<Vec<RecordedOrderEvent>> {
    let db = core.db.read();
    let order = order::Entity::find_ref(db, order::Entity::visible_to(person), wanted).await?;
    core.log.history_of(order.ok_or(Error::NotFound(Resource::Order))?.id, MAX_HISTORY).await
}

/// The names of the people who made these events, by user id.
///
/// # Errors
/// The database failed.
pub async fn actor_names(core: &Core, events: &[RecordedOrderEvent]) -> Result<HashMap<String, String>> {
    let ids: HashSet<&str> = events.iter().filter_map(|event| event.actor_id.as_deref()).collect();
    let mut names = HashMap::with_capacity(ids.len());
    let ids: Vec<&str> = ids.into_iter().collect();
    for chunk in ids.chunks(order::MAX_IN_LIST) {
        let query = user::Entity::find().filter(user::Column::Id.is_in(chunk.iter().copied())).select_only();
        let query = query.columns([user::Column::Id, user::Column::Name]);
        names.extend(query.into_tuple::<(String, String)>().all(core.db.read()).await?);
    }
    Ok(names)
}

/// Orders as the admin's lists show them: with customer and a brief of each product.
pub(super) async fn admin_views<C: ConnectionTrait>(db: &C, orders: Vec<order::Model>) -> Result<Vec<OrderView>> {
    let lines = lines_of(db, &orders).await?;
    let ids = lines.values().flatten().filter_map(|line| line.product_id.clone());
    let products = product::Entity::by_ids(db, ids).await?;
    let customers = customers_of(db, &orders).await?;
    let customer = |order: &order::Model| customers.get(order.user_id.as_deref()?).cloned();
    Ok(join(orders, lines, customer, |id| products.get(id).map(ProductRef::from)))
}

/// How many orders stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrderStats)]
pub struct Stats {
    /// All of them.
    pub total_orders: i64,
    /// Not yet seen by the shop.
    pub pending_orders: i64,
    /// Accepted.
    pub confirmed_orders: i64,
    /// Being made ready.
    pub processing_orders: i64,
    /// On their way.
    pub shipped_orders: i64,
    /// Arrived.
    pub delivered_orders: i64,
    /// Not to be fulfilled.
    pub cancelled_orders: i64,
    /// Paid back.
    pub refunded_orders: i64,
}

/// Counts the orders by status.
///
/// # Errors
/// The database failed.
pub async fn stats(core: &Core) -> Result<Stats> {
    let counts: Vec<(OrderStatus, i64)> = order::Entity::find()
        .select_only()
        .column(order::Column::Status)
        .column_as(order::Column::Id.count(), "count")
        .group_by(order::Column::Status)
        .into_tuple()
        .all(core.db.read())
        .await?;
    let mut stats = Stats::default();
    for (status, count) in counts {
        stats.total_orders += count;
        *match status {
            OrderStatus::Pending => &mut stats.pending_orders,
            OrderStatus::Confirmed => &mut stats.confirmed_orders,
            OrderStatus::Processing => &mut stats.processing_orders,
            OrderStatus::Shipped => &mut stats.shipped_orders,
            OrderStatus::Delivered => &mut stats.delivered_orders,
            OrderStatus::Cancelled => &mut stats.cancelled_orders,
            OrderStatus::Refunded => &mut stats.refunded_orders,
        } = count;
    }
    Ok(stats)
}

pub(super) type Lines = HashMap<OrderNumber, Vec<order_item::Model>>;

pub(super) async fn lines_of<C: ConnectionTrait>(db: &C, orders: &[order::Model]) -> Result<Lines> {
    let numbers: Vec<OrderNumber> = orders.iter().map(|order| OrderNumber(order.id)).collect();
    Ok(order_item::Entity::of_orders(db, &numbers).await?)
}

pub(super) async fn full_products<C: ConnectionTrait>(db: &C, lines: &Lines) -> Result<HashMap<String, ProductRef>> {
    let ids = lines.values().flatten().filter_map(|line| line.product_id.clone());
    let products = product::Entity::by_ids(db, ids).await?;
    let categories = category::Entity::find().all(db).await?;
    let views = products.into_iter().map(|(id, product)| {
        let view = catalogue::product_view(product, &categories, false);
        (id, ProductRef::Full(Box::new(view)))
    });
    Ok(views.collect())
}

async fn customers_of<C: ConnectionTrait>(db: &C, orders: &[order::Model]) -> Result<HashMap<String, CustomerRef>> {
    let mut ids: Vec<&str> = orders.iter().filter_map(|order| order.user_id.as_deref()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut customers = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(order::MAX_IN_LIST) {
        let users = user::Entity::find().filter(user::Column::Id.is_in(chunk.iter().copied())).all(db).await?;
        customers.extend(users.iter().map(|user| (user.id.clone(), CustomerRef::from(user))));
    }
    Ok(customers)
}

pub(super) fn join(
    orders: Vec<order::Model>,
    mut lines: Lines,
    customer_of: impl Fn(&order::Model) -> Option<CustomerRef>,
    product_of: impl Fn(&str) -> Option<ProductRef>,
) -> Vec<OrderView> {
    let views = orders.into_iter().map(|order| {
        let customer = customer_of(&order);
        let lines = lines.remove(&OrderNumber(order.id)).unwrap_or_default();
        OrderView::new(order, customer, lines, &product_of)
    });
    views.collect()
}
