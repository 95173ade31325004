//! The figures of the admin's first page.
//!
//! That page calls without a token. An anonymous caller gets counts, but no names and no amounts of money.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait, JoinType, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    figures::{calendar, count, sum},
    orders::{self, Stats},
};
use crate::{
    clock::Timestamp,
    core::Core,
    domain::{money::Money, order_status::OrderStatus, role::Role},
    error::Result,
    store::entities::{category, order, order_item, product, user},
};

const LOW_STOCK: i32 = 10;
const RECENT_ORDERS: u64 = 5;
const TOP_PRODUCTS: u64 = 5;
/// A year of months, newest last.
const MONTHS: u64 = 12;

/// What is counted.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ShopOverview)]
pub struct Overview {
    /// Orders.
    pub total_orders: i64,
    /// What they cost, cancelled ones too; 0 for strangers.
    pub total_revenue: Money,
    /// Customers.
    pub total_users: u64,
    /// Products that can be bought.
    pub total_products: u64,
    /// Orders that the shop has not looked at.
    pub pending_orders: i64,
    /// Orders that arrived.
    pub delivered_orders: i64,
    /// Customers who are let in.
    pub active_users: u64,
    /// Products of which few are left.
    pub low_stock_products: u64,
    /// Categories that the shop shows.
    pub total_categories: u64,
    /// Customers with a checked phone number.
    pub verified_users: u64,
}

/// Further figures.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ShopFigures)]
pub struct Figures {
    user_analytics: UserFigures,
    inventory_analytics: InventoryFigures,
    revenue_analytics: RevenueFigures,
}

#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserFigures {
    total_users: u64,
    active_users: u64,
    verified_users: u64,
}

#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InventoryFigures {
    out_of_stock_products: u64,
    average_stock: f64,
}

#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RevenueFigures {
    average_order_value: Money,
}

/// One of the newest orders.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecentOrder {
    #[serde(rename = "_id")]
    id: String,
    order_id: String,
    customer_name: String,
    customer_email: String,
    total_amount: Money,
    status: OrderStatus,
    order_date: Timestamp,
}

/// A product that sells.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TopProduct {
    name: String,
    sales: i64,
    price: Money,
    stock: i32,
}

/// A month's orders.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthOfSales {
    month: String,
    sales: Money,
    orders: i64,
}

/// A month's new customers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthOfUsers {
    month: String,
    users: i64,
}

/// A month's revenue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MonthOfRevenue {
    month: String,
    revenue: Money,
}

/// The answer of `GET /api/dashboard/stats`.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    /// What is counted.
    pub overview: Overview,
    /// Further figures.
    pub analytics: Figures,
    /// The newest orders; empty for strangers, as all lists are.
    pub recent_orders: Vec<RecentOrder>,
    /// What sells most.
    pub top_products: Vec<TopProduct>,
    /// Orders by month.
    pub sales_data: Vec<MonthOfSales>,
    /// How many orders stand where.
    pub order_status_breakdown: BTreeMap<&'static str, i64>,
    /// New customers by month.
    pub user_growth: Vec<MonthOfUsers>,
    /// Revenue by month.
    pub revenue_growth: Vec<MonthOfRevenue>,
}

/// Collects the figures: all of them for the shop's people, only counts for other callers.
///
/// # Errors
/// The database failed.
pub async fn stats(core: &Core, shop: bool) -> Result<Dashboard> {
    let db = core.db.read();
    let stats = orders::stats(core).await?;
    let customers = || user::Entity::find().filter(user::Column::Role.eq(Role::User));
    let active = || product::Entity::find().filter(product::Column::IsActive.eq(true));
    let total_users = customers().count(db).await?;
    let active_users = customers().filter(user::Column::IsActive.eq(true)).count(db).await?;
    let verified_users = customers().filter(user::Column::IsPhoneVerified.eq(true)).count(db).await?;
    let mut dashboard = Dashboard {
        overview: Overview {
            total_orders: stats.total_orders,
            total_revenue: Money::default(),
            total_users,
            total_products: active().count(db).await?,
            pending_orders: stats.pending_orders,
            delivered_orders: stats.delivered_orders,
            active_users,
            low_stock_products: active().filter(product::Column::Stock.lte(LOW_STOCK)).count(db).await?,
            total_categories: category::Entity::find().filter(category::Column::IsActive.eq(true)).count(db).await?,
            verified_users,
        },
        order_status_breakdown: breakdown(&stats),
        ..Dashboard::default()
    };
    dashboard.analytics.user_analytics = UserFigures { total_users, active_users, verified_users };
    dashboard.analytics.inventory_analytics.out_of_stock_products =
        active().filter(product::Column::Stock.lte(0)).count(db).await?;
    if shop {
        add_the_shops_own(core, &mut dashboard).await?;
    }
    Ok(dashboard)
}

