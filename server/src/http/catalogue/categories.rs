//! Categories, for everybody.

use axum::{Json as Answer, extract::State};

use super::product_query::ProductQuery;
use crate::{
    app::AppState,
    error::{Code, Error, Result},
    http::extract::parts::{Path, Query},
    services::{catalogue, categories},
    views::product::{CategoryNode, CategoryView, CountedCategory},
};

/// The active categories.
#[utoipa::path(
    get, path = "/categories", tag = "catalogue", operation_id = "listCategories",
    responses((status = 200, description = "The categories", body = Vec<CategoryView>))
)]
pub async fn list(State(app): State<AppState>) -> Result<Answer<Vec<CategoryView>>> {
    catalogue::categories(&app).await.map(Answer)
}

/// The active categories as a tree.
#[utoipa::path(
    get, path = "/categories/hierarchy", tag = "catalogue", operation_id = "getCategoryTree",
    responses(
        (status = 200, description = "The roots, with what belongs to them", body = Vec<CategoryNode>)
    )
)]
pub async fn tree(State(app): State<AppState>) -> Result<Answer<Vec<CategoryNode>>> {
    Ok(Answer(CategoryNode::tree(catalogue::categories(&app).await?)))
}

/// The active categories, each with how many products it has.
#[utoipa::path(
    get, path = "/categories/with-count", tag = "catalogue", operation_id = "listCountedCategories",
    responses(
        (status = 200, description = "The categories", body = Vec<CountedCategory>)
    )
)]
pub async fn counted(State(app): State<AppState>) -> Result<Answer<Vec<CountedCategory>>> {
    categories::counted(&app).await.map(Answer)
}

/// The active categories that match a word.
#[utoipa::path(
    get, path = "/categories/search", tag = "catalogue", operation_id = "searchCategories",
    params(("q" = String, Query, description = "What to look for in name and description")),
    responses((status = 200, description = "The categories", body = Vec<CategoryView>)),
    extensions(("x-refusals" = json!([Code::QueryRequired])))
)]
pub async fn search(
    State(app): State<AppState>,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<Vec<CategoryView>>> {
    let text = query.q.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| Error::invalid(Code::QueryRequired, "Search query is required"))?;
    catalogue::search_categories(&app, text).await.map(Answer)
}

/// One category, by id.
#[utoipa::path(
    get, path = "/categories/{id}", tag = "catalogue", operation_id = "getCategory",
    responses((status = 200, description = "The category", body = CategoryView)),
    extensions(("x-refusals" = json!([Code::CategoryNotFound])))
)]
pub async fn one(State(app): State<AppState>, Path(id): Path) -> Result<Answer<CategoryView>> {
    catalogue::category(&app, |category| category.id == id).await.map(Answer)
}

/// One category, by its name in addresses.
#[utoipa::path(
    get, path = "/categories/slug/{slug}", tag = "catalogue", operation_id = "getCategoryBySlug",
    responses((status = 200, description = "The category", body = CategoryView)),
    extensions(("x-refusals" = json!([Code::CategoryNotFound])))
)]
pub async fn by_slug(State(app): State<AppState>, Path(slug): Path) -> Result<Answer<CategoryView>> {
    catalogue::category(&app, |category| category.slug == slug).await.map(Answer)
}
