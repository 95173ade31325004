//! What the demo shop sells: natural products.

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};

use crate::{
    clock,
    core::Core,
    domain::ids::DocumentId,
    error::Result,
    store::entities::{StringList, category, product},
};

/// Name and description.
type Shelf = (&'static str, &'static str);

const SHELVES: [Shelf; 6] = [
    ("Cold-Pressed Oils", "Pressed slowly on wood, never heated"),
    ("Herbal Powders", "Single-plant powders, sun-dried and stone-ground"),
    ("Natural Soaps", "Cured for six weeks, without palm oil"),
    ("Honey and Jaggery", "Raw honey from the Western Ghats and unrefined cane"),
    ("Millets and Grains", "Old grains from small farms"),
    ("Hair and Skin Care", "Short lists of things you can pronounce"),
];

struct Item {
    shelf: usize,
    name: &'static str,
    about: &'static str,
    /// In rupees; the second is the price before a reduction, or 0.
    price: (i64, i64),
    weight: (f64, &'static str),
    stock: i32,
    tags: &'static [&'static str],
    ingredients: &'static [&'static str],
    benefits: &'static [&'static str],
    usage: &'static str,
}

/// The catalogue, written as a table: shelf, name, about, price, weight, stock, tags, ingredients, benefits, usage.
macro_rules! item {
    ($shelf:literal, $name:literal, $about:literal, $price:expr, $weight:expr, $stock:literal,
     $tags:expr, $ingredients:expr, $benefits:expr, $usage:literal) => {
        Item {
            shelf: $shelf,
            name: $name,
            about: $about,
            price: $price,
            weight: $weight,
            stock: $stock,
            tags: &$tags,
            ingredients: &$ingredients,
            benefits: &$benefits,
            usage: $usage,
        }
    };
}

#[rustfmt::skip]
const ITEMS: [Item; 22] = [
    item!(0, "Virgin Coconut Oil", "From fresh coconut milk, cold-pressed within a day", (349, 399), (500.0, "ml"), 180, ["oil", "cooking", "hair"], ["Coconut"], ["Light on the stomach", "Keeps hair soft"], "For cooking at low heat, or on hair overnight"),
    item!(0, "Sesame Oil", "Black sesame with a little palm jaggery, pressed on wood", (289, 0), (500.0, "ml"), 140, ["oil", "cooking"], ["Black sesame", "Palm jaggery"], ["Rich in natural antioxidants"], "For tempering, pickles and oil baths"),
    item!(0, "Groundnut Oil", "Unrefined, with the smell of roasted peanuts", (259, 299), (1000.0, "ml"), 160, ["oil", "cooking"], ["Groundnut"], ["High smoke point"], "For everyday cooking"),
    item!(0, "Castor Oil", "Thick, pale and unscented", (179, 0), (200.0, "ml"), 90, ["oil", "hair"], ["Castor seed"], ["Nourishes hair and brows"], "A few drops, warmed, massaged into the scalp"),
    item!(1, "Moringa Leaf Powder", "Shade-dried leaves of young drumstick trees", (199, 249), (200.0, "g"), 120, ["powder", "green"], ["Moringa leaf"], ["A source of iron and calcium"], "A teaspoon in warm water or batter"),
    item!(1, "Turmeric Powder", "Salem turmeric with its natural oil", (149, 0), (250.0, "g"), 220, ["powder", "spice"], ["Turmeric"], ["Warm colour, deep flavour"], "For cooking, or in warm milk"),
    item!(1, "Ashwagandha Root Powder", "Finely ground, nothing added", (299, 349), (200.0, "g"), 75, ["powder", "wellness"], ["Ashwagandha root"], ["Traditionally taken for rest"], "Half a teaspoon with milk before bed"),
    item!(1, "Hibiscus Flower Powder", "Red petals, dried whole and ground", (169, 0), (100.0, "g"), 85, ["powder", "hair"], ["Hibiscus"], ["Conditions hair"], "As a paste on hair for twenty minutes"),
    item!(2, "Neem and Tulsi Soap", "A clear, green scent for oily skin", (89, 110), (100.0, "g"), 300, ["soap", "skin"], ["Coconut oil", "Neem", "Tulsi"], ["Cleans without drying"], "Lather with warm water"),
    item!(2, "Kuppaimeni Soap", "An old village recipe for calm skin", (95, 0), (100.0, "g"), 210, ["soap", "skin"], ["Coconut oil", "Acalypha indica"], ["Soothes irritated skin"], "Twice a day"),
    item!(2, "Goat Milk Soap", "Creamy lather, oats for a gentle scrub", (129, 149), (100.0, "g"), 150, ["soap", "skin", "baby"], ["Goat milk", "Coconut oil", "Oats"], ["Mild enough for children"], "For face and body"),
    item!(2, "Charcoal Soap", "Coconut-shell charcoal and tea tree", (99, 0), (100.0, "g"), 170, ["soap", "skin"], ["Coconut oil", "Activated charcoal", "Tea tree"], ["Lifts city dust"], "In the evening"),
    item!(3, "Wild Forest Honey", "Raw, strained through cloth, never heated", (449, 499), (500.0, "g"), 95, ["honey", "sweet"], ["Honey"], ["Changes colour with the season"], "With lemon, or on warm bread"),
    item!(3, "Palm Jaggery", "Karupatti from palmyra sap", (219, 0), (500.0, "g"), 130, ["jaggery", "sweet"], ["Palmyra palm sap"], ["Keeps its minerals"], "In coffee, and in sweets"),
    item!(3, "Country Sugar", "Nattu sakkarai, unbleached", (119, 0), (1000.0, "g"), 240, ["jaggery", "sweet"], ["Sugar cane"], ["Dissolves quickly"], "Wherever you use sugar"),
    item!(4, "Foxtail Millet", "Thinai, polished by hand", (109, 129), (1000.0, "g"), 260, ["millet", "grain"], ["Foxtail millet"], ["Cooks like rice"], "One part grain, two parts water"),
    item!(4, "Black Rice", "Karuppu kavuni, for puddings and feast days", (229, 0), (1000.0, "g"), 110, ["rice", "grain"], ["Black rice"], ["Deep colour, nutty taste"], "Soak overnight, cook slowly"),
    item!(4, "Ragi Flour", "Sprouted finger millet, ground fine", (99, 0), (500.0, "g"), 280, ["millet", "flour", "baby"], ["Finger millet"], ["A source of calcium"], "For porridge, dosai and rotis"),
    item!(5, "Herbal Hair Oil", "Twenty herbs steeped for seven days", (399, 449), (200.0, "ml"), 125, ["hair", "oil"], ["Coconut oil", "Bhringraj", "Amla", "Curry leaf"], ["Less breakage"], "Massage in, leave for an hour"),
    item!(5, "Shikakai Hair Wash", "Pods, fenugreek and green gram: lather without soap", (189, 0), (250.0, "g"), 140, ["hair", "powder"], ["Shikakai", "Fenugreek", "Green gram"], ["Cleans, and leaves the oils"], "Mix with water, wash, rinse"),
    item!(5, "Aloe Vera Gel", "Fresh leaf gel with a little vitamin E", (159, 199), (150.0, "g"), 8, ["skin", "gel"], ["Aloe vera", "Vitamin E"], ["Cools after sun"], "On clean skin"),
    item!(5, "Rose Water", "Steam-distilled Paneer rose", (139, 0), (200.0, "ml"), 190, ["skin"], ["Paneer rose"], ["Refreshes"], "As a toner, or in sweets"),
];

