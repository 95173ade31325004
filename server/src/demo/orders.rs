//! The orders of the demo shop, with their histories. What an order is made of follows from its number, so a
//! database of a hundred thousand orders is the same every time.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{EntityTrait as _, IntoActiveModel as _, QueryOrder as _, QuerySelect as _};

use crate::{
    app::App,
    clock,
    domain::{
        ids::{DocumentId, OrderNumber},
        money::Money,
        order_event::{Actor, OrderEvent},
        order_status::OrderStatus,
        pricing::{PricedLine, TaxSettings, cart_total, default_delivery_charges},
    },
    error::{Code, Error, Result},
    event_log::{self, NewEvent},
    services::addresses,
    store::entities::{address, order, order_counter, order_item, product, user},
};

/// Orders of a fresh demo shop.
const SHOWN: u32 = 28;
/// Orders per transaction, and rows per statement: an order has 37 columns, and SQLite takes 32,766 values.
const BATCH: u32 = 500;
/// The demo shop's orders are spread over so many days.
const DAYS: i64 = 60;

type Customer = (user::Model, address::Model);

/// The orders of a fresh demo shop.
pub(super) async fn create(app: &App, customers: &[Customer], products: &[product::Model]) -> Result<()> {
    insert(app, customers, products, SHOWN).await
}

/// Adds `count` orders to whatever customers and products there are.
pub(super) async fn create_many(app: &App, count: u32) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let db = app.db.read();
    let products = product::Entity::find().order_by_asc(product::Column::Slug).all(db).await?;
    let users = user::Entity::find().order_by_asc(user::Column::Id).limit(1_000).all(db).await?;
    let mut customers = Vec::with_capacity(users.len());
    for user in users {
        if let Some(address) = addresses::list(db, &user.id).await?.into_iter().next() {
            customers.push((user, address));
        }
    }
    if products.is_empty() || customers.is_empty() {
        return Err(Error::invalid(Code::NoDemoShop, "There is no customer with an address, or no product"));
    }
    insert(app, &customers, &products, count).await
}

