//! The shop's tax and delivery settings: stored ones, or the defaults that the front end falls back to.

use sea_orm::{ConnectionTrait, EntityTrait as _};

use crate::{
    domain::pricing::{DeliveryCharge, TaxSettings, default_delivery_charges},
    entities::shop_setting,
    error::Result,
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
