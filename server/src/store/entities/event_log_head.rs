//! The head of the event log: the position given last.

use sea_orm::{ExprTrait as _, entity::prelude::*};

/// The one row of `event_log_head`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event_log_head")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The position given last.
    pub position: i64,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// Takes the next `count` positions and returns the first. Writers queue on the row's lock until the one
    /// before has committed or rolled back: so the order of positions is the order of commits, without a gap.
    ///
    /// # Errors
    /// The database failed.
    pub async fn take<C: ConnectionTrait>(db: &C, count: usize) -> Result<i64, DbErr> {
        let count = i64::try_from(count).map_err(|_| DbErr::Custom("too many events at once".to_owned()))?;
        let update = Self::update_many().col_expr(Column::Position, Expr::col(Column::Position).add(count));
        let rows = update.filter(Column::Id.eq(1)).exec_with_returning(db).await?;
        let row = rows.first().ok_or_else(|| DbErr::RecordNotFound("event_log_head".to_owned()))?;
        Ok(row.position - count + 1)
    }

    /// Writes the row and takes that back: whether it is written, though nothing changes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn touch<C: ConnectionTrait>(db: &C) -> Result<(), DbErr> {
        let position = || Expr::col(Column::Position);
        for position in [position().add(1), position().sub(1)] {
            Self::update_many().col_expr(Column::Position, position).filter(Column::Id.eq(1)).exec(db).await?;
        }
        Ok(())
    }

    /// The newest committed position.
    ///
    /// # Errors
    /// The database failed.
    pub async fn position<C: ConnectionTrait>(db: &C) -> Result<i64, DbErr> {
        let row = Self::find_by_id(1).one(db).await?;
        row.map(|row| row.position).ok_or_else(|| DbErr::RecordNotFound("event_log_head".to_owned()))
    }
}
