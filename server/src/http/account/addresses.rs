//! A customer's saved addresses.

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::extract::{
    input::optional,
    parts::{Json, Path},
};
use crate::{
    app::AppState,
    error::{Code, Error, Resource, Result},
    http::extract::authority::CurrentUser,
    services::addresses::{self, AddressChange, NewAddress},
    views::{address::AddressView, answer::Done},
};

const LABELS: [&str; 3] = ["Home", "Office", "Other"];

/// An address, or the parts of one to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AddressInput, examples(json!({"label": "Home", "street": "12 Market Road", "city": "Madurai", "state": "Tamil Nadu", "zipCode": "625001", "country": "India"})))]
pub struct AddressBody {
    /// `Home`, `Office` or `Other`.
    label: Option<String>,
    #[schema(max_length = 200)]
    street: Option<String>,
    #[schema(max_length = 100)]
    city: Option<String>,
    #[schema(max_length = 100)]
    state: Option<String>,
    #[schema(max_length = 20)]
    zip_code: Option<String>,
    #[schema(max_length = 100)]
    country: Option<String>,
    is_default: Option<bool>,
}

impl AddressBody {
    fn checked(self) -> Result<AddressChange> {
        if self.label.as_deref().is_some_and(|label| !label.is_empty() && !LABELS.contains(&label)) {
            return Err(Error::invalid(Code::InvalidRequest, format!("label must be one of: {}", LABELS.join(", "))));
        }
        Ok(AddressChange {
            label: self.label.filter(|label| !label.is_empty()),
            street: optional("street", self.street, 200)?,
            city: optional("city", self.city, 100)?,
            state: optional("state", self.state, 100)?,
            zip_code: optional("zipCode", self.zip_code, 20)?,
            country: optional("country", self.country, 100)?,
            is_default: self.is_default,
        })
    }
}

/// All saved addresses of somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressList {
    success: bool,
    addresses: Vec<AddressView>,
}

/// The answer to a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddressChanged {
    success: bool,
    message: &'static str,
    address: AddressView,
}

/// All of one's own.
#[utoipa::path(
    get, path = "/orders/addresses", tag = "addresses", operation_id = "listAddresses",
    responses((status = 200, description = "All of them", body = AddressList)),
    security(("bearer" = []))
)]
pub async fn list(State(app): State<AppState>, CurrentUser(user): CurrentUser) -> Result<Answer<AddressList>> {
    let addresses = addresses::list(app.db.read(), &user.id).await?;
    let addresses = addresses.into_iter().map(AddressView::from).collect();
    Ok(Answer(AddressList { success: true, addresses }))
}

/// Adds one.
#[utoipa::path(
    post, path = "/orders/addresses", tag = "addresses", operation_id = "addAddress",
    request_body = AddressBody,
    responses((status = 200, description = "It is added", body = AddressChanged)),
    extensions(("x-refusals" = json!([Code::AddressIncomplete, Code::TooManyAddresses]))),
    security(("bearer" = []))
)]
pub async fn add(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Json(body): Json<AddressBody>,
) -> Result<Answer<AddressChanged>> {
    let given = body.checked()?;
    let (Some(label), Some(street), Some(city), Some(state), Some(zip_code)) =
        (given.label, given.street, given.city, given.state, given.zip_code)
    else {
        return Err(Error::invalid(Code::AddressIncomplete, "All address fields are required"));
    };
    let country = given.country.unwrap_or_else(|| "India".to_owned());
    let is_default = given.is_default.unwrap_or(false);
    let new = NewAddress { label, street, city, state, zip_code, country, is_default };
    let address = AddressView::from(addresses::add(&app, &user.id, new).await?);
    Ok(Answer(AddressChanged { success: true, message: "Address added successfully", address }))
}

/// Changes one.
#[utoipa::path(
    put, path = "/orders/addresses/{id}", tag = "addresses", operation_id = "updateAddress",
    request_body = AddressBody,
    responses((status = 200, description = "It is changed", body = AddressChanged)),
    extensions(("x-refusals" = json!([Code::AddressNotFound]))),
    security(("bearer" = []))
)]
pub async fn update(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Path(id): Path,
    Json(body): Json<AddressBody>,
) -> Result<Answer<AddressChanged>> {
    let address = addresses::update(&app, &user.id, &id, body.checked()?).await.map_err(|error| match error {
        Error::NotFound(Resource::Address) => Error::NotFound(Resource::UserOrAddress),
        error => error,
    })?;
    let address = AddressView::from(address);
    Ok(Answer(AddressChanged { success: true, message: "Address updated successfully", address }))
}

/// Deletes one.
#[utoipa::path(
    delete, path = "/orders/addresses/{id}", tag = "addresses", operation_id = "deleteAddress",
    responses((status = 200, description = "It is deleted", body = Done)),
    extensions(("x-refusals" = json!([Code::AddressNotFound]))),
    security(("bearer" = []))
)]
pub async fn delete(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Path(id): Path,
) -> Result<Answer<Done>> {
    addresses::delete(&app, &user.id, &id).await?;
    Ok(Answer(Done::new("Address deleted successfully")))
}
