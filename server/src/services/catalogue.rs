//! Reading the public catalogue: products and categories.

use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, ExprTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _, Select,
    sea_query::{Expr, Func, IntoColumnRef, LikeExpr},
};

use crate::{
    core::Core,
    domain::page::Page,
    error::{Error, Resource, Result},
    store::entities::{category, product},
    views::product::{CategoryRef, CategoryView, ProductView},
};

/// What a product list may be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProductSort {
    /// Newest or oldest.
    #[default]
    CreatedAt,
    /// Price.
    Price,
    /// Name.
    Name,
    /// Pieces left.
    Stock,
    /// Mean rating.
    Ratings,
}

impl ProductSort {
    /// Reads the name of a sort field. An unknown name means the default, because pages send many others.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name {
            "price" => Self::Price,
            "name" => Self::Name,
            "stock" => Self::Stock,
            "ratings" => Self::Ratings,
            _ => Self::CreatedAt,
        }
    }

    fn column(self) -> product::Column {
        match self {
            Self::CreatedAt => product::Column::CreatedAt,
            Self::Price => product::Column::PriceMinor,
            Self::Name => product::Column::Name,
            Self::Stock => product::Column::Stock,
            Self::Ratings => product::Column::Ratings,
        }
    }
}

/// How much of a product is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockStatus {
    /// More than a few.
    InStock,
    /// A few.
    Low,
    /// None.
    Out,
}

impl StockStatus {
    /// The number of pieces from which stock is no longer low.
    pub const LOW_BELOW: i32 = 11;

    /// Reads the name of a stock status; an unknown name is `None`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "in_stock" => Some(Self::InStock),
            "low_stock" => Some(Self::Low),
            "out_of_stock" => Some(Self::Out),
            _ => None,
        }
    }

    fn condition(self) -> Expr {
        let stock = product::Column::Stock;
        match self {
            Self::InStock => stock.gte(Self::LOW_BELOW),
            Self::Low => stock.between(1, Self::LOW_BELOW - 1),
            Self::Out => stock.eq(0),
        }
    }
}

/// Which products, and in which order.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// Of the category with this id or slug.
    pub category: Option<String>,
    /// With this text in name, description or tags.
    pub search: Option<String>,
    /// At this price or above, in minor units.
    pub min_price: Option<i64>,
    /// At this price or below, in minor units.
    pub max_price: Option<i64>,
    /// With any of these tags.
    pub tags: Vec<String>,
    /// With at least one piece left.
    pub in_stock: bool,
    /// With so much left.
    pub stock: Option<StockStatus>,
    /// Includes inactive products, which only admins see.
    pub inactive_too: bool,
    /// Shown on the first page.
    pub featured: bool,
    /// By what.
    pub sort: ProductSort,
    /// Smallest first.
    pub ascending: bool,
}

/// The query for the products that match a filter.
fn select(filter: &ProductFilter) -> Select<product::Entity> {
    let mut wanted = Condition::all();
    if !filter.inactive_too {
        wanted = wanted.add(product::Column::IsActive.eq(true));
    }
    if let Some(stock) = filter.stock {
        wanted = wanted.add(stock.condition());
    }
    if let Some(category) = &filter.category {
        let called = Condition::any().add(category::Column::Id.eq(category)).add(category::Column::Slug.eq(category));
        let ids = category::Entity::find().select_only().column(category::Column::Id).filter(called);
        wanted = wanted.add(product::Column::CategoryId.in_subquery(ids.into_query()));
    }
    if let Some(text) = &filter.search {
        let anywhere = [product::Column::Name, product::Column::Description, product::Column::Tags];
        let any = anywhere
            .into_iter()
            .fold(Condition::any(), |any, column| any.add(contains((product::Entity, column), text)));
        wanted = wanted.add(any);
    }
    if let Some(min) = filter.min_price {
        wanted = wanted.add(product::Column::PriceMinor.gte(min));
    }
    if let Some(max) = filter.max_price {
        wanted = wanted.add(product::Column::PriceMinor.lte(max));
    }
    if !filter.tags.is_empty() {
        // In the JSON list a tag is enclosed in double quotes.
        let tags =
            filter.tags.iter().map(|tag| contains((product::Entity, product::Column::Tags), &format!("\"{tag}\"")));
        wanted = wanted.add(tags.fold(Condition::any(), Condition::add));
    }
    if filter.in_stock {
        wanted = wanted.add(product::Column::Stock.gt(0));
    }
    if filter.featured {
        wanted = wanted.add(product::Column::IsFeatured.eq(true));
    }
    let direction = if filter.ascending { Order::Asc } else { Order::Desc };
    product::Entity::find().filter(wanted).order_by(filter.sort.column(), direction).order_by_asc(product::Column::Id)
}

