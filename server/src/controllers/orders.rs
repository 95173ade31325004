//! A customer's orders: placed, listed, read.

use std::collections::HashMap;

use axum::{Json as Answer, extract::State, http::HeaderMap, response::IntoResponse};
use http::{HeaderValue, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    extract::{OrderPath, RequestId},
    input::{choice, optional},
    once::Keyed,
};
use crate::{
    app::AppState,
    auth::extract::CurrentUser,
    clock::Timestamp,
    domain::{
        contact::EmailAddress,
        money::Money,
        order_event::OrderEvent,
        payment::{PaymentMethod, ShippingMethod},
    },
    error::{Error, Result},
    event_log::RecordedEvent,
    services::{
        idempotency::KeptAnswer,
        orders::{self, Basket, Call, CreateOrder},
    },
    views::order::{CustomerInfo, CustomerRef, OrderView, ProductRef},
};

const MAX_LINES: usize = 100;
const MAX_QUANTITY: i64 = 10_000;
/// In grams: a lorry.
const MAX_WEIGHT: f64 = 10_000_000.0;

/// Body of `POST /api/orders/create`. `subtotal`, `tax`, `shipping`, and the lines' prices are not read: prices
/// come from the catalogue.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateBody {
    r#type: Option<String>,
    items: Option<Vec<ItemBody>>,
    product_id: Option<String>,
    quantity: Option<i64>,
    selected_address_id: Option<String>,
    customer_info: Option<CustomerBody>,
    payment_method: Option<String>,
    shipping_method: Option<String>,
    notes: Option<String>,
    total_amount: Option<f64>,
    order_weight: Option<f64>,
}

/// A line of a cart.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemBody {
    product_id: Option<String>,
    quantity: Option<i64>,
    name: Option<String>,
}

/// Whom to ask about the order.
#[derive(Debug, Deserialize)]
struct CustomerBody {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

impl CreateBody {
    /// Checks everything that needs no database, in the order in which the original checks it.
    fn checked(self) -> Result<CreateOrder> {
        let address_id = self.selected_address_id.filter(|id| !id.trim().is_empty());
        let (Some(address_id), Some(customer)) = (address_id, self.customer_info) else {
            return Err(Error::invalid("address_and_customer_required", "Address and customer info are required"));
        };
        let customer = customer.checked()?;
        let shipping_method = choice("shippingMethod", self.shipping_method, &ShippingMethod::NAMES, "standard")?;
        let shipping_cost = match shipping_method.as_str() {
            "express" => Money::rupees(100),
            "same-day" => Money::rupees(200),
            _ => Money::default(),
        };
        let order_weight = self.order_weight.unwrap_or(0.0);
        if !(0.0..=MAX_WEIGHT).contains(&order_weight) {
            return Err(Error::invalid("invalid_request", "orderWeight must be a weight in grams"));
        }
        let basket = match choice("type", self.r#type, &["cart", "buy-now"], "cart")?.as_str() {
            "buy-now" => Basket::BuyNow {
                product: self
                    .product_id
                    .filter(|id| !id.trim().is_empty())
                    .ok_or_else(|| Error::invalid("product_required", "Product ID is required for buy now"))?,
                quantity: checked_quantity(self.quantity)?,
            },
            _ => cart(self.items, self.total_amount)?,
        };
        Ok(CreateOrder {
            basket,
            address_id,
            customer,
            payment_method: choice("paymentMethod", self.payment_method, &PaymentMethod::NAMES, "cod")?,
            shipping_method,
            shipping_cost,
            notes: optional("notes", self.notes, 2_000)?,
            order_weight,
        })
    }
}

impl CustomerBody {
    fn checked(self) -> Result<CustomerInfo> {
        let name = optional("Customer name", self.name, 200)?;
        let email = optional("Customer email", self.email, 254)?;
        let phone = optional("Customer phone", self.phone, 40)?;
        let (Some(name), Some(email), Some(phone)) = (name, email, phone) else {
            return Err(Error::invalid("customer_incomplete", "Customer name, email, and phone are required"));
        };
        if email.parse::<EmailAddress>().is_err() {
            return Err(Error::invalid("invalid_email", "Please enter a valid email address"));
        }
        Ok(CustomerInfo { name, email, phone })
    }
}

fn checked_quantity(quantity: Option<i64>) -> Result<i32> {
    let quantity = quantity.unwrap_or(1);
    match i32::try_from(quantity) {
        Ok(checked) if (1..=MAX_QUANTITY).contains(&quantity) => Ok(checked),
        _ => Err(Error::invalid("invalid_quantity", format!("quantity must be between 1 and {MAX_QUANTITY}"))),
    }
}

fn cart(items: Option<Vec<ItemBody>>, total_amount: Option<f64>) -> Result<Basket> {
    let items = items.filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Error::invalid("items_required", "Cart items are required"))?;
    if items.len() > MAX_LINES {
        return Err(Error::invalid("too_many_items", format!("An order has at most {MAX_LINES} lines")));
    }
    let lines = items.into_iter().map(|item| {
        let product = item.product_id.filter(|id| !id.trim().is_empty());
        let product = product.ok_or_else(|| Error::invalid("invalid_request", "Every item needs a productId"))?;
        Ok((product, checked_quantity(item.quantity)?, optional("name", item.name, 200)?))
    });
    let shown_total = total_amount
        .map(|total| {
            Money::from_rupees(total)
                .ok_or_else(|| Error::invalid("invalid_request", "totalAmount must be an amount in rupees"))
        })
        .transpose()?;
    Ok(Basket::Cart { lines: lines.collect::<Result<_>>()?, shown_total })
}

