//! The shop's categories: lists for admins, counts, changes.

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _,
    Order, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, SqlErr,
};

use crate::{
    clock,
    core::Core,
    domain::page::Page,
    domain::{ids::DocumentId, person::Person, slug::slug},
    error::{Code, Error, Resource, Result},
    services::catalogue::{self, contains},
    store::entities::{category, product},
    views::product::{CategoryView, CountedCategory},
};

/// What an admin's list of categories may be sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CategorySort {
    /// Their places on the page.
    #[default]
    Place,
    /// Name.
    Name,
    /// Newest or oldest.
    CreatedAt,
}

/// Which categories, and in which order.
#[derive(Clone, Debug, Default)]
pub struct CategoryFilter {
    /// With this text in name or description.
    pub search: Option<String>,
    /// By what.
    pub sort: CategorySort,
    /// Largest first.
    pub descending: bool,
}

/// The parts of a category to set. `None` leaves a part as it is, or means the default of a new category. All texts are
/// checked.
#[derive(Clone, Debug, Default)]
pub struct CategoryParts {
    /// What it is called.
    pub name: Option<String>,
    /// A sentence about it.
    pub description: Option<String>,
    /// A picture; `Some(None)` removes it.
    pub image: Option<Option<String>>,
    /// Whether the shop shows it.
    pub is_active: Option<bool>,
    /// The category that it belongs to; `Some(None)` makes it a root.
    pub parent: Option<Option<String>>,
    /// Its place on the page.
    pub order: Option<i32>,
}

/// A page of all categories, and how many there are.
///
/// # Errors
/// The database failed.
pub async fn list(core: &Core, filter: &CategoryFilter, page: Page) -> Result<(Vec<CategoryView>, u64)> {
    let db = core.db.read();
    let mut query = category::Entity::find();
    if let Some(text) = &filter.search {
        let anywhere = [category::Column::Name, category::Column::Description];
        let any = anywhere.map(|column| contains((category::Entity, column), text));
        query = query.filter(any.into_iter().fold(sea_orm::Condition::any(), sea_orm::Condition::add));
    }
    let total = query.clone().count(db).await?;
    let column = match filter.sort {
        CategorySort::Place => category::Column::SortOrder,
        CategorySort::Name => category::Column::Name,
        CategorySort::CreatedAt => category::Column::CreatedAt,
    };
    let direction = if filter.descending { Order::Desc } else { Order::Asc };
    let found = query
        .order_by(column, direction)
        .order_by_asc(category::Column::Name)
        .order_by_asc(category::Column::Id)
        .offset(page.offset())
        .limit(page.limit)
        .all(db)
        .await?;
    let all = category::Entity::find().all(db).await?;
    Ok((found.into_iter().map(|category| CategoryView::new(category, &all)).collect(), total))
}

/// The active categories, each with how many products can be ordered from it.
///
/// # Errors
/// The database failed.
pub async fn counted(core: &Core) -> Result<Vec<CountedCategory>> {
    let counts: Vec<(String, i64)> = product::Entity::find()
        .select_only()
        .column(product::Column::CategoryId)
        .column_as(product::Column::Id.count(), "count")
        .filter(product::Column::IsActive.eq(true))
        .group_by(product::Column::CategoryId)
        .into_tuple()
        .all(core.db.read())
        .await?;
    let counts: HashMap<String, i64> = counts.into_iter().collect();
    let categories = catalogue::categories(core).await?.into_iter();
    Ok(categories
        .map(|category| CountedCategory {
            product_count: counts.get(&category.id).copied().unwrap_or_default(),
            category,
        })
        .collect())
}

/// Adds a category.
///
/// # Errors
/// `category_incomplete`, `category_exists`, `invalid_parent`, or the database failed.
pub async fn create(core: &Core, by: &Person, parts: CategoryParts) -> Result<CategoryView> {
    let name = parts.name.clone();
    let name = name.ok_or_else(|| Error::invalid(Code::CategoryIncomplete, "Category name is required"))?;
    let (id, now) = (DocumentId::new().to_string(), clock::now());
    let tx = core.db.begin().await?;
    category::Entity::lock_writers(&tx).await?;
    let all = category::Entity::find().all(&tx).await?;
    check(&all, &id, &parts)?;
    let plain = slug(&name, &id);
    let taken = all.iter().any(|other| other.slug == plain);
    let new = category::Model {
        slug: if taken { format!("{plain}-{}", &id[16..]) } else { plain },
        name,
        description: String::new(),
        image: None,
        is_active: true,
        parent_id: None,
        sort_order: 0,
        created_at: now,
        updated_at: now,
        id,
    };
    let mut row = new.into_active_model();
    apply(&mut row, parts);
    let category = row.insert(&tx).await?;
    core.db.commit(tx).await?;
    tracing::info!(category = category.id, by.id, "added a category");
    Ok(CategoryView::new(category, &all))
}

