//! Placing an order: prices from the catalogue, stock taken conditionally, everything in the caller's transaction.

use anyhow::Context as _;
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use serde_json::{Map, json};

use crate::{
    clock,
    domain::{
        ids::OrderNumber,
        money::Money,
        order_event::{Actor, OrderEvent},
        payment::{PaymentMethod, ShippingMethod},
        pricing::{PricedLine, cart_total},
    },
    error::{Code, Error, Resource, Result},
    event_log::{self, NewEvent},
    services::{
        orders::stock::{self, Shortage},
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
    /// How it is paid for.
    pub payment_method: PaymentMethod,
    /// How it is carried, which adds to the price.
    pub shipping_method: ShippingMethod,
    /// What the customer wrote.
    pub notes: Option<String>,
    /// In grams.
    pub order_weight: f64,
}

/// Places an order for `customer`, inside the caller's transaction. Returns the order and its lines.
///
/// # Errors
/// An unknown address or product, too little stock, or a total that is not the one that the customer was shown
/// (`total_changed`): then the transaction must roll back.
pub async fn create<C: ConnectionTrait>(
    tx: &C,
    customer: &user::Model,
    wanted: CreateOrder,
    request_id: Option<&str>,
) -> Result<(order::Model, Vec<order_item::Model>)> {
    let address = address::Entity::find_by_id(&wanted.address_id)
        .filter(address::Column::UserId.eq(&customer.id))
        .one(tx)
        .await?
        .ok_or_else(|| Error::invalid(Code::SelectedAddressNotFound, "Selected address not found"))?;
    let lines = price_lines(tx, &wanted.basket).await?;
    let total = total(tx, &wanted, &lines).await?;
    let taken = stock::take(tx, lines.iter().map(|line| (&line.product, line.quantity))).await?;
    taken.map_err(|shortage| insufficient_stock(&wanted.basket, &shortage))?;

    let number = order_counter::Entity::take(tx, 1).await?;
    let order = order::Model::from(order::NewOrder {
        number,
        user_id: customer.id.clone(),
        customer_name: wanted.customer.name,
        customer_email: wanted.customer.email,
        customer_phone: wanted.customer.phone,
        address,
        total,
        item_count: lines.iter().map(|line| line.quantity).sum(),
        payment_method: wanted.payment_method,
        shipping_method: wanted.shipping_method,
        shipping_cost: wanted.shipping_method.cost(),
        order_weight: wanted.order_weight,
        notes: wanted.notes,
        placed_at: clock::now(),
    });
    let items = order_lines(number, &lines)?;
    insert(tx, vec![order.clone()], items.clone()).await?;
    event_log::append(tx, &[placed(&order, Actor::Customer(customer.id.clone()))], request_id).await?;
    Ok((order, items))
}

/// Writes orders that were just placed, and their lines.
///
/// # Errors
/// The database failed; the transaction must roll back.
pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    orders: Vec<order::Model>,
    items: Vec<order_item::Model>,
) -> Result<()> {
    let rows = orders.into_iter().map(|order| order.into_active_model());
    order::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let rows = items.into_iter().map(|item| item.into_active_model());
    order_item::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The first event of an order, which tells that it was placed.
pub(crate) fn placed(order: &order::Model, actor: Actor) -> NewEvent {
    let event = OrderEvent::OrderCreated {
        order_id: order.order_id.clone(),
        status: order.status,
        total_minor: order.total_minor,
        item_count: order.item_count,
    };
    NewEvent { subject: order.id, seq: order.seq, event: event.into(), actor, at: order.created_at }
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
        return Ok(goods.filter(|goods| *goods <= Money::MAX).ok_or_else(too_much)? + wanted.shipping_method.cost());
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
        _ => Ok(total + wanted.shipping_method.cost()),
    }
}

fn insufficient_stock(basket: &Basket, Shortage { product, available, requested }: &Shortage) -> Error {
    let whose = match basket {
        Basket::Cart { .. } => format!(" for {product}"),
        Basket::BuyNow { .. } => String::new(),
    };
    let message = format!("Insufficient stock{whose}. Available: {available}, Requested: {requested}");
    Error::invalid(Code::InsufficientStock, message)
}

fn order_lines(number: OrderNumber, lines: &[Line]) -> Result<Vec<order_item::Model>> {
    let rows = lines.iter().zip(1..).map(|(Line { product, quantity }, line)| {
        let item = order_item::Model::new(number, line, product, *quantity);
        Ok(item.context("a line's total overflows")?)
    });
    rows.collect()
}
