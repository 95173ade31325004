//! The catalogue's products, for admins: listed, added, changed, deleted, counted.

use axum::{Json as Answer, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    domain::money::Money,
    error::{Code, Error, Result},
    http::{
        catalogue::product_query::ProductQuery,
        extract::{
            authority::Admin,
            input::{FormList, FormNumber, Reference, choice, list, number, optional, picture, present, whole},
            parts::{Json, Path, Query},
        },
    },
    services::{
        catalogue,
        products::{self, MAX_STOCK, ProductParts, StockChange},
    },
    views::{answer::Done, product::ProductView},
};

const UNITS: [&str; 6] = ["g", "kg", "ml", "l", "pieces", "packets"];
/// The admin's stock page asks for a thousand at once.
const MAX_LIMIT: u64 = 1_000;
const MAX_WEIGHT: f64 = 1_000_000.0;

/// Products, inactive ones too, and where the page stands among them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllProducts {
    products: Vec<ProductView>,
    total_pages: u64,
    current_page: u64,
    total: u64,
    has_next_page: bool,
    has_prev_page: bool,
}

/// The answer to a new or changed product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductChanged {
    success: bool,
    message: &'static str,
    product: ProductView,
}

/// A page of all products, paged as the admin's pages read it.
#[utoipa::path(
    get, path = "/admin/products", tag = "administration", operation_id = "listAllProducts",
    params(ProductQuery),
    responses((status = 200, description = "A page of products", body = AllProducts)),
    security(("bearer" = ["admin"]))
)]
pub async fn all(
    State(app): State<AppState>,
    _: Admin,
    Query(query): Query<ProductQuery>,
) -> Result<Answer<AllProducts>> {
    let page = query.page_up_to(10, MAX_LIMIT);
    let (products, total) = catalogue::products(&app, &query.admin_filter()?, page).await?;
    Ok(Answer(AllProducts {
        products,
        total_pages: page.pages_of(total),
        current_page: page.number,
        total,
        has_next_page: page.has_next(total),
        has_prev_page: page.has_previous(),
    }))
}

/// A product, or the parts of one to change. Ratings and reviews are nobody's to write.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProductInput, examples(json!({"name": "Neem soap", "price": 120, "category": "65f000000000000000000001", "stock": 50, "weight": 100, "unit": "g"})))]
pub struct ProductBody {
    name: Option<String>,
    description: Option<String>,
    price: Option<FormNumber>,
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<FormNumber>)]
    original_price: Option<Option<FormNumber>>,
    category: Option<Reference>,
    images: Option<FormList>,
    stock: Option<FormNumber>,
    weight: Option<FormNumber>,
    /// `g` (the default), `kg`, `ml`, `l`, `pieces` or `packets`.
    unit: Option<String>,
    ingredients: Option<FormList>,
    benefits: Option<FormList>,
    usage: Option<String>,
    is_organic: Option<bool>,
    is_vegan: Option<bool>,
    is_gluten_free: Option<bool>,
    is_featured: Option<bool>,
    is_active: Option<bool>,
    tags: Option<FormList>,
}

impl ProductBody {
    fn checked(self) -> Result<ProductParts> {
        let original_price = match &self.original_price {
            None => None,
            Some(given) => Some(money("originalPrice", given.as_ref())?.filter(|price| price.0 > 0)),
        };
        let images = list("images", self.images, 500)?;
        if let Some(bad) = images.iter().flatten().find(|image| !picture(image)) {
            return Err(Error::invalid(Code::InvalidRequest, format!("images: {bad} is no address of a picture")));
        }
        Ok(ProductParts {
            name: optional("Product name", self.name, 200)?,
            description: kept("description", self.description, 5_000)?,
            price: money("price", self.price.as_ref())?,
            original_price,
            category: self.category.and_then(Reference::id),
            images,
            stock: whole("stock", self.stock.as_ref(), MAX_STOCK)?,
            weight: number("weight", self.weight.as_ref(), 0.0..=MAX_WEIGHT)?,
            unit: self.unit.map(|unit| choice("unit", Some(unit), &UNITS, "g")).transpose()?,
            ingredients: list("ingredients", self.ingredients, 200)?,
            benefits: list("benefits", self.benefits, 500)?,
            usage: kept("usage", self.usage, 5_000)?,
            is_organic: self.is_organic,
            is_vegan: self.is_vegan,
            is_gluten_free: self.is_gluten_free,
            is_featured: self.is_featured,
            is_active: self.is_active,
            tags: list("tags", self.tags, 50)?,
        })
    }
}

