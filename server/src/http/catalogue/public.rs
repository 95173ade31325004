//! Products, categories and public prices, for everybody.

use axum::{Json as Answer, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::extract::parts::{Path, Query};
use crate::{
    app::AppState,
    auth::extract::OrderDesk,
    clock::{self, Timestamp},
    domain::{
        money::Money,
        pricing::{DeliveryCharge, TaxSettings},
    },
    error::{Code, Error, Resource, Result},
    services::{
        catalogue::{self, Page, Pagination, ProductFilter, ProductSort, StockStatus},
        categories, pricing,
    },
    views::product::{CategoryNode, CategoryView, CountedCategory, ProductView},
};

const MAX_LIMIT: u64 = 100;
const MAX_SEARCH: usize = 100;

/// Query of a product list. Values that make no sense count as absent, as pages send all sorts of things.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// From 1.
    #[param(value_type = Option<u32>, minimum = 1)]
    page: Option<String>,
    /// How many products a page holds; more than the most is cut.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000)]
    limit: Option<String>,
    /// A category's id or its name in addresses.
    category: Option<String>,
    /// A text in name, description or tags, without regard to case.
    #[param(max_length = 100)]
    search: Option<String>,
    /// Another name of `search`.
    #[param(max_length = 100)]
    q: Option<String>,
    /// In rupees.
    #[param(value_type = Option<f64>, minimum = 0)]
    min_price: Option<String>,
    /// In rupees.
    #[param(value_type = Option<f64>, minimum = 0)]
    max_price: Option<String>,
    /// `createdAt` (the default), `price`, `name`, `stock` or `ratings`.
    sort: Option<String>,
    /// `asc` or `desc` (the default).
    order: Option<String>,
    /// Some, with commas; a product has one of them.
    tags: Option<String>,
    /// `true`: only what can be had.
    in_stock: Option<String>,
    /// The most that may be left of what runs out; 10 by default.
    #[param(value_type = Option<u32>)]
    threshold: Option<String>,
    /// For admins: `in_stock`, `low_stock` or `out_of_stock`.
    stock_status: Option<String>,
}

fn number(text: Option<&String>) -> Option<u64> {
    text.and_then(|text| text.trim().parse().ok())
}

impl ProductQuery {
    fn page(&self, default_limit: u64) -> Page {
        self.page_up_to(default_limit, MAX_LIMIT)
    }

    pub(crate) fn page_up_to(&self, default_limit: u64, max_limit: u64) -> Page {
        Page {
            number: number(self.page.as_ref()).unwrap_or(1).clamp(1, 1_000_000),
            limit: number(self.limit.as_ref()).unwrap_or(default_limit).clamp(1, max_limit),
        }
    }

    pub(crate) fn filter(&self) -> Result<ProductFilter> {
        let price = |text: Option<&String>| {
            text.and_then(|text| text.trim().parse::<f64>().ok()).and_then(Money::from_rupees).map(|money| money.0)
        };
        let given = |text: Option<&String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let search = given(self.search.as_ref().or(self.q.as_ref()));
        if search.as_ref().is_some_and(|text| text.chars().count() > MAX_SEARCH) {
            return Err(Error::invalid(
                Code::InvalidRequest,
                format!("search must have at most {MAX_SEARCH} characters"),
            ));
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
pub(crate) fn admin_filter(query: &ProductQuery) -> Result<ProductFilter> {
    let stock = query.stock_status.as_deref().and_then(StockStatus::parse);
    Ok(ProductFilter { stock, inactive_too: true, ..query.filter()? })
}

/// Products that match, and where the page stands among them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductPage {
    products: Vec<ProductView>,
    total_pages: u64,
    current_page: u64,
    total: u64,
    has_next_page: bool,
    has_prev_page: bool,
    pagination: Pagination,
    filters: ProductFilters,
}

/// The filters that were asked for, as they were understood.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ProductFilters {
    #[schema(required)]
    category: Option<String>,
    #[schema(required)]
    search: Option<String>,
    #[schema(required)]
    min_price: Option<String>,
    #[schema(required)]
    max_price: Option<String>,
    tags: Vec<String>,
    in_stock: bool,
}

/// Products of a category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryProducts {
    products: Vec<ProductView>,
    pagination: Pagination,
}

/// What delivery costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryCharges {
    charges: Vec<DeliveryCharge>,
}

/// What tax is charged.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicTax {
    settings: TaxSettings,
}

/// What is added to the price of goods.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PricingData {
    delivery_charges: DeliveryCharges,
    tax_settings: PublicTax,
    timestamp: Timestamp,
}

/// Bundles: none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bundles {
    pub(crate) success: bool,
    #[schema(value_type = Vec<String>, max_items = 0)]
    pub(crate) combined_products: [String; 0],
}

