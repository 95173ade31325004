//! Placing an order: prices from the catalogue, stock taken conditionally, one transaction.

use std::collections::BTreeMap;

use anyhow::Context as _;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::{Map, Value, json};

use crate::{
    app::App,
    clock,
    domain::{
        ids::{DocumentId, OrderNumber},
        money::Money,
        order_event::{Actor, OrderEvent},
        order_status::OrderStatus,
        pricing::{PricedLine, cart_total},
    },
    error::{Code, Error, Resource, Result},
    event_log::{self, NewEvent},
    services::{
        idempotency::{self, KeptAnswer},
        orders::Call,
        pricing,
    },
    store::entities::{address, order, order_counter, order_item, product, user},
    views::order::CustomerInfo,
};

/// What is being bought.
#[derive(Clone, Debug)]
pub enum Basket {
    /// The cart: tax and delivery are added. Holds product ids, quantities, and the total that the customer was
    /// shown, if the client told.
    Cart {
        /// Product, quantity, and the name that the customer saw, for messages.
        lines: Vec<(String, i32, Option<String>)>,
        /// What the cart page showed: goods, tax and delivery, without what the shipping method adds.
        shown_total: Option<Money>,
    },
    /// One product straight from its page: price times quantity, nothing added, as that page shows.
    BuyNow {
        /// The product.
        product: String,
        /// How many.
        quantity: i32,
    },
}

/// An order that a customer wants to place. All texts are checked.
#[derive(Clone, Debug)]
pub struct CreateOrder {
    /// What is being bought.
    pub basket: Basket,
    /// One of the customer's saved addresses.
    pub address_id: String,
    /// Whom to ask about the order.
    pub customer: CustomerInfo,
    /// `cod`, `online`, `card` or `upi`.
    pub payment_method: String,
    /// `standard`, `express` or `same-day`.
    pub shipping_method: String,
    /// What the method adds.
    pub shipping_cost: Money,
    /// What the customer wrote.
    pub notes: Option<String>,
    /// In grams.
    pub order_weight: f64,
}

/// Places an order for `customer`, once per idempotency key. `answer` shapes what the client is told, which is
/// kept with the order.
///
/// # Errors
/// An unknown address or product, too little stock, or a total that is not the one that the customer was shown
/// (`total_changed`): then nothing has happened. `idempotency_key_reused`.
pub async fn create(
    app: &App,
    customer: &user::Model,
    wanted: CreateOrder,
    call: Call,
    answer: impl FnOnce(order::Model, Vec<order_item::Model>) -> Value,
) -> Result<KeptAnswer> {
    let tx = app.db.begin().await?;
    if let Some(earlier) = idempotency::claim(&tx, call.once.as_ref()).await? {
        return Ok(earlier);
    }
    let address = address::Entity::find_by_id(&wanted.address_id)
        .filter(address::Column::UserId.eq(&customer.id))
        .one(&tx)
        .await?
        .ok_or_else(|| Error::invalid(Code::SelectedAddressNotFound, "Selected address not found"))?;
    let lines = price_lines(&tx, &wanted.basket).await?;
    let total = total(&tx, &wanted, &lines).await?;
    take_stock(&tx, &wanted.basket, &lines).await?;

    let number = order_counter::Entity::take(&tx, 1).await?;
    let now = clock::now();
    let order = order::Model {
        id: number.0,
        public_id: DocumentId::new().to_string(),
        order_id: number.order_id(),
        user_id: Some(customer.id.clone()),
        total_minor: total.0,
        item_count: lines.iter().map(|line| line.quantity).sum(),
        customer_name: wanted.customer.name,
        customer_email: wanted.customer.email,
        customer_phone: wanted.customer.phone,
        ship_address_id: Some(address.id),
        ship_label: address.label,
        ship_street: address.street,
        ship_city: address.city,
        ship_state: address.state,
        ship_zip_code: address.zip_code,
        ship_country: address.country,
        status: OrderStatus::Pending,
        payment_status: "pending".to_owned(),
        payment_method: wanted.payment_method,
        payment_id: None,
        shipping_method: wanted.shipping_method,
        shipping_cost_minor: wanted.shipping_cost.0,
        order_weight: wanted.order_weight,
        tracking_number: None,
        estimated_delivery: None,
        notes: wanted.notes,
        seq: 1,
        order_date: now,
        confirmed_at: None,
        processing_at: None,
        shipped_at: None,
        delivered_at: None,
        cancelled_at: None,
        refunded_at: None,
        created_at: now,
        updated_at: now,
    };
    let items = order_lines(number, &lines)?;
    insert_with_event(&tx, &order, &items, Actor::Customer(customer.id.clone()), call.request_id.as_deref()).await?;
    let answer = idempotency::keep(&tx, call.once.as_ref(), &answer(order, items)).await?;
    app.db.commit(tx).await?;
    app.relay.wake();
    Ok(answer)
}

