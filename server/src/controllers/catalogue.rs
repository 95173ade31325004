//! Products, categories and public prices, for everybody.

use axum::{Json as Answer, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::extract::{Path, Query};
use crate::{
    app::AppState,
    auth::extract::OrderDesk,
    clock::{self, Timestamp},
    domain::money::Money,
    error::{Error, Result},
    services::{
        catalogue::{self, Page, ProductFilter, ProductSort, StockStatus},
        categories, pricing,
    },
    views::product::{CategoryNode, CategoryView, CountedCategory, ProductView},
};

const MAX_LIMIT: u64 = 100;
const MAX_SEARCH: usize = 100;

/// Query of a product list. Values that make no sense count as absent, as pages send all sorts of things.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductQuery {
    page: Option<String>,
    limit: Option<String>,
    category: Option<String>,
    search: Option<String>,
    q: Option<String>,
    min_price: Option<String>,
    max_price: Option<String>,
    sort: Option<String>,
    order: Option<String>,
    tags: Option<String>,
    in_stock: Option<String>,
    threshold: Option<String>,
    stock_status: Option<String>,
}

fn number(text: Option<&String>) -> Option<u64> {
    text.and_then(|text| text.trim().parse().ok())
}

impl ProductQuery {
    fn page(&self, default_limit: u64) -> Page {
        self.page_up_to(default_limit, MAX_LIMIT)
    }

    pub(super) fn page_up_to(&self, default_limit: u64, max_limit: u64) -> Page {
        Page {
            number: number(self.page.as_ref()).unwrap_or(1).clamp(1, 1_000_000),
            limit: number(self.limit.as_ref()).unwrap_or(default_limit).clamp(1, max_limit),
        }
    }

    pub(super) fn filter(&self) -> Result<ProductFilter> {
        let price = |text: Option<&String>| {
            text.and_then(|text| text.trim().parse::<f64>().ok()).and_then(Money::from_rupees).map(|money| money.0)
        };
        let given = |text: Option<&String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let search = given(self.search.as_ref().or(self.q.as_ref()));
        if search.as_ref().is_some_and(|text| text.chars().count() > MAX_SEARCH) {
            return Err(Error::invalid("invalid_request", format!("search must have at most {MAX_SEARCH} characters")));
        }
        let tags = given(self.tags.as_ref()).unwrap_or_default();
        Ok(ProductFilter {
            category: given(self.category.as_ref()),
            search,
            min_price: price(self.min_price.as_ref()),
            max_price: price(self.max_price.as_ref()),
            tags: tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).take(20).collect(),
            in_stock: self.in_stock.as_deref() == Some("true"),
            // The public list ignores `stockStatus`, as the original does.
            stock: None,
            inactive_too: false,
            featured: false,
            sort: self.sort.as_deref().map(ProductSort::parse).unwrap_or_default(),
            ascending: self.order.as_deref() == Some("asc"),
        })
    }
}

/// The filter of the admin's list: every product, also by what is left.
pub(super) fn admin_filter(query: &ProductQuery) -> Result<ProductFilter> {
    let stock = query.stock_status.as_deref().and_then(StockStatus::parse);
    Ok(ProductFilter { stock, inactive_too: true, ..query.filter()? })
}

/// A page of products. The paging stands nested, as the original sends it, and flat, as the pages read it.
pub async fn products(State(app): State<AppState>, Query(query): Query<ProductQuery>) -> Result<Answer<Value>> {
    let (filter, page) = (query.filter()?, query.page(12));
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    let pagination = page.of(total);
    Ok(Answer(json!({
        "products": products,
        "totalPages": pagination.total_pages,
        "currentPage": pagination.current_page,
        "total": total,
        "hasNextPage": pagination.has_next_page,
        "hasPrevPage": pagination.has_prev_page,
        "pagination": pagination,
        "filters": {
            "category": query.category,
            "search": query.search,
            "minPrice": query.min_price,
            "maxPrice": query.max_price,
            "tags": filter.tags,
            "inStock": filter.in_stock,
        },
    })))
}

