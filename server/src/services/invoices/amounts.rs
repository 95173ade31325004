//! The parts of an order's total, and the format of amounts.

use crate::domain::{
    money::Money,
    pricing::{DeliveryCharge, TaxSettings},
};

/// The rows between the lines and the total.
///
/// Checkout adds tax and delivery to a cart's total and stores neither. If the difference to the goods is exactly
/// today's tax plus one of today's delivery charges, both are listed. Otherwise the settings have changed since, and
/// the difference is listed as one sum. An order of a single product by "buy now" has no difference.
pub(super) fn parts(
    goods: Money,
    shipping: Money,
    total: Money,
    tax: &TaxSettings,
    delivery: &[DeliveryCharge],
) -> Vec<(String, Money)> {
    let mut parts = vec![("Subtotal".to_owned(), goods)];
    let rest = Money(total.0 - goods.0 - shipping.0);
    if rest != Money::default() {
        let taxed = tax.on(goods);
        let charge = Money(rest.0 - taxed.0);
        let known = charge == Money::default() || delivery.iter().any(|rule| rule.amount() == Some(charge));
        if known {
            parts.push((tax_name(tax), taxed));
            parts.push(("Delivery".to_owned(), charge));
        } else {
            parts.push(("Tax and delivery".to_owned(), rest));
        }
    }
    if shipping != Money::default() {
        parts.push(("Faster shipping".to_owned(), shipping));
    }
    parts
}

/// The tax by its name, with its central and state halves if they add up to the whole.
fn tax_name(tax: &TaxSettings) -> String {
    let rate = tax.rate();
    if (tax.cgst + tax.sgst - rate).abs() < 0.005 {
        format!("GST {rate} % (CGST {} %, SGST {} %)", tax.cgst, tax.sgst)
    } else {
        format!("GST {rate} %")
    }
}

/// An amount in Indian notation: `₹12,34,567.50`.
pub(super) fn rupees(amount: Money) -> String {
    let minor = amount.0.unsigned_abs();
    let digits = (minor / 100).to_string();
    let (head, tail) = digits.split_at(digits.len().saturating_sub(3));
    let mut grouped = String::new();
    for (place, digit) in head.chars().enumerate() {
        if place > 0 && (head.len() - place).is_multiple_of(2) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !grouped.is_empty() {
        grouped.push(',');
    }
    let sign = if amount.0 < 0 { "-" } else { "" };
    format!("{sign}₹{grouped}{tail}.{:02}", minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::pricing::default_delivery_charges;

    fn named(goods: i64, shipping: i64, total: i64) -> Vec<(String, i64)> {
        let parts =
            parts(Money(goods), Money(shipping), Money(total), &TaxSettings::default(), &default_delivery_charges());
        parts.into_iter().map(|(name, amount)| (name, amount.0)).collect()
    }

    #[test]
    fn tax_and_delivery_are_told_apart_when_todays_settings_explain_the_total() {
        let part = |name: &str, amount| (name.to_owned(), amount);
        assert_eq!(
            named(20_000, 0, 33_600),
            [part("Subtotal", 20_000), part("GST 18 % (CGST 9 %, SGST 9 %)", 3_600), part("Delivery", 10_000)]
        );
        assert_eq!(
            named(20_000, 10_000, 33_600),
            [
                part("Subtotal", 20_000),
                part("GST 18 % (CGST 9 %, SGST 9 %)", 3_600),
                part("Delivery", 0),
                part("Faster shipping", 10_000)
            ]
        );
        assert_eq!(named(20_000, 0, 21_000), [part("Subtotal", 20_000), part("Tax and delivery", 1_000)]);
        assert_eq!(named(20_000, 0, 20_000), [part("Subtotal", 20_000)], "bought straight from its page");
    }

    #[test]
    fn amounts_are_grouped_as_in_india() {
        for (amount, text) in [
            (0, "₹0.00"),
            (5, "₹0.05"),
            (99_900, "₹999.00"),
            (123_450, "₹1,234.50"),
            (12_345_600, "₹1,23,456.00"),
            (12_345_678_900, "₹12,34,56,789.00"),
            (-100_000, "-₹1,000.00"),
        ] {
            assert_eq!(rupees(Money(amount)), text);
        }
    }
}
