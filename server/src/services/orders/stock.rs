//! The stock of products, as orders take it and give it back.
//!
//! Both go through the products in the order of their ids, so that two transactions never wait for each other in a
//! circle.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, ExprTrait as _, QueryFilter as _, sea_query::Expr};

use crate::{
    domain::ids::OrderNumber,
    error::Result,
    store::entities::{order_item, product},
};

/// A product of which too little is left.
pub(super) struct Shortage {
    /// The product's name.
    pub(super) product: String,
    /// How many pieces are left.
    pub(super) available: i32,
    /// How many pieces were to be taken.
    pub(super) requested: i64,
}

/// Takes these pieces off the shelf, or says of which product too little is left: then the transaction must roll back.
///
/// The condition is part of the update itself: of fifty buyers of the last piece, one gets it.
///
/// # Errors
/// The database failed.
pub(super) async fn take<'a, C: ConnectionTrait>(
    tx: &C,
    lines: impl Iterator<Item = (&'a product::Model, i32)>,
) -> Result<Result<(), Shortage>> {
    let mut wanted: BTreeMap<&str, (&product::Model, i64)> = BTreeMap::new();
    for (product, quantity) in lines {
        wanted.entry(&product.id).or_insert((product, 0)).1 += i64::from(quantity);
    }
    for (id, (product, requested)) in wanted {
        let taken = product::Entity::update_many()
            .col_expr(product::Column::Stock, Expr::col(product::Column::Stock).sub(requested))
            .filter(product::Column::Id.eq(id))
            .filter(product::Column::Stock.gte(requested))
            .exec(tx)
            .await?;
        if taken.rows_affected == 0 {
            let available = product::Entity::find_by_id(id).one(tx).await?.map_or(0, |product| product.stock);
            return Ok(Err(Shortage { product: product.name.clone(), available, requested }));
        }
    }
    Ok(Ok(()))
}

/// Puts what these orders held back on the shelf.
///
/// # Errors
/// The database failed.
pub(super) async fn give_back<C: ConnectionTrait>(tx: &C, orders: &[OrderNumber]) -> Result<()> {
    let mut quantities: BTreeMap<String, i64> = BTreeMap::new();
    for lines in order_item::Entity::of_orders(tx, orders).await?.into_values() {
        for line in lines {
            if let Some(product) = line.product_id {
                *quantities.entry(product).or_default() += i64::from(line.quantity);
            }
        }
    }
    for (product, quantity) in quantities {
        product::Entity::update_many()
            .col_expr(product::Column::Stock, Expr::col(product::Column::Stock).add(quantity))
            .filter(product::Column::Id.eq(product))
            .exec(tx)
            .await?;
    }
    Ok(())
}
