//! An order as the front end's pages read it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::product::ProductView;
use crate::{
    clock::Timestamp,
    domain::{
        ids::DocumentId,
        money::Money,
        order_status::OrderStatus,
        payment::{PaymentMethod, PaymentStatus, ShippingMethod},
        weight::{self, WeightSource},
    },
    store::entities::{StringList, order, order_item, product, stored_word::StoredWord, user},
};

/// Whose order it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum CustomerRef {
    /// The user's id alone.
    Id(String),
    /// With what the shop's people need.
    Details {
        /// The user's id.
        #[serde(rename = "_id")]
        id: String,
        /// What to call them.
        name: String,
        /// Their e-mail address.
        email: String,
        /// Their phone number.
        phone: String,
    },
}

impl From<&user::Model> for CustomerRef {
    fn from(user: &user::Model) -> Self {
        Self::Details {
            id: user.id.clone(),
            name: user.name.clone(),
            email: user.email.clone(),
            phone: user.phone.clone().unwrap_or_default(),
        }
    }
}

/// The product of a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ProductRef {
    /// The product's id alone.
    Id(String),
    /// What the admin's list shows. The original left `weight` out, and its details window showed `NaNkg`.
    Brief {
        /// The product's id.
        #[serde(rename = "_id")]
        id: String,
        /// What it is called now.
        name: String,
        /// Its pictures.
        images: StringList,
        /// Weight of one, in `unit`.
        weight: f64,
        /// Unit of `weight`.
        unit: String,
    },
    /// The whole product.
    Full(Box<ProductView>),
}

impl From<&product::Model> for ProductRef {
    fn from(product: &product::Model) -> Self {
        Self::Brief {
            id: product.id.clone(),
            name: product.name.clone(),
            images: product.images.clone(),
            weight: product.weight,
            unit: product.unit.clone(),
        }
    }
}

/// A line of an order. Name, price and total are those of the time of the order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrderItem)]
pub struct OrderItemView {
    /// The line's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// The product, or null when it was deleted since.
    #[schema(required)]
    pub product_id: Option<ProductRef>,
    /// What it was called.
    pub name: String,
    /// Price of one.
    pub price: Money,
    /// How many.
    pub quantity: i32,
    /// Price times quantity.
    pub total: Money,
}

/// Whom to ask about the order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomerInfo {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Phone number.
    pub phone: String,
}

/// Where the parcel goes.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Address)]
pub struct OrderAddress {
    /// The saved address that was chosen.
    #[serde(rename = "_id", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its label.
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
}

/// A whole order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Order)]
pub struct OrderView {
    /// The document id by which the front end knows the order.
    #[serde(rename = "_id")]
    pub id: String,
    /// What people call it.
    #[schema(examples("ORD00001"))]
    pub order_id: String,
    /// Whose it is, or null when the account was deleted.
    #[schema(required)]
    pub user_id: Option<CustomerRef>,
    /// What was bought.
    pub items: Vec<OrderItemView>,
    /// What the customer pays.
    pub total_amount: Money,
    /// How many pieces.
    pub item_count: i32,
    /// Whom to ask.
    pub customer_info: CustomerInfo,
    /// Where the parcel goes.
    pub shipping_address: OrderAddress,
    /// Where the bill goes: the same.
    pub billing_address: OrderAddress,
    /// Where the order stands.
    pub status: OrderStatus,
    /// Whether it is paid for.
    #[schema(value_type = PaymentStatus)]
    pub payment_status: StoredWord<PaymentStatus>,
    /// How it is paid for.
    #[schema(value_type = PaymentMethod)]
    pub payment_method: StoredWord<PaymentMethod>,
    /// The payment provider's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub payment_id: Option<String>,
    /// How it is carried.
    #[schema(value_type = ShippingMethod)]
    pub shipping_method: StoredWord<ShippingMethod>,
    /// What the method adds.
    pub shipping_cost: Money,
    /// In grams.
    pub order_weight: f64,
    /// The carrier's number of the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub estimated_delivery: Option<Timestamp>,
    /// What the customer wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub notes: Option<String>,
    /// When it was placed.
    pub order_date: Timestamp,
    /// When each status was last reached.
    #[serde(flatten)]
    pub reached: StatusTimes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// As the original's database wrote it; always 0.
    #[serde(rename = "__v")]
    pub v: u8,
    /// The number of the order's newest event: its version.
    pub seq: i64,
}