/// Places an order, once per `Idempotency-Key`.
pub async fn create(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    RequestId(request_id): RequestId,
    keyed: Keyed<CreateBody>,
) -> Result<KeptAnswer> {
    let call = Call { request_id, once: keyed.once(&user.id) };
    let owner = user.id.clone();
    orders::create(&app, &user, keyed.body.checked()?, call, |order, items| {
        let view = OrderView::new(order, Some(CustomerRef::Id(owner)), items, |id| Some(ProductRef::Id(id.to_owned())));
        json!({ "success": true, "message": "Order created successfully", "order": view })
    })
    .await
}

/// One's own orders, newest first. The page asks again as soon as it has them: a repeated call is held until
/// something changes, a second at most.
pub async fn my_orders(State(app): State<AppState>, user: CurrentUser) -> Result<impl IntoResponse> {
    let body = orders::my_orders(&app, &user.person()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body))
}

/// One order. Its version stands in the `ETag`.
pub async fn order(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<(HeaderMap, Answer<Value>)> {
    let order = orders::find_order(&app, &user.person(), &wanted).await?;
    let mut headers = HeaderMap::new();
    if let Ok(version) = HeaderValue::from_str(&format!("\"{}\"", order.seq)) {
        headers.insert(header::ETAG, version);
    }
    Ok((headers, Answer(json!({ "success": true, "order": order }))))
}

/// An order's invoice, for whoever may see the order: a PDF to save.
pub async fn invoice(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<impl IntoResponse> {
    let invoice = orders::invoice(&app, &user.person(), &wanted).await?;
    let disposition = format!("attachment; filename=\"{}\"", invoice.file_name());
    // Fonts are searched and texts measured: nothing for the threads that everybody shares.
    let pdf = tokio::task::spawn_blocking(move || invoice.pdf()).await.map_err(anyhow::Error::from)??;
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], pdf))
}

/// What happened to an order, oldest first. Who did it is for the shop's eyes.
pub async fn events(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<Answer<Value>> {
    let person = user.person();
    let events = orders::history(&app, &person, &wanted).await?;
    let shop = person.role.handles_orders();
    let names = if shop { orders::actor_names(&app, &events).await? } else { HashMap::new() };
    let events: Vec<Value> = events.iter().map(|event| event_view(event, shop, &names)).collect();
    Ok(Answer(json!({ "success": true, "events": events })))
}

fn event_view(recorded: &RecordedEvent, shop: bool, names: &HashMap<String, String>) -> Value {
    let mut view = json!({
        "seq": recorded.seq,
        "kind": recorded.event.kind(),
        "status": recorded.event.status(),
        "createdAt": Timestamp(recorded.at),
        "actor": { "kind": recorded.actor_kind },
    });
    if let OrderEvent::StatusChanged { from, tracking_number, estimated_delivery, note, .. } = &recorded.event {
        view["from"] = json!(from);
        if let Some(number) = tracking_number {
            view["trackingNumber"] = json!(number);
        }
        if let Some(date) = estimated_delivery {
            view["estimatedDelivery"] = json!(Timestamp(*date));
        }
        if let (true, Some(note)) = (shop, note) {
            view["note"] = json!(note);
        }
    }
    if shop {
        if let Some(id) = &recorded.actor_id {
            view["actor"]["id"] = json!(id);
            view["actor"]["name"] = json!(names.get(id));
        }
        view["requestId"] = json!(recorded.request_id);
    }
    view
}
