//! The orders of the demo shop, with their histories. The content of an order is derived from its number, so a database
//! of a hundred thousand orders is the same every time.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{EntityTrait as _, QueryOrder as _, QuerySelect as _};

use crate::{
    bus::Notice,
    clock,
    core::Core,
    domain::{
        ids::OrderNumber,
        money::Money,
        order_event::Actor,
        order_status::OrderStatus,
        payment::{
            PaymentMethod::{Card, Cod, Online, Upi},
            ShippingMethod,
        },
        pricing::{PricedLine, TaxSettings, cart_total, default_delivery_charges},
        status_change::StatusChange,
    },
    error::{Code, Error, Result},
    event_log::{self, NewEvent},
    services::{
        addresses,
        orders::{self, change_status},
    },
    store::entities::{address, order, order_counter, order_item, order_state::OrderState, product, user},
};

/// The number of orders in a fresh demo shop.
const SHOWN: u32 = 28;
/// Orders per transaction, and rows per statement: an order has 37 columns, and SQLite takes 32,766 values.
const BATCH: u32 = 500;
/// The number of days over which the demo shop's orders are spread.
const DAYS: i64 = 60;

type Customer = (user::Model, address::Model);

/// The orders of a fresh demo shop.
pub(super) async fn create(core: &Core, customers: &[Customer], products: &[product::Model]) -> Result<()> {
    insert(core, customers, products, SHOWN).await
}

/// Adds `count` orders for the existing customers and products.
pub(super) async fn create_many(core: &Core, count: u32) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    let db = core.db.read();
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
    insert(core, &customers, &products, count).await
}

async fn insert(core: &Core, customers: &[Customer], products: &[product::Model], count: u32) -> Result<()> {
    let now = clock::now();
    let mut done = 0;
    while done < count {
        let batch = BATCH.min(count - done);
        let tx = core.db.begin().await?;
        let first = order_counter::Entity::take(&tx, batch).await?;
        let mut drafts = Drafts::default();
        for i in 0..batch {
            let number = OrderNumber(first.0 + i64::from(i));
            let age = Duration::days(DAYS) * i32::try_from(count - done - i).unwrap_or(i32::MAX)
                / i32::try_from(count).unwrap_or(i32::MAX);
            drafts.add(number, now - age, customers, products)?;
        }
        orders::insert(&tx, drafts.orders, drafts.items).await?;
        // No stock was taken for demo orders, so those that are cancelled give none back.
        OrderState::write(&tx, &drafts.moved.iter().collect::<Vec<_>>()).await?;
        event_log::append(&tx, &drafts.events, None).await?;
        core.db.commit(tx).await?;
        done += batch;
    }
    core.bus.publish(&Notice::LogGrew);
    Ok(())
}

/// A number below `below` that looks random and is determined by `number` and `salt`.
fn pick(number: OrderNumber, salt: u64, below: usize) -> usize {
    let mixed = (number.0.unsigned_abs() ^ (salt << 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let mixed = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33;
    usize::try_from(mixed).unwrap_or_default() % below.max(1)
}

/// The path of an order: the first seven cover every status, later ones mostly succeed.
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

/// What a transaction writes.
#[derive(Default)]
struct Drafts {
    /// The orders as they were placed.
    orders: Vec<order::Model>,
    items: Vec<order_item::Model>,
    /// The orders that have moved since, as they are now.
    moved: Vec<OrderState>,
    events: Vec<NewEvent>,
}

impl Drafts {
    fn add(
        &mut self,
        number: OrderNumber,
        placed_at: DateTime<Utc>,
        customers: &[Customer],
        products: &[product::Model],
    ) -> Result<()> {
        let too_large = || Error::Internal(anyhow::anyhow!("a demo order is too large"));
        let (customer, address) = &customers[pick(number, 2, customers.len())];
        let mut priced = Vec::new();
        for line in 1..=i32::try_from(1 + pick(number, 3, 3)).unwrap_or(1) {
            let product = &products[pick(number, 10 + u64::from(line.unsigned_abs()), products.len())];
            let quantity = i32::try_from(1 + pick(number, 20 + u64::from(line.unsigned_abs()), 3)).unwrap_or(1);
            priced.push(PricedLine { price: Money(product.price_minor), quantity, weight: product.weight });
            self.items.push(order_item::Model::new(number, line, product, quantity).ok_or_else(too_large)?);
        }
        let total = cart_total(&priced, &TaxSettings::default(), &default_delivery_charges()).ok_or_else(too_large)?;
        let order = order::Model::from(order::NewOrder {
            number,
            user_id: customer.id.clone(),
            customer_name: customer.name.clone(),
            customer_email: customer.email.clone(),
            customer_phone: customer.phone.clone().unwrap_or_default(),
            address: address.clone(),
            total,
            item_count: priced.iter().map(|line| line.quantity).sum(),
            payment_method: [Cod, Upi, Online, Card][pick(number, 4, 4)],
            shipping_method: ShippingMethod::Standard,
            shipping_cost: Money::default(),
            order_weight: priced.iter().map(|line| line.weight * f64::from(line.quantity)).sum(),
            notes: None,
            placed_at,
        });
        self.events.push(orders::placed(&order, Actor::Customer(customer.id.clone())));
        let mut state = OrderState::from(&order);
        self.orders.push(order);
        for (status, step) in path(number).into_iter().zip(0..).skip(1) {
            // Steps are some hours apart, and never in the future.
            let hours = i64::try_from(step * 7 + pick(number, 30 + step as u64, 6)).unwrap_or_default();
            let at = (placed_at + Duration::hours(hours)).min(clock::now());
            let change = change_status::apply(&mut state, &step_to(status, number, at), &Actor::System, at);
            self.events.extend(change.map_err(Error::from)?.map(|change| change.event));
        }
        if state.seq.0 > 1 {
            self.moved.push(state);
        }
        Ok(())
    }
}

/// A step on an order's way. A parcel that leaves the shop has a tracking number and a date.
fn step_to(status: OrderStatus, number: OrderNumber, at: DateTime<Utc>) -> StatusChange {
    let shipped = status == OrderStatus::Shipped;
    StatusChange {
        status,
        tracking_number: shipped.then(|| format!("TR{:09}IN", number.0 * 7919 % 1_000_000_000)),
        estimated_delivery: shipped.then(|| at + Duration::days(3)),
        note: None,
        expected_seq: None,
    }
}