/// Changes a category.
///
/// # Errors
/// [`Error::NotFound`], `category_exists`, `invalid_parent`, or the database failed.
pub async fn update(core: &Core, by: &Person, id: &str, parts: CategoryParts) -> Result<CategoryView> {
    let tx = core.db.begin().await?;
    category::Entity::lock_writers(&tx).await?;
    let all = category::Entity::find().all(&tx).await?;
    let found = all.iter().find(|category| category.id == id).cloned().ok_or(Error::NotFound(Resource::Category))?;
    check(&all, id, &parts)?;
    let mut row = found.into_active_model();
    apply(&mut row, parts);
    row.updated_at = Set(clock::now());
    let category = row.update(&tx).await?;
    core.db.commit(tx).await?;
    tracing::info!(category = id, by.id, "changed a category");
    Ok(CategoryView::new(category, &all))
}

/// Deletes an empty category.
///
/// # Errors
/// [`Error::NotFound`], `category_in_use` when products or categories belong to it, or the database failed.
pub async fn delete(core: &Core, by: &Person, id: &str) -> Result<()> {
    let tx = core.db.begin().await?;
    category::Entity::lock_writers(&tx).await?;
    category::Entity::find_by_id(id).one(&tx).await?.ok_or(Error::NotFound(Resource::Category))?;
    let products = product::Entity::find().filter(product::Column::CategoryId.eq(id)).count(&tx).await?;
    let children = category::Entity::find().filter(category::Column::ParentId.eq(id)).count(&tx).await?;
    if products > 0 || children > 0 {
        return Err(in_use(products, children));
    }
    delete_row(&tx, id).await?;
    core.db.commit(tx).await?;
    tracing::info!(category = id, by.id, "deleted a category");
    Ok(())
}

async fn delete_row<C: ConnectionTrait>(tx: &C, id: &str) -> Result<()> {
    let deleted = category::Entity::delete_by_id(id).exec(tx).await;
    deleted.map(|_| ()).map_err(|error| match error.sql_err() {
        // A product was put into it between the count and the deletion.
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => in_use(1, 0),
        _ => error.into(),
    })
}

fn in_use(products: u64, children: u64) -> Error {
    let message = format!("Category is in use: {products} products and {children} categories belong to it");
    Error::conflict(Code::CategoryInUse, message)
}

fn exists() -> Error {
    Error::conflict(Code::CategoryExists, "A category with this name already exists")
}

/// Checks that no other category has the name, and that the parent exists and is not below the category itself.
fn check(all: &[category::Model], id: &str, parts: &CategoryParts) -> Result<()> {
    if let Some(name) = &parts.name {
        let name = name.to_lowercase();
        if all.iter().any(|other| other.id != id && other.name.to_lowercase() == name) {
            return Err(exists());
        }
    }
    let Some(Some(parent)) = &parts.parent else { return Ok(()) };
    let refuse = |message: &str| Err(Error::invalid(Code::InvalidParent, message));
    let mut above = Some(parent.as_str());
    // A chain of parents is at most as long as the number of categories.
    for _ in 0..=all.len() {
        let Some(this) = above else { return Ok(()) };
        if this == id {
            return refuse("A category cannot belong to itself");
        }
        let Some(category) = all.iter().find(|category| category.id == this) else {
            return refuse("Parent category not found");
        };
        above = category.parent_id.as_deref();
    }
    refuse("A category cannot belong to itself")
}

fn apply(row: &mut category::ActiveModel, parts: CategoryParts) {
    if let Some(name) = parts.name {
        row.name = Set(name);
    }
    if let Some(description) = parts.description {
        row.description = Set(description);
    }
    if let Some(image) = parts.image {
        row.image = Set(image);
    }
    if let Some(is_active) = parts.is_active {
        row.is_active = Set(is_active);
    }
    if let Some(parent) = parts.parent {
        row.parent_id = Set(parent);
    }
    if let Some(order) = parts.order {
        row.sort_order = Set(order);
    }
}
