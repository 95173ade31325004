//! A customer's saved addresses. At most one is the default.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    ModelTrait as _, QueryFilter as _, QueryOrder as _, sea_query::Expr,
};

use crate::{
    clock,
    core::Core,
    domain::ids::DocumentId,
    error::{Code, Error, Resource, Result},
    store::{
        database::Transaction,
        entities::{address, user},
    },
};

/// The most addresses that one customer keeps.
pub const MAX_ADDRESSES: usize = 50;

/// A new address. All texts are checked.
#[derive(Clone, Debug)]
pub struct NewAddress {
    /// `Home`, `Office` or `Other`.
    pub label: String,
    /// House and street.
    pub street: String,
    /// Town.
    pub city: String,
    /// State.
    pub state: String,
    /// Postal code.
    pub zip_code: String,
    /// Country.
    pub country: String,
    /// Whether checkout picks it first.
    pub is_default: bool,
}

/// The parts of an address to change; `None` leaves a part as it is.
#[derive(Clone, Debug, Default)]
pub struct AddressChange {
    /// `Home`, `Office` or `Other`.
    pub label: Option<String>,
    /// House and street.
    pub street: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State.
    pub state: Option<String>,
    /// Postal code.
    pub zip_code: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Whether checkout picks it first.
    pub is_default: Option<bool>,
}

/// The customer's addresses, oldest first.
///
/// # Errors
/// The database failed.
pub async fn list<C: ConnectionTrait>(db: &C, user_id: &str) -> Result<Vec<address::Model>> {
    let own = address::Entity::find().filter(address::Column::UserId.eq(user_id));
    Ok(own.order_by_asc(address::Column::CreatedAt).order_by_asc(address::Column::Id).all(db).await?)
}

/// Adds an address.
///
/// # Errors
/// The customer has too many already, or the database failed.
pub async fn add(core: &Core, user_id: &str, new: NewAddress) -> Result<address::Model> {
    let tx = begin(core, user_id).await?;
    if list(&tx, user_id).await?.len() >= MAX_ADDRESSES {
        return Err(Error::invalid(Code::TooManyAddresses, format!("At most {MAX_ADDRESSES} addresses can be saved")));
    }
    if new.is_default {
        clear_default(&tx, user_id).await?;
    }
    let address = address::Model {
        id: DocumentId::new().to_string(),
        user_id: user_id.to_owned(),
        label: new.label,
        street: new.street,
        city: new.city,
        state: new.state,
        zip_code: new.zip_code,
        country: new.country,
        is_default: new.is_default,
        created_at: clock::now(),
    };
    address::Entity::insert(address.clone().into_active_model()).exec_without_returning(&tx).await?;
    core.db.commit(tx).await?;
    Ok(address)
}

/// Changes an address.
///
/// # Errors
/// [`Error::NotFound`] if the customer has no such address, or the database failed.
pub async fn update(core: &Core, user_id: &str, id: &str, change: AddressChange) -> Result<address::Model> {
    let tx = begin(core, user_id).await?;
    let address = own(&tx, user_id, id).await?;
    if change.is_default == Some(true) {
        clear_default(&tx, user_id).await?;
    }
    let mut row = address.into_active_model();
    let texts = [
        (&mut row.label, change.label),
        (&mut row.street, change.street),
        (&mut row.city, change.city),
        (&mut row.state, change.state),
        (&mut row.zip_code, change.zip_code),
        (&mut row.country, change.country),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            *column = Set(text);
        }
    }
    if let Some(is_default) = change.is_default {
        row.is_default = Set(is_default);
    }
    let address = row.update(&tx).await?;
    core.db.commit(tx).await?;
    Ok(address)
}

/// Deletes an address. If it was the default, the first of the others becomes the default.
///
/// # Errors
/// [`Error::NotFound`] if the customer has no such address, or the database failed.
pub async fn delete(core: &Core, user_id: &str, id: &str) -> Result<()> {
    let tx = begin(core, user_id).await?;
    let address = own(&tx, user_id, id).await?;
    let was_default = address.is_default;
    address.delete(&tx).await?;
    if was_default && let Some(first) = list(&tx, user_id).await?.into_iter().next() {
        let mut row = first.into_active_model();
        row.is_default = Set(true);
        row.update(&tx).await?;
    }
    core.db.commit(tx).await?;
    Ok(())
}

/// Begins a change of a customer's addresses and locks out others. Two changes that make an address the default at the
/// same time would not see each other, and both addresses would stay the default.
async fn begin(core: &Core, user_id: &str) -> Result<Transaction> {
    let tx = core.db.begin().await?;
    user::Entity::lock(&tx, user_id).await?.ok_or(Error::NotFound(Resource::UserOrAddress))?;
    Ok(tx)
}

async fn own<C: ConnectionTrait>(db: &C, user_id: &str, id: &str) -> Result<address::Model> {
    let own = address::Entity::find_by_id(id).filter(address::Column::UserId.eq(user_id));
    own.one(db).await?.ok_or(Error::NotFound(Resource::Address))
}

async fn clear_default<C: ConnectionTrait>(db: &C, user_id: &str) -> Result<()> {
    address::Entity::update_many()
        .col_expr(address::Column::IsDefault, Expr::value(false))
        .filter(address::Column::UserId.eq(user_id))
        .exec(db)
        .await?;
    Ok(())
}
