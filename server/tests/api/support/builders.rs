//! Things that a story needs and does not tell of.

use std::{fs, path::Path};

use reqwest::{Method, multipart};
use sea_orm::{EntityTrait as _, IntoActiveModel as _};
use trackroom::{
    app::App,
    clock,
    domain::ids::DocumentId,
    store::entities::{StringList, category, product},
};

use super::{Answer, TestApp};

/// A product with a price in rupees and some stock; returns its id.
pub(crate) async fn product(app: &App, rupees: i64, stock: i32) -> String {
    let now = clock::now();
    let category = category::Model {
        id: DocumentId::new().to_string(),
        name: "Soaps".to_owned(),
        description: "For washing".to_owned(),
        image: None,
        slug: DocumentId::new().to_string(),
        is_active: true,
        parent_id: None,
        sort_order: 1,
        created_at: now,
        updated_at: now,
    };
    let product = product::Model {
        id: DocumentId::new().to_string(),
        name: "Neem Soap".to_owned(),
        description: "A green soap".to_owned(),
        price_minor: rupees * 100,
        original_price_minor: None,
        category_id: category.id.clone(),
        images: StringList(vec!["neem.png".to_owned()]),
        stock,
        weight: 100.0,
        unit: "g".to_owned(),
        ingredients: StringList::default(),
        benefits: StringList::default(),
        usage: "Wash".to_owned(),
        is_organic: true,
        is_vegan: true,
        is_gluten_free: true,
        is_featured: false,
        is_active: true,
        ratings: 0.0,
        num_reviews: 0,
        tags: StringList(vec!["soap".to_owned()]),
        slug: DocumentId::new().to_string(),
        created_at: now,
        updated_at: now,
    };
    let id = product.id.clone();
    category::Entity::insert(category.into_active_model()).exec_without_returning(app.db.write()).await.unwrap();
    product::Entity::insert(product.into_active_model()).exec_without_returning(app.db.write()).await.unwrap();
    id
}

/// The address of a picture that an admin has uploaded.
pub(crate) async fn uploaded_picture(app: &TestApp) -> String {
    uploads_picture(app).await.ok()["file"]["url"].as_str().unwrap().to_owned()
}

/// An admin uploads a picture.
pub(crate) async fn uploads_picture(app: &TestApp) -> Answer {
    let admin = app.admin().await;
    let mut gif = std::io::Cursor::new(Vec::new());
    image::RgbaImage::new(2, 2).write_to(&mut gif, image::ImageFormat::Gif).unwrap();
    let form = multipart::Form::new().part("image", multipart::Part::bytes(gif.into_inner()).file_name("dot.gif"));
    admin.send(admin.request(Method::POST, "/api/upload/image").multipart(form)).await
}

/// How many pieces of a product are left.
pub(crate) async fn stock(app: &App, product: &str) -> i32 {
    product::Entity::find_by_id(product).one(app.db.read()).await.unwrap().unwrap().stock
}

/// Every file below a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] }).collect();
    files.sort();
    files
}
