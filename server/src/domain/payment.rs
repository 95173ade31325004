//! The ways in which an order is paid for and shipped.

use serde::Serialize;
use utoipa::ToSchema;

use super::money::Money;

/// A word of a closed list, as it is spelled on the wire and in the database.
pub trait Word: Copy + PartialEq + 'static {
    /// The words.
    const ALL: &'static [Self];

    /// How the word is spelled.
    #[must_use]
    fn as_str(self) -> &'static str;

    /// Reads a word.
    #[must_use]
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.as_str() == text)
    }
}

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

impl Word for PaymentMethod {
    const ALL: &'static [Self] = &[Self::Cod, Self::Online, Self::Card, Self::Upi];

    fn as_str(self) -> &'static str {
        match self {
            Self::Cod => "cod",
            Self::Online => "online",
            Self::Card => "card",
            Self::Upi => "upi",
        }
    }
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

impl Word for PaymentStatus {
    const ALL: &'static [Self] = &[Self::Pending, Self::Paid, Self::Failed, Self::Refunded];

    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
            Self::Failed => "failed",
            Self::Refunded => "refunded",
        }
    }
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

    /// What the method adds to the price.
    #[must_use]
    pub const fn cost(self) -> Money {
        match self {
            Self::Standard => Money(0),
            Self::Express => Money::rupees(100),
            Self::SameDay => Money::rupees(200),
        }
    }
}

impl Word for ShippingMethod {
    const ALL: &'static [Self] = &[Self::Standard, Self::Express, Self::SameDay];

    fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Express => "express",
            Self::SameDay => "same-day",
        }
    }
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

    #[test]
    fn words_are_spelled_as_they_are_described_and_read_back() {
        fn check<T: Word + std::fmt::Debug>(names: &[&str]) {
            assert_eq!(T::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>(), names);
            for word in T::ALL {
                assert_eq!(T::parse(word.as_str()), Some(*word));
            }
            assert_eq!(T::parse("barter"), None);
        }
        check::<PaymentMethod>(&PaymentMethod::NAMES);
        check::<PaymentStatus>(&PaymentStatus::NAMES);
        check::<ShippingMethod>(&ShippingMethod::NAMES);
    }
}
