//! A customer's saved addresses.

use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{Json, Path},
    input::optional,
};
use crate::{
    app::AppState,
    auth::extract::CurrentUser,
    error::{Error, Result},
    services::addresses::{self, AddressChange, NewAddress},
    views::address::AddressView,
};

const LABELS: [&str; 3] = ["Home", "Office", "Other"];

/// An address, or the parts of one to change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressBody {
    label: Option<String>,
    street: Option<String>,
    city: Option<String>,
    state: Option<String>,
    zip_code: Option<String>,
    country: Option<String>,
    is_default: Option<bool>,
}

impl AddressBody {
    fn checked(self) -> Result<AddressChange> {
        if self.label.as_deref().is_some_and(|label| !label.is_empty() && !LABELS.contains(&label)) {
            return Err(Error::invalid("invalid_request", format!("label must be one of: {}", LABELS.join(", "))));
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

/// All of one's own.
pub async fn list(State(app): State<AppState>, CurrentUser(user): CurrentUser) -> Result<Answer<Value>> {
    let addresses = addresses::list(app.db.read(), &user.id).await?;
    let addresses: Vec<_> = addresses.into_iter().map(AddressView::from).collect();
    Ok(Answer(json!({ "success": true, "addresses": addresses })))
}

/// Adds one.
pub async fn add(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Json(body): Json<AddressBody>,
) -> Result<Answer<Value>> {
    let given = body.checked()?;
    let (Some(label), Some(street), Some(city), Some(state), Some(zip_code)) =
        (given.label, given.street, given.city, given.state, given.zip_code)
    else {
        return Err(Error::invalid("address_incomplete", "All address fields are required"));
    };
    let country = given.country.unwrap_or_else(|| "India".to_owned());
    let is_default = given.is_default.unwrap_or(false);
    let new = NewAddress { label, street, city, state, zip_code, country, is_default };
    let address = AddressView::from(addresses::add(&app, &user.id, new).await?);
    Ok(Answer(json!({ "success": true, "message": "Address added successfully", "address": address })))
}

/// Changes one.
pub async fn update(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Path(id): Path,
    Json(body): Json<AddressBody>,
) -> Result<Answer<Value>> {
    let address = addresses::update(&app, &user.id, &id, body.checked()?).await.map_err(|error| match error {
        Error::NotFound("address") => Error::NotFound("user or address"),
        error => error,
    })?;
    let address = AddressView::from(address);
    Ok(Answer(json!({ "success": true, "message": "Address updated successfully", "address": address })))
}

/// Deletes one.
pub async fn delete(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    Path(id): Path,
) -> Result<Answer<Value>> {
    addresses::delete(&app, &user.id, &id).await?;
    Ok(Answer(json!({ "success": true, "message": "Address deleted successfully" })))
}