fn breakdown(stats: &Stats) -> BTreeMap<&'static str, i64> {
    use OrderStatus::{Cancelled, Confirmed, Delivered, Pending, Processing, Refunded, Shipped};
    let counts = [
        (Pending, stats.pending_orders),
        (Confirmed, stats.confirmed_orders),
        (Processing, stats.processing_orders),
        (Shipped, stats.shipped_orders),
        (Delivered, stats.delivered_orders),
        (Cancelled, stats.cancelled_orders),
        (Refunded, stats.refunded_orders),
    ];
    counts.into_iter().map(|(status, count)| (status.as_str(), count)).collect()
}

/// Money and names.
async fn add_the_shops_own(core: &Core, dashboard: &mut Dashboard) -> Result<()> {
    let db = core.db.read();
    let revenue: Option<i64> = order::Entity::find()
        .select_only()
        .column_as(sum(order::Column::TotalMinor), "sum")
        .into_tuple()
        .one(db)
        .await?;
    let revenue = revenue.unwrap_or_default();
    dashboard.overview.total_revenue = Money(revenue);
    dashboard.analytics.revenue_analytics.average_order_value =
        Money(revenue.checked_div(dashboard.overview.total_orders).unwrap_or_default());
    let pieces: Option<i64> = product::Entity::find()
        .filter(product::Column::IsActive.eq(true))
        .select_only()
        .column_as(sum(product::Column::Stock), "sum")
        .into_tuple()
        .one(db)
        .await?;
    dashboard.analytics.inventory_analytics.average_stock =
        average(pieces.unwrap_or_default(), dashboard.overview.total_products);
    let newest = order::Entity::find().order_by_desc(order::Column::Id).limit(RECENT_ORDERS).all(db).await?;
    dashboard.recent_orders = newest.into_iter().map(RecentOrder::from).collect();
    dashboard.top_products = top_products(db).await?;
    dashboard.sales_data = months_of_sales(core).await?;
    dashboard.revenue_growth = dashboard
        .sales_data
        .iter()
        .map(|month| MonthOfRevenue { month: month.month.clone(), revenue: month.sales })
        .collect();
    dashboard.user_growth = months_of_users(core).await?;
    Ok(())
}

/// To one decimal.
fn average(sum: i64, count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "pieces on a shelf are far below 2^53")]
    let (sum, count) = (sum as f64, count.max(1) as f64);
    (sum / count * 10.0).round() / 10.0
}

impl From<order::Model> for RecentOrder {
    fn from(order: order::Model) -> Self {
        Self {
            id: order.public_id,
            order_id: order.order_id,
            customer_name: order.customer_name,
            customer_email: order.customer_email,
            total_amount: Money(order.total_minor),
            status: order.status,
            order_date: order.order_date.into(),
        }
    }
}

async fn top_products<C: ConnectionTrait>(db: &C) -> Result<Vec<TopProduct>> {
    let product =
        order_item::Entity::belongs_to(product::Entity).from(order_item::Column::ProductId).to(product::Column::Id);
    let rows: Vec<(String, i64, i64, i32)> = order_item::Entity::find()
        .select_only()
        .column(product::Column::Name)
        .column_as(sum(order_item::Column::Quantity), "sales")
        .column(product::Column::PriceMinor)
        .column(product::Column::Stock)
        .join(JoinType::InnerJoin, product.into())
        .group_by(product::Column::Id)
        .group_by(product::Column::Name)
        .group_by(product::Column::PriceMinor)
        .group_by(product::Column::Stock)
        .order_by(sum(order_item::Column::Quantity), Order::Desc)
        .order_by_asc(product::Column::Name)
        .limit(TOP_PRODUCTS)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(name, sales, price, stock)| TopProduct { name, sales, price: Money(price), stock })
        .collect())
}

async fn months_of_sales(core: &Core) -> Result<Vec<MonthOfSales>> {
    let month = calendar(core.db.backend(), "orders", 7);
    let rows: Vec<(String, i64, i64)> = order::Entity::find()
        .select_only()
        .column_as(month.clone(), "month")
        .column_as(sum(order::Column::TotalMinor), "sales")
        .column_as(count(), "orders")
        .group_by(month.clone())
        .order_by(month, Order::Desc)
        .limit(MONTHS)
        .into_tuple()
        .all(core.db.read())
        .await?;
    let newest_last = rows.into_iter().rev();
    Ok(newest_last.map(|(month, sales, orders)| MonthOfSales { month, sales: Money(sales), orders }).collect())
}

async fn months_of_users(core: &Core) -> Result<Vec<MonthOfUsers>> {
    let month = calendar(core.db.backend(), "users", 7);
    let rows: Vec<(String, i64)> = user::Entity::find()
        .filter(user::Column::Role.eq(Role::User))
        .select_only()
        .column_as(month.clone(), "month")
        .column_as(count(), "users")
        .group_by(month.clone())
        .order_by(month, Order::Desc)
        .limit(MONTHS)
        .into_tuple()
        .all(core.db.read())
        .await?;
    Ok(rows.into_iter().rev().map(|(month, users)| MonthOfUsers { month, users }).collect())
}
