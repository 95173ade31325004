//! The shop's people as its admins see them: lists and counts.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, ExprTrait as _, FromQueryResult, Order,
    PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::{Alias, Expr, Func},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock,
    core::Core,
    domain::page::Page,
    domain::{money::Money, order_status::OrderStatus, role::Role},
    error::{Error, Resource, Result},
    services::catalogue::contains,
    store::entities::{order, user},
    views::user::{CustomerCategory, UserStats},
};

/// The number of orders from which a customer is a regular.
const REGULAR_FROM: i64 = 1;
/// The number of orders from which a customer is a VIP.
const VIP_FROM: i64 = 5;

/// What a list of people may be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserSort {
    /// Newest or oldest.
    #[default]
    CreatedAt,
    /// Name.
    Name,
    /// E-mail address.
    Email,
}

/// Which people, and in which order.
#[derive(Clone, Debug, Default)]
pub struct UserFilter {
    /// With this text in name, e-mail or phone.
    pub search: Option<String>,
    /// With this role.
    pub role: Option<Role>,
    /// Let in, or kept out.
    pub active: Option<bool>,
    /// By what.
    pub sort: UserSort,
    /// Smallest first.
    pub ascending: bool,
}

impl CustomerCategory {
    fn of(orders: i64) -> Self {
        match orders {
            VIP_FROM.. => Self::Vip,
            REGULAR_FROM.. => Self::Regular,
            _ => Self::New,
        }
    }
}

/// How many people are which sort of customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryStats {
    /// Without an order.
    pub new: u64,
    /// With one to four.
    pub regular: u64,
    /// With five or more.
    pub vip: u64,
}

/// The shop's people in numbers.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UserOverview)]
pub struct Overview {
    /// All.
    pub total_users: u64,
    /// Let in.
    pub active_users: u64,
    /// Kept out.
    pub inactive_users: u64,
    /// Who showed that the phone is theirs.
    pub verified_users: u64,
    /// Of the last thirty days.
    pub new_users: u64,
    /// By role.
    pub users_by_role: HashMap<&'static str, u64>,
    /// By sort of customer.
    pub category_stats: CategoryStats,
}

/// A page of people with what they bought, and how many there are.
///
/// # Errors
/// The database failed.
pub async fn list(core: &Core, filter: &UserFilter, page: Page) -> Result<(Vec<(user::Model, UserStats)>, u64)> {
    let db = core.db.read();
    let mut wanted = Condition::all();
    if let Some(text) = &filter.search {
        let anywhere = [user::Column::Name, user::Column::Email, user::Column::Phone];
        let any = anywhere.map(|column| contains((user::Entity, column), text));
        wanted = wanted.add(any.into_iter().fold(Condition::any(), Condition::add));
    }
    if let Some(role) = filter.role {
        wanted = wanted.add(user::Column::Role.eq(role));
    }
    if let Some(active) = filter.active {
        wanted = wanted.add(user::Column::IsActive.eq(active));
    }
    let column = match filter.sort {
        UserSort::CreatedAt => user::Column::CreatedAt,
        UserSort::Name => user::Column::Name,
        UserSort::Email => user::Column::Email,
    };
    let direction = if filter.ascending { Order::Asc } else { Order::Desc };
    let query = user::Entity::find().filter(wanted);
    let total = query.clone().count(db).await?;
    let found = query.order_by(column, direction).order_by_asc(user::Column::Id);
    let found = found.offset(page.offset()).limit(page.limit).all(db).await?;
    let ids: Vec<&str> = found.iter().map(|user| user.id.as_str()).collect();
    let stats = stats_of(db, &ids).await?;
    let with_stats = |user: user::Model| {
        let stats = stats.get(&user.id).copied().unwrap_or_default();
        (user, stats)
    };
    Ok((found.into_iter().map(with_stats).collect(), total))
}