async fn insert(app: &App, customers: &[Customer], products: &[product::Model], count: u32) -> Result<()> {
    let now = clock::now();
    let mut done = 0;
    while done < count {
        let batch = BATCH.min(count - done);
        let tx = app.db.begin().await?;
        let first = order_counter::Entity::take(&tx, batch).await?;
        let (mut orders, mut items, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for i in 0..batch {
            let number = OrderNumber(first.0 + i64::from(i));
            let age = Duration::days(DAYS) * i32::try_from(count - done - i).unwrap_or(i32::MAX)
                / i32::try_from(count).unwrap_or(i32::MAX);
            draft(number, now - age, customers, products, &mut orders, &mut items, &mut events)?;
        }
        let rows = orders.into_iter().map(|order| order.into_active_model());
        order::Entity::insert_many(rows).exec_without_returning(&tx).await?;
        let rows = items.into_iter().map(|item| item.into_active_model());
        order_item::Entity::insert_many(rows).exec_without_returning(&tx).await?;
        event_log::append(&tx, &events, None).await?;
        app.db.commit(tx).await?;
        done += batch;
    }
    app.relay.wake();
    Ok(())
}

/// A number below `below` that looks random and follows from `number` and `salt`.
fn pick(number: OrderNumber, salt: u64, below: usize) -> usize {
    let mixed = (number.0.unsigned_abs() ^ (salt << 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33;
    usize::try_from(mixed).unwrap_or_default() % below.max(1)
}

/// Where the order has got to: the first seven stand for every status, later ones mostly went well.
fn path(number: OrderNumber) -> Vec<OrderStatus> {
    use OrderStatus::{Cancelled, Confirmed, Delivered, Pending, Processing, Refunded, Shipped};
    let paths: [&[OrderStatus]; 7] = [
        &[Pending],
        &[Pending, Confirmed],
        &[Pending, Confirmed, Processing],
        &[Pending, Confirmed, Processing, Shipped],
        &[Pending, Confirmed, Processing, Shipped, Delivered],
        &[Pending, Confirmed, Cancelled],
        &[Pending, Confirmed, Processing, Shipped, Delivered, Refunded],
    ];
    let weighted = [0, 0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 5, 6];
    let index = usize::try_from(number.0 - 1).unwrap_or_default();
    paths[if index < paths.len() { index } else { weighted[pick(number, 1, weighted.len())] }].to_vec()
}

fn draft(
    number: OrderNumber,
    placed: DateTime<Utc>,
    customers: &[Customer],
    products: &[product::Model],
    orders: &mut Vec<order::Model>,
    items: &mut Vec<order_item::Model>,
    events: &mut Vec<NewEvent>,
) -> Result<()> {
    let too_large = || Error::Internal(anyhow::anyhow!("a demo order is too large"));
    let (customer, address) = &customers[pick(number, 2, customers.len())];
    let mut priced = Vec::new();
    for line in 1..=i32::try_from(1 + pick(number, 3, 3)).unwrap_or(1) {
        let product = &products[pick(number, 10 + u64::from(line.unsigned_abs()), products.len())];
        let quantity = i32::try_from(1 + pick(number, 20 + u64::from(line.unsigned_abs()), 3)).unwrap_or(1);
        let price = Money(product.price_minor);
        priced.push(PricedLine { price, quantity, weight: product.weight });
        items.push(order_item::Model {
            order_id: number.0,
            line,
            product_id: Some(product.id.clone()),
            name: product.name.clone(),
            price_minor: product.price_minor,
            quantity,
            total_minor: price.times(quantity).ok_or_else(too_large)?.0,
        });
    }
    let total = cart_total(&priced, &TaxSettings::default(), &default_delivery_charges()).ok_or_else(too_large)?;
    let mut order = order::Model {
        id: number.0,
        public_id: DocumentId::new().to_string(),
        order_id: number.order_id(),
        user_id: Some(customer.id.clone()),
        total_minor: total.0,
        item_count: priced.iter().map(|line| line.quantity).sum(),
        customer_name: customer.name.clone(),
        customer_email: customer.email.clone(),
        customer_phone: customer.phone.clone().unwrap_or_default(),
        ship_address_id: Some(address.id.clone()),
        ship_label: address.label.clone(),
        ship_street: address.street.clone(),
        ship_city: address.city.clone(),
        ship_state: address.state.clone(),
        ship_zip_code: address.zip_code.clone(),
        ship_country: address.country.clone(),
        status: OrderStatus::Pending,
        payment_status: "pending".to_owned(),
        payment_method: ["cod", "upi", "online", "card"][pick(number, 4, 4)].to_owned(),
        payment_id: None,
        shipping_method: "standard".to_owned(),
        shipping_cost_minor: 0,
        order_weight: priced.iter().map(|line| line.weight * f64::from(line.quantity)).sum(),
        tracking_number: None,
        estimated_delivery: None,
        notes: None,
        seq: 0,
        order_date: placed,
        confirmed_at: None,
        processing_at: None,
        shipped_at: None,
        delivered_at: None,
        cancelled_at: None,
        refunded_at: None,
        created_at: placed,
        updated_at: placed,
    };
    let mut from = OrderStatus::Pending;
    for (step, status) in path(number).into_iter().enumerate() {
        // Some hours between one step and the next, but never in the future.
        let hours = i64::try_from(step * 7 + pick(number, 30 + step as u64, 6)).unwrap_or_default();
        let at = (placed + Duration::hours(if step == 0 { 0 } else { hours })).min(clock::now());
        let (event, actor) = if step == 0 {
            let created = OrderEvent::OrderCreated {
                order_id: order.order_id.clone(),
                status,
                total_minor: order.total_minor,
                item_count: order.item_count,
            };
            (created, Actor::Customer(customer.id.clone()))
        } else {
            reach(&mut order, status, at);
            let changed = OrderEvent::StatusChanged {
                order_id: order.order_id.clone(),
                from,
                status,
                tracking_number: order.tracking_number.clone(),
                estimated_delivery: order.estimated_delivery,
                note: None,
            };
            (changed, Actor::System)
        };
        order.seq += 1;
        from = status;
        events.push(NewEvent { order: number.0, seq: order.seq, event, actor, at });
    }
    orders.push(order);
    Ok(())
}

fn reach(order: &mut order::Model, status: OrderStatus, at: DateTime<Utc>) {
    order.status = status;
    order.updated_at = at;
    match status {
        OrderStatus::Pending => {}
        OrderStatus::Confirmed => order.confirmed_at = Some(at),
        OrderStatus::Processing => order.processing_at = Some(at),
        OrderStatus::Shipped => {
            order.shipped_at = Some(at);
            order.tracking_number = Some(format!("TR{:09}IN", order.id * 7919 % 1_000_000_000));
            order.estimated_delivery = Some(at + Duration::days(3));
        }
        OrderStatus::Delivered => order.delivered_at = Some(at),
        OrderStatus::Cancelled => order.cancelled_at = Some(at),
        OrderStatus::Refunded => order.refunded_at = Some(at),
    }
}
