//! The shop's people, for its admins.

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::AppState,
    clock::Timestamp,
    domain::{money::Money, order_status::OrderStatus, page::Page, role::Role},
    error::{Code, Error, Result},
    http::extract::{
        authority::Admin,
        input::optional,
        paging,
        parts::{Json, Path, Query},
    },
    services::{
        access, addresses,
        users::{self, CategoryStats, Overview, UserFilter, UserSort},
    },
    store::entities::order,
    views::{address::AddressView, user::AdminUserView},
};

const MAX_LIMIT: u64 = 200;
/// Orders shown with one person.
const RECENT_ORDERS: u64 = 10;

/// Query of the list. Values that make no sense count as absent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// From 1.
    #[param(value_type = Option<u32>, minimum = 1)]
    page: Option<String>,
    /// How many people a page holds; 20 by default, at most 200.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: Option<String>,
    /// A text in name, e-mail address or phone number.
    #[param(max_length = 100)]
    search: Option<String>,
    /// `user`, `staff` or `admin`.
    role: Option<String>,
    /// `active` or `inactive`.
    status: Option<String>,
    /// `createdAt` (the default), `name` or `email`.
    #[serde(alias = "sortBy")]
    sort: Option<String>,
    /// `desc` (the default) or `asc`.
    #[serde(alias = "sortOrder")]
    order: Option<String>,
}

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserPage {
    success: bool,
    data: UserPageData,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserPageData {
    users: Vec<AdminUserView>,
    pagination: UserPagination,
    category_stats: CategoryStats,
}

/// Where a page of people stands among all.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserPagination {
    page: u64,
    limit: u64,
    total_users: u64,
    total_pages: u64,
    has_next: bool,
    has_prev: bool,
}

/// One person.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserDetails {
    success: bool,
    data: UserDetailsData,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct UserDetailsData {
    user: AdminUserView,
    addresses: Vec<AddressView>,
    recent_orders: Vec<OrderBrief>,
}

/// One of somebody's newest orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OrderBrief {
    #[serde(rename = "_id")]
    id: String,
    order_id: String,
    status: OrderStatus,
    total_amount: Money,
    order_date: Timestamp,
}

impl From<order::Model> for OrderBrief {
    fn from(order: order::Model) -> Self {
        Self {
            id: order.public_id,
            order_id: order.order_id,
            status: order.status,
            total_amount: Money(order.total_minor),
            order_date: order.order_date.into(),
        }
    }
}

/// The shop's people in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserNumbers {
    success: bool,
    data: Overview,
}

/// The answer to a change of what somebody may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserChanged {
    success: bool,
    message: &'static str,
    data: UserChangedData,
}

#[derive(Debug, Serialize, ToSchema)]
struct UserChangedData {
    user: AdminUserView,
}

impl UserQuery {
    fn page(&self) -> Page {
        paging::page(self.page.as_deref(), self.limit.as_deref(), 20, MAX_LIMIT)
    }

