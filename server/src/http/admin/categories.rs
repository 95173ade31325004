//! The shop's categories, for admins.

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    app::AppState,
    error::{Code, Error, Result},
    http::extract::{
        authority::Admin,
        input::{FormNumber, Reference, optional, picture, present, whole},
        paging,
        parts::{Json, Path, Query},
    },
    services::categories::{self, CategoryFilter, CategoryParts, CategorySort},
    views::{answer::Done, product::CategoryView},
};

const MAX_LIMIT: u64 = 1_000;
const MAX_PLACE: i32 = 1_000_000;

/// Query of the list. Values that make no sense count as absent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CategoryQuery {
    /// From 1.
    #[param(value_type = Option<u32>, minimum = 1)]
    page: Option<String>,
    /// How many categories a page holds; 10 by default, at most 1,000.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000)]
    limit: Option<String>,
    /// A text in the name.
    #[param(max_length = 100)]
    search: Option<String>,
    /// `order` (the default), `name` or `createdAt`.
    sort: Option<String>,
    /// `asc` (the default) or `desc`.
    order: Option<String>,
}

/// Categories, inactive ones too, and where the page stands among them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllCategories {
    categories: Vec<CategoryView>,
    total_pages: u64,
    current_page: u64,
    total: u64,
    has_next_page: bool,
    has_prev_page: bool,
}

/// The answer to a new or changed category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryChanged {
    success: bool,
    message: &'static str,
    category: CategoryView,
}

/// A page of all categories.
#[utoipa::path(
    get, path = "/admin/categories", tag = "administration", operation_id = "listAllCategories",
    params(CategoryQuery),
    responses(
        (status = 200, description = "A page of categories", body = AllCategories)
    ),
    security(("bearer" = ["admin"]))
)]
pub async fn all(
    State(app): State<AppState>,
    _: Admin,
    Query(query): Query<CategoryQuery>,
) -> Result<Answer<AllCategories>> {
    let page = paging::page(query.page.as_deref(), query.limit.as_deref(), 10, MAX_LIMIT);
    let filter = CategoryFilter {
        search: optional("search", query.search, 100)?,
        sort: match query.sort.as_deref() {
            Some("name") => CategorySort::Name,
            Some("createdAt") => CategorySort::CreatedAt,
            _ => CategorySort::Place,
        },
        descending: query.order.as_deref() == Some("desc"),
    };
    let (categories, total) = categories::list(&app, &filter, page).await?;
    Ok(Answer(AllCategories {
        categories,
        total_pages: page.pages_of(total),
        current_page: page.number,
        total,
        has_next_page: page.has_next(total),
        has_prev_page: page.has_previous(),
    }))
}

/// A category, or the parts of one to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CategoryInput, examples(json!({"name": "Soaps", "description": "Handmade"})))]
pub struct CategoryBody {
    name: Option<String>,
    description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    image: Option<Option<String>>,
    is_active: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Reference>)]
    parent_category: Option<Option<Reference>>,
    order: Option<FormNumber>,
}

impl CategoryBody {
    fn checked(self) -> Result<CategoryParts> {
        let image = match self.image {
            None => None,
            Some(image) => Some(optional("image", image, 500)?),
        };
        if image.iter().flatten().any(|image| !picture(image)) {
            return Err(Error::invalid(Code::InvalidRequest, "image is no address of a picture"));
        }
        let described = self.description.is_some();
        Ok(CategoryParts {
            name: optional("Category name", self.name, 100)?,
            description: optional("description", self.description, 1_000)?.or_else(|| described.then(String::new)),
            image,
            is_active: self.is_active,
            parent: self.parent_category.map(|parent| parent.and_then(Reference::id)),
            order: whole("order", self.order.as_ref(), MAX_PLACE)?,
        })
    }
}

/// Adds a category.
#[utoipa::path(
    post, path = "/admin/categories", tag = "administration", operation_id = "createCategory",
    request_body = CategoryBody,
    responses((status = 201, description = "The category", body = CategoryChanged)),
    extensions(("x-refusals" = json!([Code::CategoryIncomplete, Code::InvalidParent, Code::CategoryExists]))),
    security(("bearer" = ["admin"]))
)]
pub async fn create(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<CategoryBody>,
) -> Result<(StatusCode, Answer<CategoryChanged>)> {
    let category = categories::create(&app, &person, body.checked()?).await?;
    let answer = CategoryChanged { success: true, message: "Category created successfully", category };
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// Changes a category.
#[utoipa::path(
    put, path = "/admin/categories/{id}", tag = "administration", operation_id = "updateCategory",
    request_body = CategoryBody,
    responses((status = 200, description = "The category, changed", body = CategoryChanged)),
    extensions(("x-refusals" = json!([Code::InvalidParent, Code::CategoryNotFound, Code::CategoryExists]))),
    security(("bearer" = ["admin"]))
)]
pub async fn update(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<CategoryBody>,
) -> Result<Answer<CategoryChanged>> {
    let category = categories::update(&app, &person, &id, body.checked()?).await?;
    Ok(Answer(CategoryChanged { success: true, message: "Category updated successfully", category }))
}

/// Deletes a category that holds nothing.
#[utoipa::path(
    delete, path = "/admin/categories/{id}", tag = "administration", operation_id = "deleteCategory",
    responses((status = 200, description = "It is deleted", body = Done)),
    extensions(("x-refusals" = json!([Code::CategoryNotFound, Code::CategoryInUse]))),
    security(("bearer" = ["admin"]))
)]
pub async fn delete(State(app): State<AppState>, Admin(person): Admin, Path(id): Path) -> Result<Answer<Done>> {
    categories::delete(&app, &person, &id).await?;
    Ok(Answer(Done::new("Category deleted successfully")))
}
