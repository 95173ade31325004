//! Orders as a table for a spreadsheet (RFC 4180).
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula, and customers choose their own names.
//! Such cells get an apostrophe in front, which makes them text.

use std::borrow::Cow;

use anyhow::Context as _;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use serde_json::json;

use super::order::OrderView;
use crate::domain::ids::OrderNumber;

/// The columns and their order are the original's.
const COLUMNS: [&str; 14] = [
    "Order ID",
    "Order Number",
    "Customer Name",
    "Customer Email",
    "Customer Phone",
    "Shipping Address",
    "Total Amount",
    "Total Weight (g)",
    "Weight Source",
    "Status",
    "Payment Method",
    "Payment Status",
    "Order Date",
    "Items Count",
];

/// The first line.
///
/// # Errors
/// Never in practice: the text is written to memory.
pub fn header() -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    writer.into_inner().context("the table's head cannot be written")
}

/// Lines for orders, every value in double quotes.
///
/// # Errors
/// Never in practice: the text is written to memory.
pub fn rows(orders: &[(OrderNumber, OrderView)]) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .from_writer(Vec::with_capacity(orders.len() * 300));
    for (number, order) in orders {
        let (grams, source) = order.weight();
        let address = &order.shipping_address;
        let cells = [
            order.order_id.clone(),
            number.0.to_string(),
            order.customer_info.name.clone(),
            order.customer_info.email.clone(),
            order.customer_info.phone.clone(),
            format!("{}, {}, {} {}", address.street, address.city, address.state, address.zip_code),
            json!(order.total_amount).to_string(),
            grams.to_string(),
            source.as_str().to_owned(),
            order.status.as_str().to_owned(),
            order.payment_method.as_str().to_owned(),
            order.payment_status.as_str().to_owned(),
            order.order_date.to_string(),
            order.item_count.to_string(),
        ];
        writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().context("a table's line cannot be written")
}

/// The text as a cell that no spreadsheet runs as a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_gets_an_apostrophe() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "Asha = Ravi", "1-2", "'=1"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn the_head_is_written_without_quotes() {
        let head = String::from_utf8(header().unwrap()).unwrap();
        assert!(head.starts_with("Order ID,Order Number,Customer Name,"), "{head}");
        assert!(head.ends_with(",Items Count\r\n"), "{head}");
    }
}