/// Plain, case-insensitive substring search. A client's text is never a pattern.
pub(super) fn contains(column: impl IntoColumnRef, text: &str) -> Expr {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    let column = Expr::col(column).cast_as("text");
    Expr::expr(Func::lower(column)).like(LikeExpr::new(pattern).escape('\\'))
}

/// A page of products and how many there are in all.
///
/// # Errors
/// The database failed.
pub async fn products(core: &Core, filter: &ProductFilter, page: Page) -> Result<(Vec<ProductView>, u64)> {
    let db = core.db.read();
    let query = select(filter);
    let total = query.clone().count(db).await?;
    let found = query.offset(page.offset()).limit(page.limit).all(db).await?;
    let categories = category::Entity::find().all(db).await?;
    Ok((found.into_iter().map(|product| product_view(product, &categories, false)).collect(), total))
}

/// One product.
///
/// # Errors
/// [`Error::NotFound`], also for an inactive product, or the database failed.
pub async fn product(core: &Core, id: &str) -> Result<ProductView> {
    let db = core.db.read();
    let found = product::Entity::find_by_id(id).filter(product::Column::IsActive.eq(true)).one(db).await?;
    let product = found.ok_or(Error::NotFound(Resource::Product))?;
    let category = category::Entity::find_by_id(&product.category_id).all(db).await?;
    Ok(product_view(product, &category, true))
}

/// Products with at most `threshold` pieces left, fewest first.
///
/// # Errors
/// The database failed.
pub async fn low_stock(core: &Core, threshold: i32) -> Result<Vec<ProductView>> {
    let db = core.db.read();
    let low = product::Entity::find()
        .filter(product::Column::IsActive.eq(true))
        .filter(product::Column::Stock.lte(threshold))
        .order_by_asc(product::Column::Stock)
        .order_by_asc(product::Column::Id)
        .all(db)
        .await?;
    let categories = category::Entity::find().all(db).await?;
    Ok(low.into_iter().map(|product| product_view(product, &categories, false)).collect())
}

/// The active categories, sorted by place and name.
///
/// # Errors
/// The database failed.
pub async fn categories(core: &Core) -> Result<Vec<CategoryView>> {
    let all = category::Entity::find()
        .order_by_asc(category::Column::SortOrder)
        .order_by_asc(category::Column::Name)
        .all(core.db.read())
        .await?;
    let active = all.iter().filter(|category| category.is_active);
    Ok(active.map(|category| CategoryView::new(category.clone(), &all)).collect())
}

/// The active category that is `wanted`.
///
/// # Errors
/// [`Error::NotFound`], or the database failed.
pub async fn category(core: &Core, wanted: impl Fn(&CategoryView) -> bool) -> Result<CategoryView> {
    categories(core).await?.into_iter().find(wanted).ok_or(Error::NotFound(Resource::Category))
}

/// The active categories with this text in name or description, without regard to case.
///
/// # Errors
/// The database failed.
pub async fn search_categories(core: &Core, text: &str) -> Result<Vec<CategoryView>> {
    let text = text.to_lowercase();
    let has_it = |field: &str| field.to_lowercase().contains(&text);
    let mut found = categories(core).await?;
    found.retain(|category| has_it(&category.name) || has_it(&category.description));
    Ok(found)
}

/// A product with the name (and, for a single product, the description) of its category.
#[must_use]
pub fn product_view(product: product::Model, categories: &[category::Model], described: bool) -> ProductView {
    let category = categories.iter().find(|category| category.id == product.category_id);
    let reference = CategoryRef {
        id: product.category_id.clone(),
        name: category.map(|category| category.name.clone()).unwrap_or_default(),
        description: category.filter(|_| described).map(|category| category.description.clone()),
    };
    ProductView::new(product, reference)
}
