//! A person: customer, staff or admin.

use sea_orm::{Condition, FromJsonQueryResult, QueryOrder as _, QuerySelect as _, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::role::Role;

/// A row of `users`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The user's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What to call them.
    pub name: String,
    /// In lower case. A made-up address of the store's domain for people who gave only a phone number.
    pub email: String,
    /// `+` and digits.
    pub phone: Option<String>,
    /// A PHC string; none for people who never set a password.
    pub password_hash: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Deactivated people are let in nowhere.
    pub is_active: bool,
    /// As the front end knows it.
    pub is_phone_verified: bool,
    /// `phone` or `password`.
    pub login_method: String,
    /// Whether they gave a name themselves.
    pub is_profile_complete: bool,
    /// URL of a picture.
    pub avatar: Option<String>,
    /// Where they live, for their profile; parcels go to `addresses`.
    pub address: Option<ProfileAddress>,
    /// When the account was made.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl Entity {
    /// Reads a person's row for writing: whatever else asks for it, or changes it, waits until the transaction ends.
    /// SQLite's writer has locked the whole database already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock<C: ConnectionTrait>(tx: &C, id: &str) -> Result<Option<Model>, DbErr> {
        Self::find_by_id(id).lock_exclusive().one(tx).await
    }

    /// The same for everybody of some kind, in the order of their ids, so that two who lock never wait for each other
    /// in a circle.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock_all<C: ConnectionTrait>(tx: &C, which: Condition) -> Result<Vec<Model>, DbErr> {
        Self::find().filter(which).order_by_asc(Column::Id).lock_exclusive().all(tx).await
    }
}

/// The address in a profile. Every part is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProfileAddress {
    /// House and street.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub street: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub city: Option<String>,
    /// State.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub state: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub zip_code: Option<String>,
    /// Country.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub country: Option<String>,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<&Model> for crate::domain::person::Person {
    fn from(user: &Model) -> Self {
        Self { id: user.id.clone(), role: user.role }
    }
}
