//! A customer's orders: placed, listed, read.

use std::collections::HashMap;

use axum::{Json as Answer, extract::State, http::HeaderMap, response::IntoResponse};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::extract::{
    idempotency::Idempotent,
    input::{choice, optional},
    parts::{OrderPath, RequestId},
};
use crate::{
    app::AppState,
    auth::extract::CurrentUser,
    domain::{
        contact::EmailAddress,
        money::Money,
        payment::{PaymentMethod, ShippingMethod, Word},
    },
    error::{Error, Result},
    http::openapi::refusal::TotalRefusal,
    services::{
        idempotency::{self, StoredResponse},
        orders::{self, Basket, CreateOrder, OrderList},
    },
    views::{
        order::{CustomerInfo, CustomerRef, OrderView, ProductRef},
        order_event::OrderEventView,
    },
};

const MAX_LINES: usize = 100;
const MAX_QUANTITY: i64 = 10_000;
/// In grams: a lorry.
const MAX_WEIGHT: f64 = 10_000_000.0;

/// Body of `POST /api/orders/create`. `subtotal`, `tax`, `shipping`, and the lines' prices are not read: prices
/// come from the catalogue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewOrder, examples(json!({"type": "cart", "items": [{"productId": "65f000000000000000000001", "quantity": 2}], "selectedAddressId": "65f000000000000000000002", "customerInfo": {"name": "Meena", "email": "you@example.com", "phone": "9000012345"}, "paymentMethod": "cod", "shippingMethod": "standard"})))]
pub struct CreateBody {
    /// `cart` (the default) or `buy-now`.
    r#type: Option<String>,
    /// The lines of a cart.
    #[schema(max_items = 100)]
    items: Option<Vec<ItemBody>>,
    /// What is bought now.
    product_id: Option<String>,
    /// How many of what is bought now; 1 by default.
    #[schema(minimum = 1, maximum = 10_000)]
    quantity: Option<i64>,
    /// One of the customer's saved addresses.
    #[schema(required, nullable = false)]
    selected_address_id: Option<String>,
    #[schema(required, nullable = false)]
    customer_info: Option<CustomerBody>,
    /// `cod` by default.
    #[schema(value_type = Option<PaymentMethod>)]
    payment_method: Option<String>,
    /// `standard` by default.
    #[schema(value_type = Option<ShippingMethod>)]
    shipping_method: Option<String>,
    #[schema(max_length = 2_000)]
    notes: Option<String>,
    /// What the customer was shown, in rupees. If it is not what the goods cost, the order is refused.
    #[schema(minimum = 0, maximum = 10_000_000)]
    total_amount: Option<f64>,
    /// In grams.
    #[schema(minimum = 0, maximum = 10_000_000)]
    order_weight: Option<f64>,
}

/// A line of a cart.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewOrderItem)]
struct ItemBody {
    #[schema(required, nullable = false)]
    product_id: Option<String>,
    /// 1 by default.
    #[schema(minimum = 1, maximum = 10_000)]
    quantity: Option<i64>,
    /// What the customer calls it, for the message should it be gone.
    #[schema(max_length = 200)]
    name: Option<String>,
}

/// Whom to ask about the order.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CustomerInput)]
struct CustomerBody {
    #[schema(required, nullable = false, max_length = 200)]
    name: Option<String>,
    #[schema(required, nullable = false, max_length = 254)]
    email: Option<String>,
    #[schema(required, nullable = false, max_length = 40)]
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
        let shipping_method = word("shippingMethod", self.shipping_method, ShippingMethod::Standard)?;
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
            payment_method: word("paymentMethod", self.payment_method, PaymentMethod::Cod)?,
            shipping_method,
            notes: optional("notes", self.notes, 2_000)?,
            order_weight,
        })
    }
}

/// Reads a word of a list; `default` when there is none.
fn word<T: Word>(field: &str, text: Option<String>, default: T) -> Result<T> {
    let names: Vec<&str> = T::ALL.iter().map(|word| word.as_str()).collect();
    let name = choice(field, text, &names, default.as_str())?;
    Ok(T::parse(&name).unwrap_or(default))
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

/// The answer to a new order.
#[derive(Debug, Serialize, ToSchema)]
struct OrderPlaced {
    success: bool,
    message: &'static str,
    order: OrderView,
}

/// One order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderAnswer {
    success: bool,
    order: OrderView,
}

