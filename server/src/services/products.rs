//! Changes of products, for the shop's admins.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, ExprTrait as _, IntoActiveModel as _,
    QueryFilter as _, SqlErr, sea_query::Expr,
};

use crate::{
    clock,
    core::Core,
    domain::{ids::DocumentId, money::Money, person::Person, slug::slug},
    error::{Code, Error, Resource, Result},
    services::catalogue,
    store::entities::{StringList, category, product},
    views::product::ProductView,
};

/// The most pieces of one product.
pub const MAX_STOCK: i32 = 10_000_000;

/// The parts of a product to set. `None` leaves a part as it is, or means the default of a new product. All texts are
/// checked.
#[derive(Clone, Debug, Default)]
pub struct ProductParts {
    /// What it is called.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Price of one piece.
    pub price: Option<Money>,
    /// The price before a reduction; `Some(None)` removes it.
    pub original_price: Option<Option<Money>>,
    /// The id of its category.
    pub category: Option<String>,
    /// Pictures.
    pub images: Option<Vec<String>>,
    /// How many pieces there are.
    pub stock: Option<i32>,
    /// Weight of one, in `unit`.
    pub weight: Option<f64>,
    /// Unit of `weight`.
    pub unit: Option<String>,
    /// What is in it.
    pub ingredients: Option<Vec<String>>,
    /// What it is good for.
    pub benefits: Option<Vec<String>>,
    /// How to use it.
    pub usage: Option<String>,
    /// Grown organically.
    pub is_organic: Option<bool>,
    /// Without anything from animals.
    pub is_vegan: Option<bool>,
    /// Without gluten.
    pub is_gluten_free: Option<bool>,
    /// Shown on the first page.
    pub is_featured: Option<bool>,
    /// Can be seen and ordered.
    pub is_active: Option<bool>,
    /// Words to find it by.
    pub tags: Option<Vec<String>>,
}

/// What to do to a product's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockChange {
    /// Sets the stock to this number.
    Set(i32),
    /// Adds this number.
    Add(i32),
    /// Subtracts this number, down to 0 at most.
    Subtract(i32),
}

/// Adds a product.
///
/// # Errors
/// `product_incomplete`, `invalid_category`, or the database failed.
pub async fn create(core: &Core, by: &Person, parts: ProductParts) -> Result<ProductView> {
    let (Some(name), Some(price), Some(category)) = (parts.name.clone(), parts.price, parts.category.clone()) else {
        return Err(Error::invalid(Code::ProductIncomplete, "Product name, price and category are required"));
    };
    let (id, now) = (DocumentId::new().to_string(), clock::now());
    let new = product::Model {
        slug: slug(&name, &id),
        name,
        description: String::new(),
        price_minor: price.0,
        original_price_minor: None,
        category_id: category,
        images: StringList::default(),
        stock: 0,
        weight: 0.0,
        unit: "g".to_owned(),
        ingredients: StringList::default(),
        benefits: StringList::default(),
        usage: String::new(),
        is_organic: false,
        is_vegan: false,
        is_gluten_free: false,
        is_featured: false,
        is_active: true,
        ratings: 0.0,
        num_reviews: 0,
        tags: StringList::default(),
        created_at: now,
        updated_at: now,
        id,
    };
    require_category(core, &new.category_id).await?;
    let mut row = new.into_active_model();
    apply(&mut row, parts);
    let product = match row.clone().insert(core.db.write()).await {
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            // Another product has the same name and keeps the plain slug.
            let suffix = DocumentId::new().to_string();
            row.slug = Set(format!("{}-{}", row.slug.take().unwrap_or_default(), &suffix[16..]));
            row.insert(core.db.write()).await
        }
        inserted => inserted,
    };
    let product = product.map_err(refer)?;
    tracing::info!(product = product.id, by.id, "added a product");
    view(core, product).await
}

