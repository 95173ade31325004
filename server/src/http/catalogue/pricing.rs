//! What is added to the price of goods, for everybody.

use axum::{Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    clock::{self, Timestamp},
    domain::pricing::{DeliveryCharge, TaxSettings},
    error::Result,
    services::pricing,
};

/// What delivery costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryCharges {
    charges: Vec<DeliveryCharge>,
}

/// What tax is charged.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicTax {
    settings: TaxSettings,
}

/// What is added to the price of goods.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PricingData {
    delivery_charges: DeliveryCharges,
    tax_settings: PublicTax,
    timestamp: Timestamp,
}

/// What delivery costs.
#[utoipa::path(
    get, path = "/public/delivery-charges", tag = "catalogue", operation_id = "getDeliveryCharges",
    responses((status = 200, description = "The charges", body = DeliveryCharges))
)]
pub async fn delivery(State(app): State<AppState>) -> Result<Answer<DeliveryCharges>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(DeliveryCharges { charges: pricing.delivery }))
}

/// What tax is charged.
#[utoipa::path(
    get, path = "/public/tax-settings", tag = "catalogue", operation_id = "getTaxSettings",
    responses((status = 200, description = "The tax", body = PublicTax))
)]
pub async fn tax(State(app): State<AppState>) -> Result<Answer<PublicTax>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(PublicTax { settings: pricing.tax }))
}

/// Both.
#[utoipa::path(
    get, path = "/public/pricing-data", tag = "catalogue", operation_id = "getPricingData",
    responses((status = 200, description = "Both", body = PricingData))
)]
pub async fn both(State(app): State<AppState>) -> Result<Answer<PricingData>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(PricingData {
        delivery_charges: DeliveryCharges { charges: pricing.delivery },
        tax_settings: PublicTax { settings: pricing.tax },
        timestamp: clock::now().into(),
    }))
}