/// Writes an order, its lines and its first event, inside the caller's transaction.
async fn insert_with_event<C: ConnectionTrait>(
    tx: &C,
    order: &order::Model,
    items: &[order_item::Model],
    actor: Actor,
    request_id: Option<&str>,
) -> Result<()> {
    use sea_orm::IntoActiveModel as _;
    order::Entity::insert(order.clone().into_active_model()).exec_without_returning(tx).await?;
    let rows = items.iter().map(|item| item.clone().into_active_model());
    order_item::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let event = OrderEvent::OrderCreated {
        order_id: order.order_id.clone(),
        status: OrderStatus::Pending,
        total_minor: order.total_minor,
        item_count: order.item_count,
    };
    let event = NewEvent { order: order.id, seq: 1, event, actor, at: order.created_at };
    event_log::append(tx, &[event], request_id).await
}

/// A product and how many of it.
struct Line {
    product: product::Model,
    quantity: i32,
}

/// Looks the products up. Inactive ones are unknown.
async fn price_lines<C: ConnectionTrait>(tx: &C, basket: &Basket) -> Result<Vec<Line>> {
    let wanted: Vec<(&str, i32, Option<&str>)> = match basket {
        Basket::Cart { lines, .. } => lines.iter().map(|(id, n, name)| (id.as_str(), *n, name.as_deref())).collect(),
        Basket::BuyNow { product, quantity } => vec![(product.as_str(), *quantity, None)],
    };
    let products = product::Entity::by_ids(tx, wanted.iter().map(|(id, ..)| (*id).to_owned())).await?;
    wanted
        .into_iter()
        .map(|(id, quantity, name)| match products.get(id).filter(|product| product.is_active) {
            Some(product) => Ok(Line { product: product.clone(), quantity }),
            None => Err(unknown_product(name)),
        })
        .collect()
}

fn unknown_product(name: Option<&str>) -> Error {
    match name {
        None => Error::NotFound(Resource::Product),
        Some(name) => Error::NotFoundNamed { what: Resource::Product, name: name.to_owned() },
    }
}

/// What the customer pays, which must be what they were shown.
async fn total<C: ConnectionTrait>(tx: &C, wanted: &CreateOrder, lines: &[Line]) -> Result<Money> {
    let priced: Vec<PricedLine> = lines
        .iter()
        .map(|line| PricedLine {
            price: Money(line.product.price_minor),
            quantity: line.quantity,
            weight: line.product.weight,
        })
        .collect();
    let too_much = || Error::invalid(Code::InvalidRequest, "The order is too large");
    let Basket::Cart { shown_total, .. } = &wanted.basket else {
        let goods = priced.iter().map(|line| line.price.times(line.quantity)).sum::<Option<Money>>();
        return Ok(goods.filter(|goods| *goods <= Money::MAX).ok_or_else(too_much)? + wanted.shipping_cost);
    };
    let settings = pricing::load(tx).await?;
    let total = cart_total(&priced, &settings.tax, &settings.delivery).filter(|total| *total <= Money::MAX);
    let total = total.ok_or_else(too_much)?;
    // The page's own sum is a floating-point number, rounded here to the paisa: a paisa of difference is no
    // other price.
    match shown_total {
        Some(shown) if (shown.0 - total.0).abs() > 1 => Err(Error::Conflict {
            code: Code::TotalChanged,
            message: "Prices have changed since the cart was filled, please review the total".to_owned(),
            details: Map::from_iter([
                ("shownTotal".to_owned(), json!(shown)),
                ("currentTotal".to_owned(), json!(total)),
            ]),
        }),
        _ => Ok(total + wanted.shipping_cost),
    }
}

/// Takes what the order holds off the shelf, product by product in the order of their ids. The condition is in
/// the update itself: of fifty buyers of the last piece, one gets it.
async fn take_stock<C: ConnectionTrait>(tx: &C, basket: &Basket, lines: &[Line]) -> Result<()> {
    let mut wanted: BTreeMap<&str, (i64, &product::Model)> = BTreeMap::new();
    for line in lines {
        wanted.entry(&line.product.id).or_insert((0, &line.product)).0 += i64::from(line.quantity);
    }
    for (id, (quantity, product)) in wanted {
        let taken = product::Entity::update_many()
            .col_expr(product::Column::Stock, Expr::col(product::Column::Stock).sub(quantity))
            .filter(product::Column::Id.eq(id))
            .filter(product::Column::Stock.gte(quantity))
            .exec(tx)
            .await?;
        if taken.rows_affected == 0 {
            let left = product::Entity::find_by_id(id).one(tx).await?.map_or(0, |product| product.stock);
            let whose = match basket {
                Basket::Cart { .. } => format!(" for {}", product.name),
                Basket::BuyNow { .. } => String::new(),
            };
            let message = format!("Insufficient stock{whose}. Available: {left}, Requested: {quantity}");
            return Err(Error::invalid(Code::InsufficientStock, message));
        }
    }
    Ok(())
}

fn order_lines(number: OrderNumber, lines: &[Line]) -> Result<Vec<order_item::Model>> {
    let rows = lines.iter().zip(1..).map(|(Line { product, quantity }, line)| {
        let total = Money(product.price_minor).times(*quantity).context("a line's total overflows")?;
        Ok(order_item::Model {
            order_id: number.0,
            line,
            product_id: Some(product.id.clone()),
            name: product.name.clone(),
            price_minor: product.price_minor,
            quantity: *quantity,
            total_minor: total.0,
        })
    });
    rows.collect()
}