/// Makes categories and products, and returns the products.
pub(super) async fn create(core: &Core) -> Result<Vec<product::Model>> {
    let now = clock::now();
    let shelves: Vec<category::Model> =
        SHELVES.iter().zip(1..).map(|(shelf, place)| category_of(*shelf, place, now)).collect();
    let products: Vec<product::Model> =
        ITEMS.iter().enumerate().map(|(place, item)| product_of(place, item, &shelves[item.shelf].id, now)).collect();
    let tx = core.db.begin().await?;
    let rows = shelves.into_iter().map(|shelf| shelf.into_active_model());
    category::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    let rows = products.iter().map(|product| product.clone().into_active_model());
    product::Entity::insert_many(rows).exec_without_returning(&tx).await?;
    core.db.commit(tx).await?;
    Ok(products)
}

fn slug(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn category_of((name, description): Shelf, place: i32, now: DateTime<Utc>) -> category::Model {
    category::Model {
        id: DocumentId::new().to_string(),
        name: name.to_owned(),
        description: description.to_owned(),
        image: None,
        slug: slug(name),
        is_active: true,
        parent_id: None,
        sort_order: place,
        created_at: now,
        updated_at: now,
    }
}

fn product_of(place: usize, item: &Item, category: &str, now: DateTime<Utc>) -> product::Model {
    let list = |texts: &[&str]| StringList(texts.iter().map(|text| (*text).to_owned()).collect());
    let (price, before) = item.price;
    let animal = item.ingredients.iter().any(|ingredient| matches!(*ingredient, "Goat milk" | "Honey"));
    product::Model {
        id: DocumentId::new().to_string(),
        name: item.name.to_owned(),
        description: item.about.to_owned(),
        price_minor: price * 100,
        original_price_minor: (before > 0).then_some(before * 100),
        category_id: category.to_owned(),
        images: StringList::default(),
        stock: item.stock,
        weight: item.weight.0,
        unit: item.weight.1.to_owned(),
        ingredients: list(item.ingredients),
        benefits: list(item.benefits),
        usage: item.usage.to_owned(),
        is_organic: true,
        is_vegan: !animal,
        is_gluten_free: true,
        is_featured: place.is_multiple_of(3),
        is_active: true,
        ratings: 0.0,
        num_reviews: 0,
        tags: list(item.tags),
        slug: slug(item.name),
        created_at: now,
        updated_at: now,
    }
}
