//! The words for how an order is paid for and carried.

use serde::Serialize;
use utoipa::ToSchema;

/// How a customer pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMethod {
    /// Cash on delivery.
    Cod,
    /// By bank transfer.
    Online,
    /// By card.
    Card,
    /// By UPI.
    Upi,
}

impl PaymentMethod {
    /// The words on the wire and in the database, in the order of the variants.
    pub const NAMES: [&str; 4] = ["cod", "online", "card", "upi"];
}

/// Whether an order is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentStatus {
    /// Not yet.
    Pending,
    /// It is.
    Paid,
    /// The payment did not succeed.
    Failed,
    /// The customer has their money back.
    Refunded,
}

impl PaymentStatus {
    /// The words on the wire and in the database, in the order of the variants.
    pub const NAMES: [&str; 4] = ["pending", "paid", "failed", "refunded"];
}

/// How an order is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShippingMethod {
    /// The usual way.
    Standard,
    /// Faster, at a charge.
    Express,
    /// Today, at a higher charge.
    SameDay,
}

impl ShippingMethod {
    /// The words on the wire and in the database, in the order of the variants.
    pub const NAMES: [&str; 3] = ["standard", "express", "same-day"];
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_words_that_are_read_are_those_that_are_described() {
        use PaymentMethod::{Card, Cod, Online, Upi};
        use PaymentStatus::{Failed, Paid, Pending, Refunded};
        use ShippingMethod::{Express, SameDay, Standard};
        assert_eq!(json!([Cod, Online, Card, Upi]), json!(PaymentMethod::NAMES));
        assert_eq!(json!([Pending, Paid, Failed, Refunded]), json!(PaymentStatus::NAMES));
        assert_eq!(json!([Standard, Express, SameDay]), json!(ShippingMethod::NAMES));
    }
}
