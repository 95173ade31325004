//! What the shop adds to the price of goods, for admins; and the offers and bundles that it does not have.

use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::AppState,
    auth::extract::Admin,
    controllers::{
        extract::Json,
        input::{FormNumber, number},
    },
    domain::{
        money::Money,
        pricing::{DeliveryCharge, TaxSettings},
    },
    error::{Error, Result},
    services::pricing,
};

const MAX_RULES: usize = 100;
/// In grams: a lorry.
const MAX_WEIGHT: f64 = 10_000_000.0;

/// What tax is charged.
pub async fn tax(State(app): State<AppState>, _: Admin) -> Result<Answer<Value>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(json!({ "success": true, "settings": pricing.tax })))
}

/// Tax settings, alone or under `settings`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaxBody {
    settings: Option<Box<Self>>,
    gst: Option<FormNumber>,
    cgst: Option<FormNumber>,
    sgst: Option<FormNumber>,
    is_active: Option<bool>,
}

/// Changes the tax. What is not named stays.
pub async fn set_tax(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<TaxBody>,
) -> Result<Answer<Value>> {
    let body = match body.settings {
        Some(settings) => *settings,
        None => body,
    };
    let rate = |field: &str, given: Option<&FormNumber>| number(field, given, 0.0..=100.0);
    let now = pricing::load(app.db.read()).await?.tax;
    let settings = TaxSettings {
        gst: rate("gst", body.gst.as_ref())?.unwrap_or(now.gst),
        cgst: rate("cgst", body.cgst.as_ref())?.unwrap_or(now.cgst),
        sgst: rate("sgst", body.sgst.as_ref())?.unwrap_or(now.sgst),
        is_active: body.is_active.unwrap_or(now.is_active),
    };
    pricing::set_tax(&app, &person, &settings).await?;
    let message = "Tax settings updated successfully";
    Ok(Answer(json!({ "success": true, "message": message, "settings": settings })))
}

/// What delivery costs.
pub async fn delivery(State(app): State<AppState>, _: Admin) -> Result<Answer<Value>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(json!({ "success": true, "charges": pricing.delivery })))
}

/// All delivery charges, in the order in which they are tried.
#[derive(Debug, Deserialize)]
pub struct DeliveryBody {
    charges: Option<Vec<ChargeBody>>,
}

/// A delivery charge. No `maxWeight` means open-ended.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChargeBody {
    id: Option<Value>,
    min_weight: Option<FormNumber>,
    max_weight: Option<FormNumber>,
    charge: Option<FormNumber>,
    is_active: Option<bool>,
}

impl ChargeBody {
    /// The rule; `place` is its number if it brings none that is a number.
    fn checked(self, place: u64) -> Result<DeliveryCharge> {
        let id = match &self.id {
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            _ => None,
        };
        let min_weight = number("minWeight", self.min_weight.as_ref(), 0.0..=MAX_WEIGHT)?.unwrap_or(0.0);
        let max_weight = number("maxWeight", self.max_weight.as_ref(), 0.0..=MAX_WEIGHT)?;
        if max_weight.is_some_and(|max| max < min_weight) {
            return Err(Error::invalid("invalid_request", "maxWeight must not be below minWeight"));
        }
        let charge = number("charge", self.charge.as_ref(), 0.0..=Money::MAX.as_rupees())?;
        let charge = charge.and_then(Money::from_rupees);
        let charge = charge.ok_or_else(|| Error::invalid("invalid_request", "Every rule needs a charge"))?;
        Ok(DeliveryCharge {
            id: id.filter(|id| *id <= (1 << 53)).unwrap_or(place),
            min_weight,
            max_weight,
            charge: charge.as_rupees(),
            is_active: self.is_active.unwrap_or(true),
        })
    }
}

/// Replaces the delivery charges.
pub async fn set_delivery(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<DeliveryBody>,
) -> Result<Answer<Value>> {
    let rules = body.charges.ok_or_else(|| Error::invalid("charges_required", "Charges array is required"))?;
    if rules.len() > MAX_RULES {
        return Err(Error::invalid("invalid_request", format!("At most {MAX_RULES} delivery charges can be set")));
    }
    let charges = rules.into_iter().zip(1..).map(|(rule, place)| rule.checked(place)).collect::<Result<Vec<_>>>()?;
    pricing::set_delivery(&app, &person, &charges).await?;
    let message = "Delivery charges updated successfully";
    Ok(Answer(json!({ "success": true, "message": message, "charges": charges })))
}

/// Offers, which this shop does not have.
pub async fn product_offers(_: Admin) -> Answer<Value> {
    Answer(json!({ "success": true, "offers": [] }))
}

/// Bundles, which this shop does not have: they could never be ordered.
pub async fn combined_products(_: Admin) -> Answer<Value> {
    Answer(json!({ "success": true, "combinedProducts": [] }))
}
