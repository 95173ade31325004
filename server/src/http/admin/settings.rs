//! What the shop adds to the price of goods, for admins; and the offers that it does not have.

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    domain::{
        money::Money,
        pricing::{DeliveryCharge, TaxSettings},
    },
    error::{Code, Error, Result},
    http::extract::{
        authority::Admin,
        input::{FormNumber, number},
        parts::Json,
    },
    services::pricing,
};

const MAX_RULES: usize = 100;
/// In grams: a lorry.
const MAX_WEIGHT: f64 = 10_000_000.0;

/// The answer about tax.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxAnswer {
    success: bool,
    settings: TaxSettings,
}

/// The answer to a change of tax.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaxChanged {
    success: bool,
    message: &'static str,
    settings: TaxSettings,
}

/// The answer about delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryAnswer {
    success: bool,
    charges: Vec<DeliveryCharge>,
}

/// The answer to a change of delivery charges.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryChanged {
    success: bool,
    message: &'static str,
    charges: Vec<DeliveryCharge>,
}

/// Offers: none.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offers {
    success: bool,
    #[schema(value_type = Vec<String>, max_items = 0)]
    offers: [String; 0],
}

/// What tax is charged.
#[utoipa::path(
    get, path = "/admin/tax-settings", tag = "administration", operation_id = "getTax",
    responses((status = 200, description = "The tax", body = TaxAnswer)),
    security(("bearer" = ["admin"]))
)]
pub async fn tax(State(app): State<AppState>, _: Admin) -> Result<Answer<TaxAnswer>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(TaxAnswer { success: true, settings: pricing.tax }))
}

/// Tax settings, alone or under `settings`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TaxInput, examples(json!({"gst": 18, "cgst": 9, "sgst": 9, "isActive": true})))]
pub struct TaxBody {
    #[schema(no_recursion)]
    settings: Option<Box<Self>>,
    gst: Option<FormNumber>,
    cgst: Option<FormNumber>,
    sgst: Option<FormNumber>,
    is_active: Option<bool>,
}

/// Changes the tax. What is not named stays.
#[utoipa::path(
    put, path = "/admin/tax-settings", tag = "administration", operation_id = "setTax",
    request_body = TaxBody,
    responses((status = 200, description = "The tax, changed", body = TaxChanged)),
    extensions(("x-refusals" = json!([Code::TaxRateTooFine]))),
    security(("bearer" = ["admin"]))
)]
pub async fn set_tax(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<TaxBody>,
) -> Result<Answer<TaxChanged>> {
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
    if !settings.is_exact() {
        return Err(Error::invalid(Code::TaxRateTooFine, "gst must have at most two decimals"));
    }
    pricing::set_tax(&app, &person, &settings).await?;
    let message = "Tax settings updated successfully";
    Ok(Answer(TaxChanged { success: true, message, settings }))
}

/// What delivery costs.
#[utoipa::path(
    get, path = "/admin/delivery-charges", tag = "administration", operation_id = "getDelivery",
    responses((status = 200, description = "The charges", body = DeliveryAnswer)),
    security(("bearer" = ["admin"]))
)]
pub async fn delivery(State(app): State<AppState>, _: Admin) -> Result<Answer<DeliveryAnswer>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(DeliveryAnswer { success: true, charges: pricing.delivery }))
}

/// All delivery charges, in the order in which they are tried.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeliveryInput)]
pub struct DeliveryBody {
    #[schema(required, nullable = false, max_items = 100)]
    charges: Option<Vec<ChargeBody>>,
}

/// A delivery charge. No `maxWeight` means open-ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DeliveryChargeInput)]
pub struct ChargeBody {
    id: Option<Value>,
    min_weight: Option<FormNumber>,
    max_weight: Option<FormNumber>,
    #[schema(required, nullable = false)]
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
            return Err(Error::invalid(Code::InvalidRequest, "maxWeight must not be below minWeight"));
        }
        let charge = number("charge", self.charge.as_ref(), 0.0..=Money::MAX.as_rupees())?;
        let charge = charge.and_then(Money::from_rupees);
        let charge = charge.ok_or_else(|| Error::invalid(Code::InvalidRequest, "Every rule needs a charge"))?;
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
#[utoipa::path(
    put, path = "/admin/delivery-charges", tag = "administration", operation_id = "setDelivery",
    request_body = DeliveryBody,
    responses((status = 200, description = "The charges, changed", body = DeliveryChanged)),
    extensions(("x-refusals" = json!([Code::ChargesRequired]))),
    security(("bearer" = ["admin"]))
)]
pub async fn set_delivery(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<DeliveryBody>,
) -> Result<Answer<DeliveryChanged>> {
    let rules = body.charges.ok_or_else(|| Error::invalid(Code::ChargesRequired, "Charges array is required"))?;
    if rules.len() > MAX_RULES {
        return Err(Error::invalid(Code::InvalidRequest, format!("At most {MAX_RULES} delivery charges can be set")));
    }
    let charges = rules.into_iter().zip(1..).map(|(rule, place)| rule.checked(place)).collect::<Result<Vec<_>>>()?;
    pricing::set_delivery(&app, &person, &charges).await?;
    let message = "Delivery charges updated successfully";
    Ok(Answer(DeliveryChanged { success: true, message, charges }))
}

/// Offers, which this shop does not have.
#[utoipa::path(
    get, path = "/admin/product-offers", tag = "administration", operation_id = "listOffers",
    responses((status = 200, description = "None", body = Offers)),
    security(("bearer" = ["admin"]))
)]
pub async fn product_offers(_: Admin) -> Answer<Offers> {
    Answer(Offers { success: true, offers: [] })
}