/// What happened to an order, oldest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderHistory {
    success: bool,
    events: Vec<OrderEventView>,
}

/// Places an order, once per `Idempotency-Key`.
#[utoipa::path(
    post, path = "/api/orders/create", tag = "orders", operation_id = "createOrder",
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats with the same key and body have one effect", max_length = 255)),
    request_body = CreateBody,
    responses(
        (status = 200, description = "The order", body = OrderPlaced, headers(("Idempotency-Replayed" = Option<String>, description = "`true`: this is the first answer once more"))),
        (status = 400, description = "`address_and_customer_required`, `customer_incomplete`, `invalid_email`, `product_required`, `items_required`, `too_many_items`, `invalid_quantity`, `insufficient_stock`, `address_not_found`, `invalid_idempotency_key`"),
        (status = 404, description = "`product_not_found`"),
        (status = 409, description = "`total_changed`", body = TotalRefusal),
        (status = 422, description = "`idempotency_key_reused`")
    ),
    security(("bearer" = []))
)]
pub async fn create(
    State(app): State<AppState>,
    CurrentUser(user): CurrentUser,
    RequestId(request_id): RequestId,
    request: Idempotent<CreateBody>,
) -> Result<StoredResponse> {
    let key = request.key_of(&user.id);
    let wanted = request.body.checked()?;
    idempotency::run(&app, key.as_ref(), async |tx| {
        let (order, items) = orders::create(tx, &user, wanted, request_id.as_deref()).await?;
        let owner = CustomerRef::Id(user.id.clone());
        let order = OrderView::new(order, Some(owner), items, |id| Some(ProductRef::Id(id.to_owned())));
        Ok(OrderPlaced { success: true, message: "Order created successfully", order })
    })
    .await
}

/// One's own orders, newest first. The page asks again as soon as it has them: a repeated call is held until
/// something changes, a second at most.
#[utoipa::path(
    get, path = "/api/orders/my-orders", tag = "orders", operation_id = "listMyOrders",
    responses((status = 200, description = "The orders", body = OrderList)),
    security(("bearer" = []))
)]
pub async fn my_orders(State(app): State<AppState>, user: CurrentUser) -> Result<impl IntoResponse> {
    let body = orders::my_orders(&app, &user.person()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body))
}

/// One order. Its version stands in the `ETag`.
#[utoipa::path(
    get, path = "/api/orders/{order_id}", tag = "orders", operation_id = "getOrder",
    responses(
        (status = 200, description = "The order", body = OrderAnswer, headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        (status = 404, description = "`order_not_found`")
    ),
    security(("bearer" = []))
)]
pub async fn order(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<(HeaderMap, Answer<OrderAnswer>)> {
    let order = orders::find_order(&app, &user.person(), &wanted).await?;
    let mut headers = HeaderMap::new();
    if let Ok(version) = HeaderValue::from_str(&format!("\"{}\"", order.seq)) {
        headers.insert(header::ETAG, version);
    }
    Ok((headers, Answer(OrderAnswer { success: true, order })))
}

/// An order's invoice, for whoever may see the order: a PDF to save.
#[utoipa::path(
    get, path = "/api/orders/{order_id}/invoice", tag = "orders", operation_id = "getInvoice",
    responses(
        (status = 200, description = "The invoice", body = Vec<u8>, content_type = "application/pdf", headers(("Content-Disposition" = String, description = "The file's name"))),
        (status = 404, description = "`order_not_found`")
    ),
    security(("bearer" = []))
)]
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
#[utoipa::path(
    get, path = "/api/orders/{order_id}/events", tag = "orders", operation_id = "listOrderEvents",
    responses(
        (status = 200, description = "The events", body = OrderHistory),
        (status = 404, description = "`order_not_found`")
    ),
    security(("bearer" = []))
)]
pub async fn events(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<Answer<OrderHistory>> {
    let person = user.person();
    let events = orders::history(&app, &person, &wanted).await?;
    let shop = person.role.handles_orders();
    let names = if shop { orders::actor_names(&app, &events).await? } else { HashMap::new() };
    let events = events.iter().map(|event| OrderEventView::new(event, shop, &names)).collect();
    Ok(Answer(OrderHistory { success: true, events }))
}
