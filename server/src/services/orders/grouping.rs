//! Orders in groups, by postal code and by weight. Only the orders' numbers are gathered; the orders themselves are read
//! group by group while the answer is written.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::services::orders::{read::admin_views, search::filter::OrderFilter};
use crate::{
    core::Core,
    domain::{
        ids::OrderNumber,
        weight::{self, WeightClass},
    },
    error::Result,
    store::entities::{order, order_item, product},
    views::order::OrderView,
};

/// Names of groups and the numbers of their orders, newest first.
pub type Groups = Vec<(String, Vec<OrderNumber>)>;

/// The orders that `filter` lets through, by the postal code that they go to.
///
/// # Errors
/// The database failed.
pub async fn by_pincode(core: &Core, filter: &OrderFilter) -> Result<Groups> {
    let query = filter.select(core.db.backend()).select_only().columns([order::Column::ShipZipCode, order::Column::Id]);
    let query = query.order_by_desc(order::Column::Id);
    let mut groups: BTreeMap<String, Vec<OrderNumber>> = BTreeMap::new();
    for (pincode, number) in query.into_tuple::<(String, OrderNumber)>().all(core.db.read()).await? {
        groups.entry(pincode).or_default().push(number);
    }
    Ok(groups.into_iter().collect())
}

/// All orders, by [`WeightClass`]. Every class is there, also without orders.
///
/// # Errors
/// The database failed.
pub async fn by_weight(core: &Core) -> Result<Groups> {
    let db = core.db.read();
    let query = order::Entity::find().select_only().columns([order::Column::Id, order::Column::OrderWeight]);
    let stored: Vec<(OrderNumber, f64)> = query.order_by_desc(order::Column::Id).into_tuple().all(db).await?;
    let goods = goods_of_unweighed(db).await?;
    let mut groups: Groups =
        WeightClass::ALL.into_iter().map(|class| (class.as_str().to_owned(), Vec::new())).collect();
    for (number, stored) in stored {
        let (grams, _) = weight::of_order(stored, goods.get(&number).copied().into_iter());
        let class = WeightClass::of(grams).as_str();
        if let Some((_, numbers)) = groups.iter_mut().find(|(name, _)| name == class) {
            numbers.push(number);
        }
    }
    Ok(groups)
}

/// What the goods of orders without a stored weight weigh, in grams. A product that was deleted since weighs
/// nothing.
async fn goods_of_unweighed<C: ConnectionTrait>(db: &C) -> Result<HashMap<OrderNumber, f64>> {
    let order =
        order_item::Entity::belongs_to(order::Entity).from(order_item::Column::OrderNumber).to(order::Column::Id);
    let product =
        order_item::Entity::belongs_to(product::Entity).from(order_item::Column::ProductId).to(product::Column::Id);
    let lines: Vec<(OrderNumber, i32, f64, String)> = order_item::Entity::find()
        .select_only()
        .columns([order_item::Column::OrderNumber, order_item::Column::Quantity])
        .column(product::Column::Weight)
        .column(product::Column::Unit)
        .join(JoinType::InnerJoin, order.into())
        .join(JoinType::InnerJoin, product.into())
        .filter(order::Column::OrderWeight.lte(0.0))
        .into_tuple()
        .all(db)
        .await?;
    let mut goods = HashMap::new();
    for (number, quantity, each, unit) in lines {
        *goods.entry(number).or_default() += weight::grams(each, &unit) * f64::from(quantity);
    }
    Ok(goods)
}

/// The orders with these numbers, newest first, as the admin's lists show them.
///
/// # Errors
/// The database failed.
pub async fn of_numbers(core: &Core, numbers: &[OrderNumber]) -> Result<Vec<OrderView>> {
    let db = core.db.read();
    let query = order::Entity::find().filter(order::Column::Id.is_in(numbers.iter().copied()));
    admin_views(db, query.order_by_desc(order::Column::Id).all(db).await?).await
}