/// When an order last reached each status.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusTimes {
    /// Confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub confirmed_at: Option<Timestamp>,
    /// Processing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub processing_at: Option<Timestamp>,
    /// Shipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub shipped_at: Option<Timestamp>,
    /// Delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub delivered_at: Option<Timestamp>,
    /// Cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub cancelled_at: Option<Timestamp>,
    /// Refunded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refunded_at: Option<Timestamp>,
}

impl From<&order::Model> for StatusTimes {
    fn from(order: &order::Model) -> Self {
        let shown = |at: Option<DateTime<Utc>>| at.map(Timestamp);
        Self {
            confirmed_at: shown(order.confirmed_at),
            processing_at: shown(order.processing_at),
            shipped_at: shown(order.shipped_at),
            delivered_at: shown(order.delivered_at),
            cancelled_at: shown(order.cancelled_at),
            refunded_at: shown(order.refunded_at),
        }
    }
}

impl OrderView {
    /// Joins an order's row with its customer and lines. `product_of` chooses how a line shows its product.
    pub fn new(
        order: order::Model,
        customer: Option<CustomerRef>,
        lines: Vec<order_item::Model>,
        product_of: impl Fn(&str) -> Option<ProductRef>,
    ) -> Self {
        let shipping_address = OrderAddress {
            id: order.ship_address_id.clone(),
            label: order.ship_label.clone(),
            street: order.ship_street.clone(),
            city: order.ship_city.clone(),
            state: order.ship_state.clone(),
            zip_code: order.ship_zip_code.clone(),
            country: order.ship_country.clone(),
        };
        let items = lines.into_iter().map(|line| OrderItemView {
            id: DocumentId::of_order_line(line.order_number, line.line).to_string(),
            product_id: line.product_id.as_deref().and_then(&product_of),
            name: line.name,
            price: Money(line.price_minor),
            quantity: line.quantity,
            total: Money(line.total_minor),
        });
        Self {
            reached: StatusTimes::from(&order),
            id: order.public_id,
            order_id: order.order_id,
            user_id: customer,
            items: items.collect(),
            total_amount: Money(order.total_minor),
            item_count: order.item_count,
            customer_info: CustomerInfo {
                name: order.customer_name,
                email: order.customer_email,
                phone: order.customer_phone,
            },
            billing_address: shipping_address.clone(),
            shipping_address,
            status: order.status,
            payment_status: order.payment_status,
            payment_method: order.payment_method,
            payment_id: order.payment_id,
            shipping_method: order.shipping_method,
            shipping_cost: Money(order.shipping_cost_minor),
            order_weight: order.order_weight,
            tracking_number: order.tracking_number,
            estimated_delivery: order.estimated_delivery.map(Timestamp),
            notes: order.notes,
            order_date: order.order_date.into(),
            created_at: order.created_at.into(),
            updated_at: order.updated_at.into(),
            v: 0,
            seq: order.seq,
        }
    }

    /// The order's weight in grams: the weight that checkout stored, else the sum of its goods today.
    #[must_use]
    pub fn weight(&self) -> (f64, WeightSource) {
        let goods = self.items.iter().map(|item| match &item.product_id {
            Some(ProductRef::Brief { weight, unit, .. }) => weight::grams(*weight, unit) * f64::from(item.quantity),
            Some(ProductRef::Full(product)) => weight::grams(product.weight, &product.unit) * f64::from(item.quantity),
            Some(ProductRef::Id(_)) | None => 0.0,
        });
        weight::of_order(self.order_weight, goods)
    }
}
