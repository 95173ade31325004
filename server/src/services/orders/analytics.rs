//! Counts and sums over orders.

use chrono::{Days, NaiveDate};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, JoinType, Order, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _, Select,
    sea_query::{Expr, ExprTrait as _, Func},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::orders::search::filter::OrderFilter;
use crate::{
    core::Core,
    domain::{money::Money, order_status::OrderStatus, weight},
    error::Result,
    services::figures::{calendar, count, sum},
    store::entities::{
        order::{self, Column},
        order_item, product,
    },
};

/// How many postal codes are listed.
const TOP_PINCODES: u64 = 10;
/// The longest row of days that is filled up with days without orders.
const MAX_DAYS: i64 = 3_660;

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counted<T> {
    /// What.
    #[serde(rename = "_id")]
    pub id: T,
    /// How often.
    pub count: i64,
}

/// What came in on one day, by UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DayOfOrders)]
pub struct Day {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub date: NaiveDate,
    /// What the day's orders cost, cancelled ones too.
    pub revenue: Money,
    /// How many there were.
    pub orders: i64,
}

/// The figures of a period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Analytics {
    /// How many orders.
    pub total_orders: i64,
    /// What they cost, cancelled ones too.
    pub total_revenue: Money,
    /// How many stand where.
    pub orders_by_status: Vec<Counted<OrderStatus>>,
    /// How they are paid for.
    pub orders_by_payment_method: Vec<Counted<String>>,
    /// What they weigh, in grams.
    pub total_weight: f64,
    /// Where most go.
    pub top_pincodes: Vec<Counted<String>>,
    /// Day by day, without a gap.
    pub revenue_by_day: Vec<Day>,
}

/// The figures of the orders that `filter` lets through.
///
/// # Errors
/// The database failed.
pub async fn analytics(core: &Core, filter: &OrderFilter) -> Result<Analytics> {
    let db = core.db.read();
    let kinds: Vec<(OrderStatus, String, i64, i64)> = filter
        .select(core.db.backend())
        .select_only()
        .columns([Column::Status, Column::PaymentMethod])
        .column_as(count(), "count")
        .column_as(sum(Column::TotalMinor), "total")
        .group_by(Column::Status)
        .group_by(Column::PaymentMethod)
        .into_tuple()
        .all(db)
        .await?;
    let pincodes: Vec<(String, i64)> = filter
        .select(core.db.backend())
        .select_only()
        .column(Column::ShipZipCode)
        .column_as(count(), "count")
        .group_by(Column::ShipZipCode)
        .order_by(count(), Order::Desc)
        .order_by_asc(Column::ShipZipCode)
        .limit(TOP_PINCODES)
        .into_tuple()
        .all(db)
        .await?;
    Ok(Analytics {
        total_orders: kinds.iter().map(|(.., count, _)| count).sum(),
        total_revenue: kinds.iter().map(|(.., total)| Money(*total)).sum(),
        orders_by_status: counted(kinds.iter().map(|(status, _, count, _)| (*status, *count))),
        orders_by_payment_method: counted(kinds.iter().map(|(_, method, count, _)| (method.clone(), *count))),
        total_weight: total_weight(core, filter).await?,
        top_pincodes: pincodes.into_iter().map(|(id, count)| Counted { id, count }).collect(),
        revenue_by_day: revenue_by_day(core, filter).await?,
    })
}

/// Adds up what has the same name, most frequent first.
fn counted<T: PartialEq>(parts: impl Iterator<Item = (T, i64)>) -> Vec<Counted<T>> {
    let mut all: Vec<Counted<T>> = Vec::new();
    for (id, count) in parts {
        match all.iter_mut().find(|counted| counted.id == id) {
            Some(counted) => counted.count += count,
            None => all.push(Counted { id, count }),
        }
    }
    all.sort_by_key(|counted| std::cmp::Reverse(counted.count));
    all
}

/// Stored weights, and what the goods of orders without one weigh.
async fn total_weight(core: &Core, filter: &OrderFilter) -> Result<f64> {
    let db = core.db.read();
    let stored: Option<Option<f64>> = filter
        .select(core.db.backend())
        .select_only()
        .column_as(Column::OrderWeight.sum(), "grams")
        .into_tuple()
        .one(db)
        .await?;
    let unweighed: Select<order::Entity> =
        filter.select(core.db.backend()).filter(Column::OrderWeight.lte(0.0)).select_only().column(Column::Id);
    let product =
        order_item::Entity::belongs_to(product::Entity).from(order_item::Column::ProductId).to(product::Column::Id);
    let each = Expr::col((product::Entity, product::Column::Weight));
    let goods: Vec<(String, f64)> = order_item::Entity::find()
        .select_only()
        .column(product::Column::Unit)
        .column_as(
            Expr::expr(Func::sum(each.mul(Expr::col((order_item::Entity, order_item::Column::Quantity))))),
            "weight",
        )
        .join(JoinType::InnerJoin, product.into())
        .filter(order_item::Column::OrderId.in_subquery(unweighed.into_query()))
        .group_by(product::Column::Unit)
        .into_tuple()
        .all(db)
        .await?;
    let goods: f64 = goods.into_iter().map(|(unit, sum)| weight::grams(sum, &unit)).sum();
    Ok(weight::rounded(stored.flatten().unwrap_or_default() + goods))
}

async fn revenue_by_day(core: &Core, filter: &OrderFilter) -> Result<Vec<Day>> {
    let date = calendar(core.db.backend(), "orders", 10);
    let days: Vec<(String, i64, i64)> = filter
        .select(core.db.backend())
        .select_only()
        .column_as(date.clone(), "date")
        .column_as(sum(Column::TotalMinor), "revenue")
        .column_as(count(), "count")
        .group_by(date.clone())
        .order_by(date, Order::Asc)
        .into_tuple()
        .all(core.db.read())
        .await?;
    let days = days
        .into_iter()
        .filter_map(|(date, revenue, orders)| Some(Day { date: date.parse().ok()?, revenue: Money(revenue), orders }));
    Ok(without_gaps(days.collect()))
}

/// Puts the days on which nothing was ordered between the others, so that a chart tells the truth.
fn without_gaps(days: Vec<Day>) -> Vec<Day> {
    let (Some(first), Some(last)) = (days.first().map(|day| day.date), days.last().map(|day| day.date)) else {
        return days;
    };
    if (last - first).num_days() > MAX_DAYS {
        return days;
    }
    let mut filled: Vec<Day> = Vec::with_capacity(days.len());
    for day in days {
        while let Some(next) = filled.last().and_then(|before| before.date.checked_add_days(Days::new(1)))
            && next < day.date
        {
            filled.push(Day { date: next, revenue: Money::default(), orders: 0 });
        }
        filled.push(day);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_orders_are_shown_as_such() {
        let day = |date: &str, orders| Day { date: date.parse().unwrap(), revenue: Money::rupees(orders), orders };
        let days = without_gaps(vec![day("2026-02-27", 2), day("2026-03-02", 1)]);
        let expected = [("2026-02-27", 2), ("2026-02-28", 0), ("2026-03-01", 0), ("2026-03-02", 1)];
        assert_eq!(days, expected.map(|(date, orders)| day(date, orders)));
        assert_eq!(without_gaps(Vec::new()), []);
    }
}