/// Changes a product.
///
/// # Errors
/// [`Error::NotFound`], `invalid_category`, or the database failed.
pub async fn update(core: &Core, by: &Person, id: &str, parts: ProductParts) -> Result<ProductView> {
    let found = product::Entity::find_by_id(id).one(core.db.read()).await?.ok_or(Error::NotFound(Resource::Product))?;
    if let Some(category) = &parts.category {
        require_category(core, category).await?;
    }
    let mut row = found.into_active_model();
    apply(&mut row, parts);
    row.updated_at = Set(clock::now());
    let product = row.update(core.db.write()).await.map_err(refer)?;
    tracing::info!(product = product.id, by.id, "changed a product");
    view(core, product).await
}

/// Deletes a product. Orders that name it keep their copy of its name and price.
///
/// # Errors
/// [`Error::NotFound`], or the database failed.
pub async fn delete(core: &Core, by: &Person, id: &str) -> Result<()> {
    let deleted = product::Entity::delete_by_id(id).exec(core.db.write()).await?;
    if deleted.rows_affected == 0 {
        return Err(Error::NotFound(Resource::Product));
    }
    tracing::info!(product = id, by.id, "deleted a product");
    Ok(())
}

/// Changes a product's stock in one statement, so that orders which take from it at the same time are counted.
///
/// # Errors
/// [`Error::NotFound`], `invalid_request` if the result exceeds [`MAX_STOCK`], or the database failed.
pub async fn change_stock(core: &Core, by: &Person, id: &str, change: StockChange) -> Result<product::Model> {
    let stock = || Expr::col(product::Column::Stock);
    let (after, most) = match change {
        StockChange::Set(n) => (Expr::value(n), MAX_STOCK),
        StockChange::Add(n) => (stock().add(n), MAX_STOCK - n),
        StockChange::Subtract(n) => (Expr::case(stock().gt(n), stock().sub(n)).finally(0).into(), MAX_STOCK),
    };
    let changed = product::Entity::update_many()
        .col_expr(product::Column::Stock, after)
        .col_expr(product::Column::UpdatedAt, Expr::value(clock::now()))
        .filter(product::Column::Id.eq(id))
        .filter(product::Column::Stock.lte(most))
        .exec_with_returning(core.db.write())
        .await?
        .into_iter()
        .next();
    let Some(product) = changed else {
        product::Entity::find_by_id(id).one(core.db.read()).await?.ok_or(Error::NotFound(Resource::Product))?;
        return Err(Error::invalid(Code::InvalidRequest, format!("stock must be at most {MAX_STOCK}")));
    };
    tracing::info!(product = id, stock = product.stock, change = ?change, by.id, "changed a stock");
    Ok(product)
}

fn apply(row: &mut product::ActiveModel, parts: ProductParts) {
    macro_rules! set {
        ($($column:ident = $value:expr;)*) => {
            $(if let Some(value) = $value { row.$column = Set(value); })*
        };
    }
    set! {
        name = parts.name;
        description = parts.description;
        price_minor = parts.price.map(|price| price.0);
        original_price_minor = parts.original_price.map(|price| price.map(|price| price.0));
        category_id = parts.category;
        images = parts.images.map(StringList);
        stock = parts.stock;
        weight = parts.weight;
        unit = parts.unit;
        ingredients = parts.ingredients.map(StringList);
        benefits = parts.benefits.map(StringList);
        usage = parts.usage;
        is_organic = parts.is_organic;
        is_vegan = parts.is_vegan;
        is_gluten_free = parts.is_gluten_free;
        is_featured = parts.is_featured;
        is_active = parts.is_active;
        tags = parts.tags.map(StringList);
    }
}

fn unknown_category() -> Error {
    Error::invalid(Code::InvalidCategory, "Category not found")
}

async fn require_category(core: &Core, id: &str) -> Result<()> {
    category::Entity::find_by_id(id).one(core.db.read()).await?.map(|_| ()).ok_or_else(unknown_category)
}

/// A category that was deleted between the check and the write counts as unknown.
fn refer(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => unknown_category(),
        _ => error.into(),
    }
}

async fn view(core: &Core, product: product::Model) -> Result<ProductView> {
    let category = category::Entity::find_by_id(&product.category_id).all(core.db.read()).await?;
    Ok(catalogue::product_view(product, &category, true))
}
