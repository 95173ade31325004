//! The counter that numbers orders.

use sea_orm::{ExprTrait as _, entity::prelude::*};

use crate::domain::ids::OrderNumber;

/// The one row of `order_counter`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "order_counter")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The number given last.
    pub last_number: i64,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Takes the next `count` numbers and returns the first. The row's lock makes others wait until this
    /// transaction has ended; if it rolls back, the numbers were never taken. So there are no gaps and no two
    /// orders with one number.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take<C: ConnectionTrait>(db: &C, count: u32) -> Result<OrderNumber, DbErr> {
        let count = i64::from(count);
        let update = Self::update_many().col_expr(Column::LastNumber, Expr::col(Column::LastNumber).add(count));
        let rows = update.filter(Column::Id.eq(1)).exec_with_returning(db).await?;
        let row = rows.first().ok_or_else(|| DbErr::RecordNotFound("order_counter".to_owned()))?;
        Ok(OrderNumber(row.last_number - count + 1))
    }
}
