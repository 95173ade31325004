//! A shelf of the shop.

use sea_orm::{DbBackend, entity::prelude::*};

/// A row of `categories`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "categories")]
pub struct Model {
    /// The category's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// A sentence about it.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// URL of a picture.
    pub image: Option<String>,
    /// Its name in addresses.
    pub slug: String,
    /// Whether the shop shows it.
    pub is_active: bool,
    /// The category that it belongs to.
    pub parent_id: Option<String>,
    /// Its place on the page.
    pub sort_order: i32,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl Entity {
    /// Makes whoever writes categories wait until the transaction ends, so that all of them can be read and judged
    /// together. Nobody else waits: neither who reads them nor who puts products into them. SQLite has one writer anyway.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock_writers<C: ConnectionTrait>(tx: &C) -> Result<(), DbErr> {
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared("LOCK TABLE categories IN SHARE ROW EXCLUSIVE MODE").await?;
        }
        Ok(())
    }
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
