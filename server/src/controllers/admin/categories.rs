//! The shop's categories, for admins.

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::AppState,
    auth::extract::Admin,
    controllers::{
        extract::{Json, Path, Query},
        input::{FormNumber, Reference, optional, picture, present, whole},
    },
    error::{Error, Result},
    services::{
        catalogue::Page,
        categories::{self, CategoryFilter, CategoryParts, CategorySort},
    },
};

const MAX_LIMIT: u64 = 1_000;
const MAX_PLACE: i32 = 1_000_000;

/// Query of the list. Values that make no sense count as absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CategoryQuery {
    page: Option<String>,
    limit: Option<String>,
    search: Option<String>,
    sort: Option<String>,
    order: Option<String>,
}

/// A page of all categories.
pub async fn all(State(app): State<AppState>, _: Admin, Query(query): Query<CategoryQuery>) -> Result<Answer<Value>> {
    let number = |text: Option<&String>| text.and_then(|text| text.trim().parse::<u64>().ok());
    let page = Page {
        number: number(query.page.as_ref()).unwrap_or(1).clamp(1, 1_000_000),
        limit: number(query.limit.as_ref()).unwrap_or(10).clamp(1, MAX_LIMIT),
    };
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
    let pagination = page.of(total);
    Ok(Answer(json!({
        "categories": categories,
        "totalPages": pagination.total_pages,
        "currentPage": pagination.current_page,
        "total": total,
        "hasNextPage": pagination.has_next_page,
        "hasPrevPage": pagination.has_prev_page,
    })))
}

/// A category, or the parts of one to change.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CategoryBody {
    name: Option<String>,
    description: Option<String>,
    #[serde(default, deserialize_with = "present")]
    image: Option<Option<String>>,
    is_active: Option<bool>,
    #[serde(default, deserialize_with = "present")]
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
            return Err(Error::invalid("invalid_request", "image is no address of a picture"));
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
pub async fn create(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<CategoryBody>,
) -> Result<(StatusCode, Answer<Value>)> {
    let category = categories::create(&app, &person, body.checked()?).await?;
    let answer = json!({ "success": true, "message": "Category created successfully", "category": category });
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// Changes a category.
pub async fn update(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<CategoryBody>,
) -> Result<Answer<Value>> {
    let category = categories::update(&app, &person, &id, body.checked()?).await?;
    Ok(Answer(json!({ "success": true, "message": "Category updated successfully", "category": category })))
}

/// Deletes a category that holds nothing.
pub async fn delete(State(app): State<AppState>, Admin(person): Admin, Path(id): Path) -> Result<Answer<Value>> {
    categories::delete(&app, &person, &id).await?;
    Ok(Answer(json!({ "success": true, "message": "Category deleted successfully" })))
}