/// A page of products. The paging stands nested, as the original sends it, and flat, as the pages read it.
#[utoipa::path(
    get, path = "/products", tag = "catalogue", operation_id = "listProducts",
    params(ProductQuery),
    responses((status = 200, description = "A page of products", body = ProductPage))
)]
pub async fn products(State(app): State<AppState>, Query(query): Query<ProductQuery>) -> Result<Answer<ProductPage>> {
    let (filter, page) = (query.filter()?, query.page(12));
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    let pagination = page.of(total);
    Ok(Answer(ProductPage {
        products,
        total_pages: pagination.total_pages,
        current_page: pagination.current_page,
        total,
        has_next_page: pagination.has_next_page,
        has_prev_page: pagination.has_prev_page,
        pagination,
        filters: ProductFilters {
            category: query.category,
            search: query.search,
            min_price: query.min_price,
            max_price: query.max_price,
            tags: filter.tags,
            in_stock: filter.in_stock,
        },
    }))
}

/// Products of the first page.
#[utoipa::path(
    get, path = "/products/featured", tag = "catalogue", operation_id = "listFeaturedProducts",
    params(("limit" = Option<u32>, Query, description = "8 by default", minimum = 1, maximum = 100)),
    responses((status = 200, description = "The products", body = Vec<ProductView>))
)]
pub async fn featured(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    let filter = ProductFilter { featured: true, ..ProductFilter::default() };
    Ok(Answer(catalogue::products(&app, &filter, Page { number: 1, ..query.page(8) }).await?.0))
}

/// Products that match a word.
#[utoipa::path(
    get, path = "/products/search", tag = "catalogue", operation_id = "searchProducts",
    params(("q" = String, Query, description = "What to look for", max_length = 100), ("limit" = Option<u32>, Query, description = "10 by default", minimum = 1, maximum = 100)),
    responses((status = 200, description = "The products", body = Vec<ProductView>)),
    extensions(("x-refusals" = json!([Code::QueryRequired])))
)]
pub async fn search(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    if query.q.as_deref().is_none_or(|text| text.trim().is_empty()) {
        return Err(Error::invalid(Code::QueryRequired, "Search query is required"));
    }
    let filter = ProductFilter { search: query.q.clone().map(|text| text.trim().to_owned()), ..query.filter()? };
    Ok(Answer(catalogue::products(&app, &filter, Page { number: 1, ..query.page(10) }).await?.0))
}

/// Products of one category.
#[utoipa::path(
    get, path = "/products/category/{category}", tag = "catalogue", operation_id = "listProductsOfCategory",
    params(ProductQuery),
    responses(
        (status = 200, description = "A page of its products; none of an unknown category", body = CategoryProducts)
    )
)]
pub async fn products_of_category(
    State(app): State<AppState>,
    Path(category): Path,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<CategoryProducts>> {
    let filter = ProductFilter { category: Some(category), ..query.filter()? };
    let page = query.page(12);
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    Ok(Answer(CategoryProducts { products, pagination: page.of(total) }))
}

/// One product.
#[utoipa::path(
    get, path = "/products/{id}", tag = "catalogue", operation_id = "getProduct",
    responses((status = 200, description = "The product", body = ProductView)),
    extensions(("x-refusals" = json!([Code::ProductNotFound])))
)]
pub async fn product(State(app): State<AppState>, Path(id): Path) -> Result<Answer<ProductView>> {
    catalogue::product(&app, &id).await.map(Answer)
}

/// Products that run out.
#[utoipa::path(
    get, path = "/products/admin/low-stock", tag = "order desk", operation_id = "listLowStock",
    params(("threshold" = Option<u32>, Query, description = "The most that may be left; 10 by default")),
    responses((status = 200, description = "The products", body = Vec<ProductView>)),
    security(("bearer" = ["staff"]))
)]
pub async fn low_stock(
    State(app): State<AppState>,
    _: OrderDesk,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<ProductView>>> {
    let threshold = number(query.threshold.as_ref()).and_then(|n| i32::try_from(n).ok()).unwrap_or(10);
    catalogue::low_stock(&app, threshold).await.map(Answer)
}

/// The active categories.
#[utoipa::path(
    get, path = "/categories", tag = "catalogue", operation_id = "listCategories",
    responses((status = 200, description = "The categories", body = Vec<CategoryView>))
)]
pub async fn categories(State(app): State<AppState>) -> Result<Answer<Vec<CategoryView>>> {
    catalogue::categories(&app).await.map(Answer)
}

