//! Something that the shop sells.

use std::collections::HashMap;

use sea_orm::entity::prelude::*;

use super::StringList;

/// A row of `products`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    /// The product's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Price of one piece in minor units.
    pub price_minor: i64,
    /// The price before a reduction.
    pub original_price_minor: Option<i64>,
    /// Where it stands.
    pub category_id: String,
    /// URLs or file names of pictures.
    pub images: StringList,
    /// How many pieces are left; never below zero.
    pub stock: i32,
    /// Weight or volume of one piece, in `unit`.
    pub weight: f64,
    /// `g`, `kg`, `ml`, `l`, `pieces` or `packets`.
    pub unit: String,
    /// What is in it.
    pub ingredients: StringList,
    /// What it is good for.
    pub benefits: StringList,
    /// How to use it.
    #[sea_orm(column_type = "Text")]
    pub usage: String,
    /// Grown organically.
    pub is_organic: bool,
    /// Without anything from animals.
    pub is_vegan: bool,
    /// Without gluten.
    pub is_gluten_free: bool,
    /// Shown on the first page.
    pub is_featured: bool,
    /// Whether it can be seen and ordered.
    pub is_active: bool,
    /// Mean rating, 0 to 5.
    pub ratings: f64,
    /// How many rated it.
    pub num_reviews: i32,
    /// Words to find it by.
    pub tags: StringList,
    /// Its name in addresses.
    pub slug: String,
    /// When it was added.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The products with these ids, by id. Unknown ids are left out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn by_ids<C: ConnectionTrait>(
        db: &C,
        ids: impl IntoIterator<Item = String>,
    ) -> Result<HashMap<String, Model>, DbErr> {
        let mut ids: Vec<_> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(super::order::MAX_IN_LIST) {
            let products = Self::find().filter(Column::Id.is_in(chunk)).all(db).await?;
            found.extend(products.into_iter().map(|product| (product.id.clone(), product)));
        }
        Ok(found)
    }
}
