//! A person as their own front end sees them, without secrets.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    domain::money::Money,
    domain::role::Role,
    store::entities::{
        address,
        user::{self, ProfileAddress},
    },
    views::address::AddressView,
};

/// What somebody has bought. What was cancelled or paid back counts as an order, not as money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserStats {
    /// How many orders.
    pub total_orders: i64,
    /// For how much.
    pub total_spent: Money,
    /// How much a paid order is on average.
    pub average_order_value: Money,
    /// What sort of customer that makes.
    pub category: CustomerCategory,
}

/// A sort of customer, by how often they have ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CustomerCategory {
    /// Not yet.
    #[default]
    New,
    /// One to four times.
    Regular,
    /// Five times or more.
    Vip,
}

/// The user in the answer to a login.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct SessionUser {
    /// The user's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What to call them.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Their phone number; empty if they gave none.
    pub phone: String,
    /// What they may do.
    pub role: Role,
    /// The address in their profile.
    pub address: ProfileAddress,
    /// Whether they gave a name themselves.
    pub is_profile_complete: bool,
}

impl From<user::Model> for SessionUser {
    fn from(user: user::Model) -> Self {
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            phone: user.phone.unwrap_or_default(),
            role: user.role,
            address: user.address.unwrap_or_default(),
            is_profile_complete: user.is_profile_complete,
        }
    }
}

/// A whole profile.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Profile)]
pub struct ProfileView {
    /// What a login shows.
    #[serde(flatten)]
    pub user: SessionUser,
    /// Where parcels go.
    pub addresses: Vec<AddressView>,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub avatar: Option<String>,
    /// Deactivated people are let in nowhere, so this is true.
    pub is_active: bool,
    /// As the front end knows it.
    pub is_phone_verified: bool,
    /// `phone` or `password`.
    pub login_method: String,
    /// Kept in the browser; always empty here.
    #[schema(value_type = Vec<String>, max_items = 0)]
    pub wishlist: [String; 0],
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl ProfileView {
    /// Joins a user's row and their addresses.
    #[must_use]
    pub fn new(user: user::Model, addresses: Vec<address::Model>) -> Self {
        Self {
            addresses: addresses.into_iter().map(AddressView::from).collect(),
            avatar: user.avatar.clone(),
            is_active: user.is_active,
            is_phone_verified: user.is_phone_verified,
            login_method: user.login_method.clone(),
            wishlist: [],
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
            user: SessionUser::from(user),
        }
    }
}

/// A person as the shop's admins see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AdminUser)]
pub struct AdminUserView {
    /// What a login shows.
    #[serde(flatten)]
    pub user: SessionUser,
    /// Whether they are let in.
    pub is_active: bool,
    /// As the front end knows it.
    pub is_phone_verified: bool,
    /// `phone` or `password`.
    pub login_method: String,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// What they bought.
    pub stats: UserStats,
}

impl AdminUserView {
    /// Joins a user's row and what they bought.
    #[must_use]
    pub fn new(user: user::Model, stats: UserStats) -> Self {
        Self {
            is_active: user.is_active,
            is_phone_verified: user.is_phone_verified,
            login_method: user.login_method.clone(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
            user: SessionUser::from(user),
            stats,
        }
    }
}
