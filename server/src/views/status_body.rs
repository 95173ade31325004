//! A change of status as clients ask for it, over REST and sockets alike.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    clock,
    domain::{
        ids::Seq,
        order_status::OrderStatus,
        status_change::{MAX_TRACKING_NUMBER_LEN, StatusChange},
    },
    error::{Code, Error, Result},
    views::text::optional,
};

/// What an order should become, as REST and the socket command alike spell it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusBody {
    /// What it becomes.
    #[schema(value_type = OrderStatus)]
    status: Option<String>,
    /// The carrier's number of the parcel.
    #[schema(max_length = 100)]
    tracking_number: Option<String>,
    /// When the parcel should arrive: an instant or a date, in ISO 8601.
    #[schema(max_length = 40)]
    estimated_delivery: Option<String>,
    /// For the history.
    #[schema(max_length = 500)]
    note: Option<String>,
}

impl StatusBody {
    /// Checks what needs no database. `expected_seq` is the version that the caller saw, if it minds.
    ///
    /// # Errors
    /// `status_required`, `invalid_status`, or `invalid_request` for a detail that makes no sense.
    pub fn checked(self, expected_seq: Option<i64>) -> Result<StatusChange> {
        let status = self.status.filter(|status| !status.is_empty());
        let status = status.ok_or_else(|| Error::invalid(Code::StatusRequired, "Status is required"))?;
        let status =
            OrderStatus::parse(&status).ok_or_else(|| Error::invalid(Code::InvalidStatus, "Invalid status"))?;
        let date = optional("estimatedDelivery", self.estimated_delivery, 40)?;
        let estimated_delivery = date
            .map(|text| {
                clock::parse(&text)
                    .ok_or_else(|| Error::invalid(Code::InvalidDate, "estimatedDelivery must be an ISO 8601 date"))
            })
            .transpose()?;
        Ok(StatusChange {
            status,
            tracking_number: optional("trackingNumber", self.tracking_number, MAX_TRACKING_NUMBER_LEN)?,
            estimated_delivery,
            note: optional("note", self.note, 500)?,
            expected_seq: expected_seq.map(Seq),
        })
    }
}
