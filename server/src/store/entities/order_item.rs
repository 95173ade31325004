//! A line of an order: a copy of the product's name and price at the time.

use std::collections::HashMap;

use sea_orm::{QueryOrder, entity::prelude::*};

use super::product;
use crate::domain::{ids::OrderNumber, money::Money};

/// A row of `order_items`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_items")]
pub struct Model {
    /// Number of the order.
    #[sea_orm(primary_key, auto_increment = false, column_name = "order_id")]
    pub order_number: OrderNumber,
    /// The line's place, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    /// The product; none when it was deleted since.
    pub product_id: Option<String>,
    /// The product's name at the time.
    pub name: String,
    /// Price of one piece at the time, in minor units.
    pub price_minor: i64,
    /// How many pieces.
    pub quantity: i32,
    /// Price times quantity.
    pub total_minor: i64,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The line for `quantity` pieces of a product at its price of today; `None` if the total is beyond all amounts.
    #[must_use]
    pub fn new(order: OrderNumber, line: i32, product: &product::Model, quantity: i32) -> Option<Self> {
        Some(Self {
            order_number: order,
            line,
            product_id: Some(product.id.clone()),
            name: product.name.clone(),
            price_minor: product.price_minor,
            quantity,
            total_minor: Money(product.price_minor).times(quantity)?.0,
        })
    }
}

impl Entity {
    /// The lines of these orders, by order number, in their places.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_orders<C: ConnectionTrait>(
        db: &C,
        numbers: &[OrderNumber],
    ) -> Result<HashMap<OrderNumber, Vec<Model>>, DbErr> {
        let mut lines: HashMap<OrderNumber, Vec<Model>> = HashMap::with_capacity(numbers.len());
        for chunk in numbers.chunks(super::order::MAX_IN_LIST) {
            let query = Self::find().filter(Column::OrderNumber.is_in(chunk.iter().copied()));
            for line in query.order_by_asc(Column::OrderNumber).order_by_asc(Column::Line).all(db).await? {
                lines.entry(line.order_number).or_default().push(line);
            }
        }
        Ok(lines)
    }
}
