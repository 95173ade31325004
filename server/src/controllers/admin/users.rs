//! The shop's people, for its admins.

use axum::{Json as Answer, extract::State};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::AppState,
    auth::extract::Admin,
    clock::Timestamp,
    controllers::{
        extract::{Json, Path, Query},
        input::optional,
    },
    domain::{money::Money, role::Role},
    entities::order,
    error::{Error, Result},
    services::{
        addresses,
        catalogue::Page,
        users::{self, UserFilter, UserSort},
    },
    views::user::AdminUserView,
};

const MAX_LIMIT: u64 = 200;
/// Orders shown with one person.
const RECENT_ORDERS: u64 = 10;

/// Query of the list. Values that make no sense count as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserQuery {
    page: Option<String>,
    limit: Option<String>,
    search: Option<String>,
    role: Option<String>,
    status: Option<String>,
    #[serde(alias = "sortBy")]
    sort: Option<String>,
    #[serde(alias = "sortOrder")]
    order: Option<String>,
}

impl UserQuery {
    fn page(&self) -> Page {
        let number = |text: Option<&String>| text.and_then(|text| text.trim().parse::<u64>().ok());
        Page {
            number: number(self.page.as_ref()).unwrap_or(1).clamp(1, 1_000_000),
            limit: number(self.limit.as_ref()).unwrap_or(20).clamp(1, MAX_LIMIT),
        }
    }

    fn filter(self) -> Result<UserFilter> {
        Ok(UserFilter {
            search: optional("search", self.search, 100)?,
            role: [Role::User, Role::Staff, Role::Admin]
                .into_iter()
                .find(|role| self.role.as_deref() == Some(role.as_str())),
            active: match self.status.as_deref() {
                Some("active" | "true") => Some(true),
                Some("inactive" | "false") => Some(false),
                _ => None,
            },
            sort: match self.sort.as_deref() {
                Some("name") => UserSort::Name,
                Some("email") => UserSort::Email,
                _ => UserSort::CreatedAt,
            },
            ascending: self.order.as_deref() == Some("asc"),
        })
    }
}

/// A page of people with what they bought.
pub async fn all(State(app): State<AppState>, _: Admin, Query(query): Query<UserQuery>) -> Result<Answer<Value>> {
    let page = query.page();
    let (found, total) = users::list(&app, &query.filter()?, page).await?;
    let found: Vec<_> = found.into_iter().map(|(user, stats)| AdminUserView::new(user, stats)).collect();
    let pagination = page.of(total);
    Ok(Answer(json!({
        "success": true,
        "data": {
            "users": found,
            "pagination": {
                "page": page.number,
                "limit": page.limit,
                "totalUsers": total,
                "totalPages": pagination.total_pages,
                "hasNext": pagination.has_next_page,
                "hasPrev": pagination.has_prev_page,
            },
            "categoryStats": users::category_stats(&app).await?,
        },
    })))
}

/// One person, their addresses and their newest orders.
pub async fn one(State(app): State<AppState>, _: Admin, Path(id): Path) -> Result<Answer<Value>> {
    let (user, stats) = users::find(&app, &id).await?;
    let db = app.db.read();
    let recent = order::Entity::find().filter(order::Column::UserId.eq(&user.id)).order_by_desc(order::Column::Id);
    let recent = recent.limit(RECENT_ORDERS).all(db).await?.into_iter().map(|order| {
        json!({
            "_id": order.public_id,
            "orderId": order.order_id,
            "status": order.status,
            "totalAmount": Money(order.total_minor),
            "orderDate": Timestamp(order.order_date),
        })
    });
    let recent: Vec<Value> = recent.collect();
    let addresses = addresses::list(db, &user.id).await?;
    let addresses: Vec<_> = addresses.into_iter().map(crate::views::address::AddressView::from).collect();
    let user = AdminUserView::new(user, stats);
    Ok(Answer(json!({ "success": true, "data": { "user": user, "addresses": addresses, "recentOrders": recent } })))
}

/// The shop's people in numbers.
pub async fn overview(State(app): State<AppState>, _: Admin) -> Result<Answer<Value>> {
    Ok(Answer(json!({ "success": true, "data": users::overview(&app).await? })))
}

/// Whether somebody is let in. The admin's page says `status`, the original reads `isActive`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusBody {
    status: Option<bool>,
    is_active: Option<bool>,
}

/// Lets somebody in, or keeps them out.
pub async fn set_status(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<StatusBody>,
) -> Result<Answer<Value>> {
    let active = body.is_active.or(body.status);
    let active = active.ok_or_else(|| Error::invalid("status_required", "isActive is required"))?;
    let user = users::set_active(&app, &person, &id, active).await?;
    let (_, stats) = users::find(&app, &id).await?;
    let message = if active { "User activated successfully" } else { "User deactivated successfully" };
    let user = AdminUserView::new(user, stats);
    Ok(Answer(json!({ "success": true, "message": message, "data": { "user": user } })))
}