/// Products of the first page.
pub async fn featured(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    let filter = ProductFilter { featured: true, ..ProductFilter::default() };
    Ok(Answer(catalogue::products(&app, &filter, Page { number: 1, ..query.page(8) }).await?.0))
}

/// Products that match a word.
pub async fn search(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    if query.q.as_deref().is_none_or(|text| text.trim().is_empty()) {
        return Err(Error::invalid("query_required", "Search query is required"));
    }
    let filter = ProductFilter { search: query.q.clone().map(|text| text.trim().to_owned()), ..query.filter()? };
    Ok(Answer(catalogue::products(&app, &filter, Page { number: 1, ..query.page(10) }).await?.0))
}

/// Products of one category.
pub async fn products_of_category(
    State(app): State<AppState>,
    Path(category): Path,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Value>> {
    let filter = ProductFilter { category: Some(category), ..query.filter()? };
    let page = query.page(12);
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    Ok(Answer(json!({ "products": products, "pagination": page.of(total) })))
}

/// One product.
pub async fn product(State(app): State<AppState>, Path(id): Path) -> Result<Answer<ProductView>> {
    catalogue::product(&app, &id).await.map(Answer)
}

/// Products that run out.
pub async fn low_stock(
    State(app): State<AppState>,
    _: OrderDesk,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    let threshold = number(query.threshold.as_ref()).and_then(|n| i32::try_from(n).ok()).unwrap_or(10);
    catalogue::low_stock(&app, threshold).await.map(Answer)
}

/// The active categories.
pub async fn categories(State(app): State<AppState>) -> Result<Answer<Vec<CategoryView>>> {
    catalogue::categories(&app).await.map(Answer)
}

/// The active categories as a tree.
pub async fn category_tree(State(app): State<AppState>) -> Result<Answer<Vec<CategoryNode>>> {
    Ok(Answer(CategoryNode::tree(catalogue::categories(&app).await?)))
}

/// The active categories, each with how many products it has.
pub async fn counted_categories(State(app): State<AppState>) -> Result<Answer<Vec<CountedCategory>>> {
    categories::counted(&app).await.map(Answer)
}

/// The active categories that match a word.
pub async fn search_categories(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<CategoryView>>> {
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Error::invalid("query_required", "Search query is required"))?.to_lowercase();
    let mut found = catalogue::categories(&app).await?;
    found.retain(|category| {
        category.name.to_lowercase().contains(&text) || category.description.to_lowercase().contains(&text)
    });
    Ok(Answer(found))
}

/// One category, by id.
pub async fn category(State(app): State<AppState>, Path(id): Path) -> Result<Answer<CategoryView>> {
    let found = catalogue::categories(&app).await?.into_iter().find(|category| category.id == id);
    found.map(Answer).ok_or(Error::NotFound("category"))
}

/// One category, by its name in addresses.
pub async fn category_by_slug(State(app): State<AppState>, Path(slug): Path) -> Result<Answer<CategoryView>> {
    let found = catalogue::categories(&app).await?.into_iter().find(|category| category.slug == slug);
    found.map(Answer).ok_or(Error::NotFound("category"))
}

/// What delivery costs.
pub async fn delivery_charges(State(app): State<AppState>) -> Result<Answer<Value>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(json!({ "charges": pricing.delivery })))
}

/// What tax is charged.
pub async fn tax_settings(State(app): State<AppState>) -> Result<Answer<Value>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(json!({ "settings": pricing.tax })))
}

/// Both.
pub async fn pricing_data(State(app): State<AppState>) -> Result<Answer<Value>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(json!({
        "deliveryCharges": { "charges": pricing.delivery },
        "taxSettings": { "settings": pricing.tax },
        "timestamp": Timestamp(clock::now()),
    })))
}

/// Bundles, which this shop does not have: they could never be ordered.
pub async fn combined_products() -> Answer<Value> {
    Answer(json!({ "success": true, "combinedProducts": [] }))
}

/// One bundle: none.
pub async fn combined_product() -> Error {
    Error::NotFound("product")
}
