//! Products and categories as the shop's pages read them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    domain::money::Money,
    store::entities::{StringList, category, product},
};

/// The category inside a product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryRef {
    /// The category's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// A sentence about it; only with a single product.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub description: Option<String>,
}

/// A product.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Product)]
pub struct ProductView {
    /// The product's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// Price of one piece.
    pub price: Money,
    /// The price before a reduction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub original_price: Option<Money>,
    /// Where it stands.
    pub category: CategoryRef,
    /// URLs or file names of pictures.
    pub images: StringList,
    /// How many are left.
    pub stock: i32,
    /// Weight of one, in `unit`.
    pub weight: f64,
    /// Unit of `weight`.
    pub unit: String,
    /// What is in it.
    pub ingredients: StringList,
    /// What it is good for.
    pub benefits: StringList,
    /// How to use it.
    pub usage: String,
    /// Grown organically.
    pub is_organic: bool,
    /// Without anything from animals.
    pub is_vegan: bool,
    /// Without gluten.
    pub is_gluten_free: bool,
    /// Shown on the first page.
    pub is_featured: bool,
    /// Can be ordered.
    pub is_active: bool,
    /// Mean rating.
    pub ratings: f64,
    /// How many rated it.
    pub num_reviews: i32,
    /// Not kept; always empty.
    #[schema(value_type = Vec<String>, max_items = 0)]
    pub reviews: [String; 0],
    /// Words to find it by.
    pub tags: StringList,
    /// Its name in addresses.
    pub slug: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl ProductView {
    /// A product with its category as the lists show it.
    #[must_use]
    pub fn new(product: product::Model, category: CategoryRef) -> Self {
        Self {
            id: product.id,
            name: product.name,
            description: product.description,
            price: Money(product.price_minor),
            original_price: product.original_price_minor.map(Money),
            category,
            images: product.images,
            stock: product.stock,
            weight: product.weight,
            unit: product.unit,
            ingredients: product.ingredients,
            benefits: product.benefits,
            usage: product.usage,
            is_organic: product.is_organic,
            is_vegan: product.is_vegan,
            is_gluten_free: product.is_gluten_free,
            is_featured: product.is_featured,
            is_active: product.is_active,
            ratings: product.ratings,
            num_reviews: product.num_reviews,
            reviews: [],
            tags: product.tags,
            slug: product.slug,
            created_at: product.created_at.into(),
            updated_at: product.updated_at.into(),
        }
    }
}

/// The parent inside a category.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParentCategory {
    /// The category's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
}

/// A category.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Category)]
pub struct CategoryView {
    /// The category's id.
    #[serde(rename = "_id")]
    pub id: String,
    /// What it is called.
    pub name: String,
    /// A sentence about it.
    pub description: String,
    /// URL of a picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub image: Option<String>,
    /// Its name in addresses.
    pub slug: String,
    /// Whether the shop shows it.
    pub is_active: bool,
    /// The category that it belongs to, or null.
    #[schema(required)]
    pub parent_category: Option<ParentCategory>,
    /// Its place on the page.
    pub order: i32,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl CategoryView {
    /// A category with its parent, which is found among `all`.
    #[must_use]
    pub fn new(category: category::Model, all: &[category::Model]) -> Self {
        let parent = category.parent_id.as_ref().and_then(|id| all.iter().find(|other| other.id == *id));
        Self {
            parent_category: parent.map(|parent| ParentCategory {
                id: parent.id.clone(),
                name: parent.name.clone(),
                slug: parent.slug.clone(),
            }),
            id: category.id,
            name: category.name,
            description: category.description,
            image: category.image,
            slug: category.slug,
            is_active: category.is_active,
            order: category.sort_order,
            created_at: category.created_at.into(),
            updated_at: category.updated_at.into(),
        }
    }
}

/// A category with those that belong to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryNode {
    /// The category.
    #[serde(flatten)]
    pub category: CategoryView,
    /// Those that belong to it, in their places.
    #[schema(no_recursion)]
    pub children: Vec<Self>,
}

impl CategoryNode {
    /// Categories as a tree. A category whose parent is not among them is a root.
    #[must_use]
    pub fn tree(categories: Vec<CategoryView>) -> Vec<Self> {
        let known: std::collections::HashSet<String> = categories.iter().map(|category| category.id.clone()).collect();
        let parent = |category: &CategoryView| {
            category.parent_category.as_ref().map(|parent| parent.id.clone()).filter(|id| known.contains(id))
        };
        let (roots, mut rest): (Vec<_>, Vec<_>) =
            categories.into_iter().partition(|category| parent(category).is_none());
        let mut tree: Vec<Self> = roots.into_iter().map(|category| Self { category, children: Vec::new() }).collect();
        tree.iter_mut().for_each(|root| root.adopt(&mut rest));
        tree
    }

    /// Moves its children, and theirs, from `rest` into the tree.
    fn adopt(&mut self, rest: &mut Vec<CategoryView>) {
        let own = |category: &mut CategoryView| {
            category.parent_category.as_ref().is_some_and(|parent| parent.id == self.category.id)
        };
        self.children = rest.extract_if(.., own).map(|category| Self { category, children: Vec::new() }).collect();
        self.children.iter_mut().for_each(|child| child.adopt(rest));
    }
}

/// A category and how many products it has.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountedCategory {
    /// The category.
    #[serde(flatten)]
    pub category: CategoryView,
    /// How many products can be ordered from it.
    pub product_count: i64,
}