    fn filter(self) -> Result<UserFilter> {
        Ok(UserFilter {
            search: optional("search", self.search, 100)?,
            role: self.role.and_then(|name| name.parse().ok()),
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
#[utoipa::path(
    get, path = "/admin/users", tag = "administration", operation_id = "listUsers",
    params(UserQuery),
    responses((status = 200, description = "A page of people", body = UserPage)),
    security(("bearer" = ["admin"]))
)]
pub async fn all(State(app): State<AppState>, _: Admin, Query(query): Query<UserQuery>) -> Result<Answer<UserPage>> {
    let page = query.page();
    let (found, total) = users::list(&app, &query.filter()?, page).await?;
    let data = UserPageData {
        users: found.into_iter().map(|(user, stats)| AdminUserView::new(user, stats)).collect(),
        pagination: UserPagination {
            page: page.number,
            limit: page.limit,
            total_users: total,
            total_pages: page.pages_of(total),
            has_next: page.has_next(total),
            has_prev: page.has_previous(),
        },
        category_stats: users::category_stats(&app).await?,
    };
    Ok(Answer(UserPage { success: true, data }))
}

/// One person, their addresses and their newest orders.
#[utoipa::path(
    get, path = "/admin/users/{id}", tag = "administration", operation_id = "getUser",
    responses((status = 200, description = "The person", body = UserDetails)),
    extensions(("x-refusals" = json!([Code::UserNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn one(State(app): State<AppState>, _: Admin, Path(id): Path) -> Result<Answer<UserDetails>> {
    let (user, stats) = users::find(&app, &id).await?;
    let recent_orders = users::recent_orders(&app, &user.id, RECENT_ORDERS).await?;
    let recent_orders = recent_orders.into_iter().map(OrderBrief::from).collect();
    let addresses = addresses::list(app.db.read(), &user.id).await?;
    let addresses = addresses.into_iter().map(AddressView::from).collect();
    let data = UserDetailsData { user: AdminUserView::new(user, stats), addresses, recent_orders };
    Ok(Answer(UserDetails { success: true, data }))
}

/// The shop's people in numbers.
#[utoipa::path(
    get, path = "/admin/users/analytics/overview", tag = "administration", operation_id = "getUserOverview",
    responses((status = 200, description = "The numbers", body = UserNumbers)),
    security(("bearer" = ["admin"]))
)]
pub async fn overview(State(app): State<AppState>, _: Admin) -> Result<Answer<UserNumbers>> {
    Ok(Answer(UserNumbers { success: true, data: users::overview(&app).await? }))
}

/// Whether somebody is let in. The admin's page says `status`, the original reads `isActive`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccessChange, examples(json!({"isActive": false})))]
pub struct StatusBody {
    status: Option<bool>,
    is_active: Option<bool>,
}

/// Lets somebody in, or keeps them out.
#[utoipa::path(
    patch, path = "/admin/users/{id}/status", tag = "administration", operation_id = "setUserAccess",
    request_body = StatusBody,
    responses((status = 200, description = "The person", body = UserChanged)),
    extensions(("x-refusals" = json!([Code::StatusRequired, Code::CannotDeactivateSelf, Code::UserNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn set_status(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<StatusBody>,
) -> Result<Answer<UserChanged>> {
    let active = body.is_active.or(body.status);
    let active = active.ok_or_else(|| Error::invalid(Code::StatusRequired, "isActive is required"))?;
    let user = access::set_active(&app, &person, &id, active).await?;
    let (_, stats) = users::find(&app, &id).await?;
    let message = if active { "User activated successfully" } else { "User deactivated successfully" };
    let data = UserChangedData { user: AdminUserView::new(user, stats) };
    Ok(Answer(UserChanged { success: true, message, data }))
}

/// What somebody may do from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RoleChange, examples(json!({"role": "staff"})))]
pub struct RoleBody {
    #[schema(required, nullable = false)]
    role: Option<Role>,
}

/// Makes somebody a customer, staff or an admin.
#[utoipa::path(
    patch, path = "/admin/users/{id}/role", tag = "administration", operation_id = "setUserRole",
    request_body = RoleBody,
    responses((status = 200, description = "The person", body = UserChanged)),
    extensions(("x-refusals" = json!([Code::RoleRequired, Code::CannotChangeOwnRole, Code::UserNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn set_role(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<RoleBody>,
) -> Result<Answer<UserChanged>> {
    let role = body.role.ok_or_else(|| Error::invalid(Code::RoleRequired, "role is required: user, staff or admin"))?;
    let user = access::set_role(&app, &person, &id, role).await?;
    let (_, stats) = users::find(&app, &id).await?;
    let data = UserChangedData { user: AdminUserView::new(user, stats) };
    Ok(Answer(UserChanged { success: true, message: "Role changed successfully", data }))
}