/// One person, with what they bought.
///
/// # Errors
/// [`Error::NotFound`], or the database failed.
pub async fn find(core: &Core, id: &str) -> Result<(user::Model, UserStats)> {
    let db = core.db.read();
    let user = user::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound(Resource::User))?;
    let stats = stats_of(db, &[id]).await?.remove(id).unwrap_or_default();
    Ok((user, stats))
}

/// The newest orders of somebody, at most `most`.
///
/// # Errors
/// The database failed.
pub async fn recent_orders(core: &Core, user_id: &str, most: u64) -> Result<Vec<order::Model>> {
    let own = order::Entity::find().filter(order::Column::UserId.eq(user_id));
    Ok(own.order_by_desc(order::Column::Id).limit(most).all(core.db.read()).await?)
}

#[derive(FromQueryResult)]
struct Bought {
    user_id: String,
    orders: i64,
    paid: i64,
    spent: i64,
}

async fn stats_of<C: ConnectionTrait>(db: &C, ids: &[&str]) -> Result<HashMap<String, UserStats>> {
    let void = || order::Column::Status.is_in([OrderStatus::Cancelled, OrderStatus::Refunded]);
    let sum = |value: Expr| Expr::expr(Func::sum(value)).cast_as(Alias::new("bigint"));
    let mut stats = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(order::MAX_IN_LIST) {
        let rows = order::Entity::find()
            .select_only()
            .column(order::Column::UserId)
            .column_as(order::Column::Id.count(), "orders")
            .column_as(sum(Expr::case(void(), 0).finally(1).into()), "paid")
            .column_as(sum(Expr::case(void(), 0).finally(Expr::col(order::Column::TotalMinor)).into()), "spent")
            .filter(order::Column::UserId.is_in(chunk.iter().copied()))
            .group_by(order::Column::UserId)
            .into_model::<Bought>()
            .all(db)
            .await?;
        stats.extend(rows.into_iter().map(|row| {
            let average = if row.paid > 0 { row.spent / row.paid } else { 0 };
            let stats = UserStats {
                total_orders: row.orders,
                total_spent: Money(row.spent),
                average_order_value: Money(average),
                category: CustomerCategory::of(row.orders),
            };
            (row.user_id, stats)
        }));
    }
    Ok(stats)
}

/// How many people are which sort of customer.
///
/// # Errors
/// The database failed.
pub async fn category_stats(core: &Core) -> Result<CategoryStats> {
    let db = core.db.read();
    let total = user::Entity::find().count(db).await?;
    let counts: Vec<i64> = order::Entity::find()
        .select_only()
        .column_as(order::Column::Id.count(), "orders")
        .filter(order::Column::UserId.is_not_null())
        .group_by(order::Column::UserId)
        .into_tuple()
        .all(db)
        .await?;
    let mut stats = CategoryStats { new: total.saturating_sub(counts.len() as u64), ..CategoryStats::default() };
    for orders in counts {
        match CustomerCategory::of(orders) {
            CustomerCategory::New => {}
            CustomerCategory::Regular => stats.regular += 1,
            CustomerCategory::Vip => stats.vip += 1,
        }
    }
    Ok(stats)
}

/// The shop's people in numbers.
///
/// # Errors
/// The database failed.
pub async fn overview(core: &Core) -> Result<Overview> {
    let db = core.db.read();
    let count = |condition: Expr| user::Entity::find().filter(condition).count(db);
    let mut users_by_role = HashMap::new();
    for role in [Role::User, Role::Staff, Role::Admin] {
        users_by_role.insert(role.as_str(), count(user::Column::Role.eq(role)).await?);
    }
    let month_ago = clock::now() - chrono::TimeDelta::days(30);
    Ok(Overview {
        total_users: users_by_role.values().sum(),
        active_users: count(user::Column::IsActive.eq(true)).await?,
        inactive_users: count(user::Column::IsActive.eq(false)).await?,
        verified_users: count(user::Column::IsPhoneVerified.eq(true)).await?,
        new_users: count(user::Column::CreatedAt.gte(month_ago)).await?,
        users_by_role,
        category_stats: category_stats(core).await?,
    })
}
