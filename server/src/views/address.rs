//! A saved address.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{clock::Timestamp, store::entities::address};

/// A saved address as checkout reads it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SavedAddress)]
pub struct AddressView {
    /// The address's id.
    #[serde(rename = "_id")]
    pub id: String,
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
    /// When it was added.
    pub created_at: Timestamp,
}

impl From<address::Model> for AddressView {
    fn from(address: address::Model) -> Self {
        Self {
            id: address.id,
            label: address.label,
            street: address.street,
            city: address.city,
            state: address.state,
            zip_code: address.zip_code,
            country: address.country,
            is_default: address.is_default,
            created_at: address.created_at.into(),
        }
    }
}