/// A text that may be emptied.
fn kept(field: &str, text: Option<String>, max: usize) -> Result<Option<String>> {
    let given = text.is_some();
    Ok(optional(field, text, max)?.or_else(|| given.then(String::new)))
}

fn money(field: &str, given: Option<&FormNumber>) -> Result<Option<Money>> {
    Ok(number(field, given, 0.0..=Money::MAX.as_rupees())?.and_then(Money::from_rupees))
}

/// Adds a product.
#[utoipa::path(
    post, path = "/products", tag = "administration", operation_id = "createProduct",
    request_body = ProductBody,
    responses((status = 201, description = "The product", body = ProductChanged)),
    extensions(("x-refusals" = json!([Code::ProductIncomplete, Code::InvalidCategory]))),
    security(("bearer" = ["admin"]))
)]
pub async fn create(
    State(app): State<AppState>,
    Admin(person): Admin,
    Json(body): Json<ProductBody>,
) -> Result<(StatusCode, Answer<ProductChanged>)> {
    let product = products::create(&app, &person, body.checked()?).await?;
    let answer = ProductChanged { success: true, message: "Product created successfully", product };
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// Changes a product.
#[utoipa::path(
    put, path = "/products/{id}", tag = "administration", operation_id = "updateProduct",
    request_body = ProductBody,
    responses((status = 200, description = "The product, changed", body = ProductChanged)),
    extensions(("x-refusals" = json!([Code::InvalidCategory, Code::ProductNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn update(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<ProductBody>,
) -> Result<Answer<ProductChanged>> {
    let product = products::update(&app, &person, &id, body.checked()?).await?;
    Ok(Answer(ProductChanged { success: true, message: "Product updated successfully", product }))
}

/// Deletes a product. Orders that name it stay readable.
#[utoipa::path(
    delete, path = "/products/{id}", tag = "administration", operation_id = "deleteProduct",
    responses((status = 200, description = "It is deleted", body = Done)),
    extensions(("x-refusals" = json!([Code::ProductNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn delete(State(app): State<AppState>, Admin(person): Admin, Path(id): Path) -> Result<Answer<Done>> {
    products::delete(&app, &person, &id).await?;
    Ok(Answer(Done::new("Product deleted successfully")))
}

/// Body of a change of stock.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = StockInput, examples(json!({"stock": 5, "operation": "add"})))]
pub struct StockBody {
    /// A whole number from 0.
    #[schema(required, nullable = false)]
    stock: Option<FormNumber>,
    /// `set` (the default), `add` or `subtract`.
    operation: Option<String>,
}

/// What is left of a product.
#[derive(Debug, Serialize, ToSchema)]
struct StockNow {
    #[serde(rename = "_id")]
    id: String,
    name: String,
    stock: i32,
}

/// The answer to a change of stock.
#[derive(Debug, Serialize, ToSchema)]
pub struct StockChanged {
    success: bool,
    message: &'static str,
    product: StockNow,
}

/// Changes a product's stock.
#[utoipa::path(
    patch, path = "/products/{id}/stock", tag = "administration", operation_id = "changeStock",
    request_body = StockBody,
    responses((status = 200, description = "What is left now", body = StockChanged)),
    extensions(("x-refusals" = json!([Code::StockRequired, Code::ProductNotFound]))),
    security(("bearer" = ["admin"]))
)]
pub async fn change_stock(
    State(app): State<AppState>,
    Admin(person): Admin,
    Path(id): Path,
    Json(body): Json<StockBody>,
) -> Result<Answer<StockChanged>> {
    let stock = whole("stock", body.stock.as_ref(), MAX_STOCK)?;
    let stock = stock.ok_or_else(|| Error::invalid(Code::StockRequired, "Stock is required"))?;
    let change = match choice("operation", body.operation, &["set", "add", "subtract"], "set")?.as_str() {
        "add" => StockChange::Add(stock),
        "subtract" => StockChange::Subtract(stock),
        _ => StockChange::Set(stock),
    };
    let product = products::change_stock(&app, &person, &id, change).await?;
    let product = StockNow { id: product.id, name: product.name, stock: product.stock };
    Ok(Answer(StockChanged { success: true, message: "Stock updated successfully", product }))
}