/// The active categories as a tree.
#[utoipa::path(
    get, path = "/categories/hierarchy", tag = "catalogue", operation_id = "getCategoryTree",
    responses(
        (status = 200, description = "The roots, with what belongs to them", body = Vec<CategoryNode>)
    )
)]
pub async fn category_tree(State(app): State<AppState>) -> Result<Answer<Vec<CategoryNode>>> {
    Ok(Answer(CategoryNode::tree(catalogue::categories(&app).await?)))
}

/// The active categories, each with how many products it has.
#[utoipa::path(
    get, path = "/categories/with-count", tag = "catalogue", operation_id = "listCountedCategories",
    responses(
        (status = 200, description = "The categories", body = Vec<CountedCategory>)
    )
)]
pub async fn counted_categories(State(app): State<AppState>) -> Result<Answer<Vec<CountedCategory>>> {
    categories::counted(&app).await.map(Answer)
}

/// The active categories that match a word.
#[utoipa::path(
    get, path = "/categories/search", tag = "catalogue", operation_id = "searchCategories",
    params(("q" = String, Query, description = "What to look for in name and description")),
    responses((status = 200, description = "The categories", body = Vec<CategoryView>)),
    extensions(("x-refusals" = json!([Code::QueryRequired])))
)]
pub async fn search_categories(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<CategoryView>>> {
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Error::invalid(Code::QueryRequired, "Search query is required"))?.to_lowercase();
    let mut found = catalogue::categories(&app).await?;
    found.retain(|category| {
        category.name.to_lowercase().contains(&text) || category.description.to_lowercase().contains(&text)
    });
    Ok(Answer(found))
}

/// One category, by id.
#[utoipa::path(
    get, path = "/categories/{id}", tag = "catalogue", operation_id = "getCategory",
    responses((status = 200, description = "The category", body = CategoryView)),
    extensions(("x-refusals" = json!([Code::CategoryNotFound])))
)]
pub async fn category(State(app): State<AppState>, Path(id): Path) -> Result<Answer<CategoryView>> {
    let found = catalogue::categories(&app).await?.into_iter().find(|category| category.id == id);
    found.map(Answer).ok_or(Error::NotFound(Resource::Category))
}

/// One category, by its name in addresses.
#[utoipa::path(
    get, path = "/categories/slug/{slug}", tag = "catalogue", operation_id = "getCategoryBySlug",
    responses((status = 200, description = "The category", body = CategoryView)),
    extensions(("x-refusals" = json!([Code::CategoryNotFound])))
)]
pub async fn category_by_slug(State(app): State<AppState>, Path(slug): Path) -> Result<Answer<CategoryView>> {
    let found = catalogue::categories(&app).await?.into_iter().find(|category| category.slug == slug);
    found.map(Answer).ok_or(Error::NotFound(Resource::Category))
}

/// What delivery costs.
#[utoipa::path(
    get, path = "/public/delivery-charges", tag = "catalogue", operation_id = "getDeliveryCharges",
    responses((status = 200, description = "The charges", body = DeliveryCharges))
)]
pub async fn delivery_charges(State(app): State<AppState>) -> Result<Answer<DeliveryCharges>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(DeliveryCharges { charges: pricing.delivery }))
}

/// What tax is charged.
#[utoipa::path(
    get, path = "/public/tax-settings", tag = "catalogue", operation_id = "getTaxSettings",
    responses((status = 200, description = "The tax", body = PublicTax))
)]
pub async fn tax_settings(State(app): State<AppState>) -> Result<Answer<PublicTax>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(PublicTax { settings: pricing.tax }))
}

/// Both.
#[utoipa::path(
    get, path = "/public/pricing-data", tag = "catalogue", operation_id = "getPricingData",
    responses((status = 200, description = "Both", body = PricingData))
)]
pub async fn pricing_data(State(app): State<AppState>) -> Result<Answer<PricingData>> {
    let pricing = pricing::load(app.db.read()).await?;
    Ok(Answer(PricingData {
        delivery_charges: DeliveryCharges { charges: pricing.delivery },
        tax_settings: PublicTax { settings: pricing.tax },
        timestamp: clock::now().into(),
    }))
}

/// Bundles, which this shop does not have: they could never be ordered.
#[utoipa::path(
    get, path = "/public/combined-products", tag = "catalogue", operation_id = "listBundles",
    responses((status = 200, description = "None", body = Bundles))
)]
pub async fn combined_products() -> Answer<Bundles> {
    Answer(Bundles { success: true, combined_products: [] })
}

/// One bundle: none.
#[utoipa::path(
    get, path = "/public/combined-products/{id}", tag = "catalogue", operation_id = "getBundle",
    extensions(("x-refusals" = json!([Code::ProductNotFound])))
)]
pub async fn combined_product() -> Error {
    Error::NotFound(Resource::Product)
}
