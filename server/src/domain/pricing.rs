//! The price of an order: the same sum that the shop's cart page shows (`docs/COMPATIBILITY.md`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::money::Money;

/// A delivery charge for a range of weights. Both ends are inclusive; no `max_weight` means open-ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryCharge {
    /// Number of the rule within the shop; the admin's page makes them up, from the clock.
    pub id: u64,
    /// The lightest cart to which the rule applies, in grams.
    pub min_weight: f64,
    /// The heaviest cart to which the rule applies, in grams.
    #[schema(required)]
    pub max_weight: Option<f64>,
    /// The charge in rupees.
    pub charge: f64,
    /// Rules that are switched off are passed over.
    pub is_active: bool,
}

/// Goods and services tax, in percent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaxSettings {
    /// The whole rate that is charged.
    pub gst: f64,
    /// The central half, for the invoice.
    pub cgst: f64,
    /// The state half, for the invoice.
    pub sgst: f64,
    /// Shown to the front end, which charges tax either way.
    pub is_active: bool,
}

impl DeliveryCharge {
    /// The charge as money; `None` for one that makes no sense.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        Money::from_rupees(self.charge)
    }
}

impl Default for TaxSettings {
    fn default() -> Self {
        Self { gst: 18.0, cgst: 9.0, sgst: 9.0, is_active: true }
    }
}

impl TaxSettings {
    /// The rate that is charged, in percent.
    #[must_use]
    pub fn rate(&self) -> f64 {
        if self.gst > 0.0 { self.gst } else { 18.0 }
    }

    /// Whether the rate is a whole number of hundredths of a percent. A finer rate would be rounded here but not on the
    /// cart page, so no cart could be paid.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        // This division gives the same number as parsing the rate's digits, so it is exact for every rate with two
        // decimals.
        self.gst == (self.gst * 100.0).round() / 100.0
    }

    /// The tax on goods of this price.
    #[must_use]
    pub fn on(&self, goods: Money) -> Money {
        goods.basis_points(self.basis_points())
    }

    /// The rate in hundredths of a percent. The front end reads a zero rate as "not set" and charges 18 %. So does
    /// this, because the customer must be charged the sum that was shown.
    fn basis_points(&self) -> i64 {
        let gst = self.rate();
        #[expect(clippy::cast_possible_truncation, reason = "a percentage; saturates")]
        let points = (gst * 100.0).round() as i64;
        points
    }
}

/// The default delivery charges, for a shop that has set none.
#[must_use]
pub fn default_delivery_charges() -> Vec<DeliveryCharge> {
    [(0.0, Some(1000.0), 0.0), (1000.0, Some(5000.0), 100.0), (5000.0, Some(10_000.0), 200.0), (10_000.0, None, 300.0)]
        .into_iter()
        .zip(1..)
        .map(|((min_weight, max_weight, charge), id)| DeliveryCharge {
            id,
            min_weight,
            max_weight,
            charge,
            is_active: true,
        })
        .collect()
}

/// A line of a cart, reduced to what its price depends on.
#[derive(Clone, Copy, Debug)]
pub struct PricedLine {
    /// Price of one piece.
    pub price: Money,
    /// How many.
    pub quantity: i32,
    /// The product's weight as the plain number in the catalogue, whatever its unit.
    pub weight: f64,
}

/// The grand total of a cart: goods, tax on the goods, and the first delivery rule that fits the weight.
///
/// The weight is the *unit-blind* sum that the cart page uses (1 kg counts as 1). A more sensible weight would charge
/// another sum than the customer was shown. `None` if the sum overflows.
#[must_use]
pub fn cart_total(lines: &[PricedLine], tax: &TaxSettings, charges: &[DeliveryCharge]) -> Option<Money> {
    let goods = lines.iter().map(|line| line.price.times(line.quantity)).sum::<Option<Money>>()?;
    let weight: f64 = lines.iter().map(|line| line.weight * f64::from(line.quantity)).sum();
    let delivery = charges
        .iter()
        .find(|rule| rule.is_active && rule.min_weight <= weight && rule.max_weight.is_none_or(|max| weight <= max))
        .and_then(|rule| Money::from_rupees(rule.charge))
        .unwrap_or_default();
    Some(goods + goods.basis_points(tax.basis_points()) + delivery)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(price: i64, quantity: i32, weight: f64) -> PricedLine {
        PricedLine { price: Money(price), quantity, weight }
    }

    #[test]
    fn total_is_goods_and_tax_and_delivery() {
        let charges = default_delivery_charges();
        let tax = TaxSettings::default();
        // 2 × 199 = 398, 18 % = 71.64, 500 units of weight: free delivery.
        assert_eq!(cart_total(&[line(19_900, 2, 250.0)], &tax, &charges), Some(Money(46_964)));
        // Exactly 1000 is still the first rule; a gram more is the second.
        assert_eq!(cart_total(&[line(100, 1, 1000.0)], &tax, &charges), Some(Money(118)));
        assert_eq!(cart_total(&[line(100, 1, 1001.0)], &tax, &charges), Some(Money(10_118)));
        assert_eq!(cart_total(&[line(100, 1, 99_999.0)], &tax, &charges), Some(Money(30_118)));
    }

    #[test]
    fn a_zero_tax_rate_counts_as_unset_as_it_does_in_the_cart() {
        let tax = TaxSettings { gst: 0.0, ..TaxSettings::default() };
        assert_eq!(cart_total(&[line(100, 1, 1.0)], &tax, &[]), Some(Money(118)));
    }

    #[test]
    fn every_rate_with_two_decimals_is_exact_and_no_finer_one() {
        let with = |gst: f64| TaxSettings { gst, ..TaxSettings::default() };
        for hundredths in 0..=10_000 {
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            assert!(with(text.parse().unwrap()).is_exact(), "{text}");
        }
        for fine in [18.125, 0.001, 99.999_9] {
            assert!(!with(fine).is_exact(), "{fine}");
        }
    }

    #[test]
    fn a_sum_that_overflows_is_no_total() {
        assert_eq!(cart_total(&[line(i64::MAX, 2, 1.0)], &TaxSettings::default(), &[]), None);
    }
}
