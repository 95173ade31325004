//! Money in integer minor units, shown to clients as a number of rupees.

use std::{iter::Sum, ops::Add};

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// An amount in paise (1/100 rupee). JSON shows rupees: `2499` is the number `24.99`, `2500` the number `25`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = f64, examples(24.99), description = "Rupees, with at most two decimals.")]
pub struct Money(pub i64);

impl Money {
    /// The largest amount accepted from a client: ten million rupees. Sums of any order stay far from overflow.
    pub const MAX: Self = Self(1_000_000_000);

    /// An amount in whole rupees.
    #[must_use]
    pub const fn rupees(rupees: i64) -> Self {
        Self(rupees * 100)
    }

    /// Reads a JSON number of rupees, rounded to the nearest paisa. `None` unless it is between 0 and [`Self::MAX`].
    #[must_use]
    pub fn from_rupees(rupees: f64) -> Option<Self> {
        let minor = (rupees * 100.0).round();
        #[expect(clippy::cast_precision_loss, reason = "MAX is far below 2^53")]
        let max = Self::MAX.0 as f64;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be within 0..=MAX")]
        (minor >= 0.0 && minor <= max).then_some(Self(minor as i64))
    }

    /// The amount as a number of rupees with at most two decimals.
    #[must_use]
    pub fn as_rupees(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53")]
        let minor = self.0 as f64;
        minor / 100.0
    }

    /// `self` times a quantity; `None` on overflow.
    #[must_use]
    pub fn times(self, quantity: i32) -> Option<Self> {
        self.0.checked_mul(i64::from(quantity)).map(Self)
    }

    /// A share of `self` in hundredths of a percent (18 % is 1800), rounded half up to the paisa.
    #[must_use]
    pub fn basis_points(self, basis_points: i64) -> Self {
        let product = i128::from(self.0) * i128::from(basis_points);
        Self(i64::try_from((product + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), Add::add)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            serializer.serialize_f64(self.as_rupees())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_at_most_two_decimals_and_whole_rupees_have_none() {
        assert_eq!(serde_json::to_string(&Money(23_482)).unwrap(), "234.82");
        assert_eq!(serde_json::to_string(&Money(50_000)).unwrap(), "500");
        assert_eq!(serde_json::to_string(&Money(10)).unwrap(), "0.1");
    }

    #[test]
    fn rupees_round_to_the_nearest_paisa_and_must_be_sane() {
        assert_eq!(Money::from_rupees(234.820_000_000_000_02), Some(Money(23_482)));
        for bad in [f64::NAN, f64::INFINITY, -1.0, 1e12] {
            assert_eq!(Money::from_rupees(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_share_rounds_half_up() {
        assert_eq!(Money(19_900).basis_points(1_800), Money(3_582));
        assert_eq!(Money(25).basis_points(1_800), Money(5));
        assert_eq!(Money(75).basis_points(200), Money(2));
    }
}
