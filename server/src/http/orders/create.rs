//! Placing an order.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::extract::{
    authority::CurrentUser,
    idempotency::Idempotent,
    input::{choice, optional},
    parts::RequestId,
};
use crate::{
    app::AppState,
    domain::{
        contact::EmailAddress,
        money::Money,
        payment::{PaymentMethod, ShippingMethod, Word},
    },
    error::{Code, Error, Result},
    services::{
        idempotency::{self, StoredResponse},
        orders::{self, Basket, CreateOrder},
    },
    views::{
        order::{CustomerInfo, CustomerRef, OrderView, ProductRef},
        refusal::TotalRefusal,
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
            return Err(Error::invalid(Code::AddressAndCustomerRequired, "Address and customer info are required"));
        };
        let customer = customer.checked()?;
        let shipping_method = word("shippingMethod", self.shipping_method, ShippingMethod::Standard)?;
        let order_weight = self.order_weight.unwrap_or(0.0);
        if !(0.0..=MAX_WEIGHT).contains(&order_weight) {
            return Err(Error::invalid(Code::InvalidRequest, "orderWeight must be a weight in grams"));
        }
        let basket = match choice("type", self.r#type, &["cart", "buy-now"], "cart")?.as_str() {
            "buy-now" => Basket::BuyNow {
                product: self
                    .product_id
                    .filter(|id| !id.trim().is_empty())
                    .ok_or_else(|| Error::invalid(Code::ProductRequired, "Product ID is required for buy now"))?,
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
            return Err(Error::invalid(Code::CustomerIncomplete, "Customer name, email, and phone are required"));
        };
        if email.parse::<EmailAddress>().is_err() {
            return Err(Error::invalid(Code::InvalidEmail, "Please enter a valid email address"));
        }
        Ok(CustomerInfo { name, email, phone })
    }
}

fn checked_quantity(quantity: Option<i64>) -> Result<i32> {
    let quantity = quantity.unwrap_or(1);
    match i32::try_from(quantity) {
        Ok(checked) if (1..=MAX_QUANTITY).contains(&quantity) => Ok(checked),
        _ => Err(Error::invalid(Code::InvalidQuantity, format!("quantity must be between 1 and {MAX_QUANTITY}"))),
    }
}

fn cart(items: Option<Vec<ItemBody>>, total_amount: Option<f64>) -> Result<Basket> {
    let items = items.filter(|items| !items.is_empty());
    let items = items.ok_or_else(|| Error::invalid(Code::ItemsRequired, "Cart items are required"))?;
    if items.len() > MAX_LINES {
        return Err(Error::invalid(Code::TooManyItems, format!("An order has at most {MAX_LINES} lines")));
    }
    let lines = items.into_iter().map(|item| {
        let product = item.product_id.filter(|id| !id.trim().is_empty());
        let product = product.ok_or_else(|| Error::invalid(Code::InvalidRequest, "Every item needs a productId"))?;
        Ok((product, checked_quantity(item.quantity)?, optional("name", item.name, 200)?))
    });
    let shown_total = total_amount
        .map(|total| {
            Money::from_rupees(total)
                .ok_or_else(|| Error::invalid(Code::InvalidRequest, "totalAmount must be an amount in rupees"))
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

/// Places an order, once per `Idempotency-Key`.
#[utoipa::path(
    post, path = "/orders/create", tag = "orders", operation_id = "createOrder",
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats with the same key and body have one effect", max_length = 255)),
    request_body = CreateBody,
    responses(
        (status = 200, description = "The order", body = OrderPlaced, headers(("Idempotency-Replayed" = Option<String>, description = "`true`: this is the first answer once more"))),
        (status = 409, description = "", body = TotalRefusal)
    ),
    extensions(("x-refusals" = json!([
        Code::AddressAndCustomerRequired, Code::CustomerIncomplete, Code::InvalidEmail, Code::ProductRequired,
        Code::ItemsRequired, Code::TooManyItems, Code::InvalidQuantity, Code::InsufficientStock,
        Code::SelectedAddressNotFound, Code::InvalidIdempotencyKey, Code::ProductNotFound, Code::TotalChanged,
        Code::IdempotencyKeyReused
    ]))),
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
