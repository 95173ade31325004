//! The shop's tax and delivery settings: stored ones, or the defaults that the front end falls back to.

use sea_orm::{ConnectionTrait, EntityTrait as _, IntoActiveModel as _, sea_query::OnConflict};
use serde::Serialize;

use crate::{
    clock,
    core::Core,
    domain::{
        person::Person,
        pricing::{DeliveryCharge, TaxSettings, default_delivery_charges},
    },
    error::Result,
    store::entities::shop_setting,
};

const TAX: &str = "tax";
const DELIVERY: &str = "delivery-charges";

/// What is added to the price of goods.
#[derive(Clone, Debug)]
pub struct Pricing {
    /// Tax.
    pub tax: TaxSettings,
    /// Delivery charges, in the order in which they are tried.
    pub delivery: Vec<DeliveryCharge>,
}

/// Reads the settings.
///
/// # Errors
/// The database failed, or what it holds cannot be read.
pub async fn load<C: ConnectionTrait>(db: &C) -> Result<Pricing> {
    let mut pricing = Pricing { tax: TaxSettings::default(), delivery: default_delivery_charges() };
    for setting in shop_setting::Entity::find().all(db).await? {
        match setting.name.as_str() {
            TAX => pricing.tax = serde_json::from_value(setting.value).map_err(anyhow::Error::from)?,
            DELIVERY => pricing.delivery = serde_json::from_value(setting.value).map_err(anyhow::Error::from)?,
            _ => {}
        }
    }
    Ok(pricing)
}

/// Changes the tax. The next order is charged it.
///
/// # Errors
/// The database failed.
pub async fn set_tax(core: &Core, by: &Person, tax: &TaxSettings) -> Result<()> {
    save(core, by, TAX, tax).await
}

/// Changes the delivery charges. The next order is charged them.
///
/// # Errors
/// The database failed.
pub async fn set_delivery(core: &Core, by: &Person, charges: &[DeliveryCharge]) -> Result<()> {
    save(core, by, DELIVERY, charges).await
}

async fn save<T: Serialize + ?Sized>(core: &Core, by: &Person, name: &str, value: &T) -> Result<()> {
    let value = serde_json::to_value(value).map_err(anyhow::Error::from)?;
    let row = shop_setting::Model { name: name.to_owned(), value, updated_at: clock::now() };
    let replace = OnConflict::column(shop_setting::Column::Name)
        .update_columns([shop_setting::Column::Value, shop_setting::Column::UpdatedAt])
        .to_owned();
    let insert = shop_setting::Entity::insert(row.into_active_model()).on_conflict(replace);
    insert.exec_without_returning(core.db.write()).await?;
    tracing::info!(setting = name, by.id, "changed a setting");
    Ok(())
}
