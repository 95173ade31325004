//! Products, for everybody.

use axum::{Json as Answer, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::product_query::ProductQuery;
use crate::{
    app::AppState,
    domain::page::Page,
    error::{Code, Error, Result},
    http::extract::{
        authority::OrderDesk,
        parts::{Path, Query},
    },
    services::catalogue::{self, ProductFilter},
    views::{page::Pagination, product::ProductView},
};

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

/// A page of products. The paging stands nested, as the original sends it, and flat, as the pages read it.
#[utoipa::path(
    get, path = "/products", tag = "catalogue", operation_id = "listProducts",
    params(ProductQuery),
    responses((status = 200, description = "A page of products", body = ProductPage))
)]
pub async fn list(State(app): State<AppState>, Query(query): Query<ProductQuery>) -> Result<Answer<ProductPage>> {
    let (filter, page) = (query.filter()?, query.page(12));
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    let pagination = Pagination::of(page, total);
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
pub async fn of_category(
    State(app): State<AppState>,
    Path(category): Path,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<CategoryProducts>> {
    let filter = ProductFilter { category: Some(category), ..query.filter()? };
    let page = query.page(12);
    let (products, total) = catalogue::products(&app, &filter, page).await?;
    Ok(Answer(CategoryProducts { products, pagination: Pagination::of(page, total) }))
}

/// One product.
#[utoipa::path(
    get, path = "/products/{id}", tag = "catalogue", operation_id = "getProduct",
    responses((status = 200, description = "The product", body = ProductView)),
    extensions(("x-refusals" = json!([Code::ProductNotFound])))
)]
pub async fn one(State(app): State<AppState>, Path(id): Path) -> Result<Answer<ProductView>> {
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
    catalogue::low_stock(&app, query.threshold()).await.map(Answer)
}
