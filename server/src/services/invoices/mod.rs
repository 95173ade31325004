//! An order's invoice as a PDF: its content ([`Invoice`]) and its form ([`Invoice::pdf`]). No I/O.

mod amounts;
mod layout;
mod paint;
mod text;

use chrono::{DateTime, Utc};

use crate::{
    domain::{
        money::Money,
        pricing::{DeliveryCharge, TaxSettings},
    },
    views::order::OrderView,
};

/// The content of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Invoice {
    /// The shop's name.
    pub shop: String,
    /// The order's id.
    pub order_id: String,
    /// When the order was placed.
    pub date: DateTime<Utc>,
    /// How it is paid for, and whether it is.
    pub payment: String,
    /// Where the order stands.
    pub status: String,
    /// Name, e-mail address and phone number of the customer.
    pub customer: Vec<String>,
    /// Where the parcel goes.
    pub address: Vec<String>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// The parts of the total, each with its name.
    pub parts: Vec<(String, Money)>,
    /// What the customer pays.
    pub total: Money,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it was called.
    pub name: String,
    /// How many.
    pub quantity: i32,
    /// Price of one.
    pub price: Money,
    /// Price times quantity.
    pub total: Money,
}

impl Invoice {
    /// The invoice of an order. Tax and delivery are parts of the order's total that were not stored; they are derived
    /// from the shop's settings.
    #[must_use]
    pub fn new(shop: &str, order: &OrderView, tax: &TaxSettings, delivery: &[DeliveryCharge]) -> Self {
        let address = &order.shipping_address;
        let lines: Vec<Line> = order
            .items
            .iter()
            .map(|item| Line { name: item.name.clone(), quantity: item.quantity, price: item.price, total: item.total })
            .collect();
        let goods = lines.iter().map(|line| line.total).sum();
        let parts = amounts::parts(goods, order.shipping_cost, order.total_amount, tax, delivery);
        Self {
            shop: shop.to_owned(),
            order_id: order.order_id.clone(),
            date: order.order_date.0,
            payment: format!("{} ({})", payment_name(order.payment_method.as_str()), order.payment_status.as_str()),
            status: capitalised(order.status.as_str()),
            customer: vec![
                order.customer_info.name.clone(),
                order.customer_info.email.clone(),
                order.customer_info.phone.clone(),
            ],
            address: vec![
                order.customer_info.name.clone(),
                address.street.clone(),
                format!("{}, {} {}", address.city, address.state, address.zip_code),
                address.country.clone(),
            ],
            lines,
            parts,
            total: order.total_amount,
        }
    }

    /// The file's name.
    #[must_use]
    pub fn file_name(&self) -> String {
        let id: String = self.order_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        format!("invoice-{id}.pdf")
    }

    /// The invoice as a PDF document.
    ///
    /// # Errors
    /// The fonts that the server was built with cannot be used.
    pub fn pdf(&self) -> anyhow::Result<Vec<u8>> {
        let fonts = text::Fonts::load()?;
        paint::document(self, &layout::pages(self, &fonts), &fonts)
    }
}

fn payment_name(method: &str) -> &str {
    match method {
        "cod" => "Cash on delivery",
        "upi" => "UPI",
        "card" => "Card",
        "online" => "Online",
        other => other,
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
