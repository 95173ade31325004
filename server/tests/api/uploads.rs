//! Pictures: contract 5.10 and hole 6. Who may bring them, what counts as one, and how they are handed out.

use std::{fs, io::Cursor};

use image::{DynamicImage, ImageFormat, RgbImage};
use reqwest::{Method, header::HeaderMap, multipart};
use serde_json::{Value, json};
use trackroom::{domain::role::Role, services::uploads::MAX_BYTES};

use crate::support::{
    Answer, Person, TestApp,
    builders::{self, files},
};

/// A small picture with something to see.
fn picture(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(48, 32, |x, y| {
        let shade = |n: u32| u8::try_from(n * 5 % 256).unwrap();
        image::Rgb([shade(x), shade(y), shade(x * y)])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(image).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn file(bytes: Vec<u8>, name: &str, kind: &str) -> multipart::Part {
    multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(kind).unwrap()
}

async fn uploads(person: &Person, path: &str, form: multipart::Form) -> Answer {
    person.send(person.request(Method::POST, path).multipart(form)).await
}

/// One file as `/upload/image`.
async fn brings(person: &Person, bytes: Vec<u8>, name: &str, kind: &str) -> Answer {
    uploads(person, "/api/upload/image", multipart::Form::new().part("image", file(bytes, name, kind))).await
}

async fn fetches(person: &Person, url: &str) -> (u16, HeaderMap, Vec<u8>) {
    let response = person.request(Method::GET, url).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

// contract 5.10
#[tokio::test]
async fn an_admin_uploads_pictures_and_everybody_sees_them_in_the_shop() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.nobody());
    let kinds = [
        (ImageFormat::Gif, "image/gif", ".gif"),
        (ImageFormat::Jpeg, "image/jpeg", ".jpg"),
        (ImageFormat::Png, "image/png", ".png"),
        (ImageFormat::WebP, "image/webp", ".webp"),
    ];
    let mut form = multipart::Form::new().text("alt", "a field that is no file");
    for (format, _, _) in kinds {
        // What the browser calls it counts for nothing.
        form = form.part("productImages", file(picture(format), "../../evil.html", "text/html"));
    }
    let answer = uploads(&admin, "/api/upload/product-images", form).await.ok();
    let urls: Vec<&str> = answer["images"].as_array().unwrap().iter().map(|i| i["url"].as_str().unwrap()).collect();
    assert_eq!(urls.len(), kinds.len());
    for (url, (format, kind, extension)) in urls.iter().zip(kinds) {
        assert!(url.starts_with("/uploads/products/") && url.ends_with(extension), "{url}");
        let (status, headers, bytes) = fetches(&nobody, url).await;
        assert_eq!((status, bytes == picture(format)), (200, true), "{url}");
        assert_eq!(headers["content-type"], kind);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["content-disposition"], "inline");
        assert_eq!(headers["cache-control"], "public, max-age=31536000, immutable");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        assert_eq!(headers["cross-origin-resource-policy"], "cross-origin");
    }

    // The addresses are what products and categories take.
    let category = json!({ "name": "Oils", "description": "Cold pressed", "image": category_image(&admin).await });
    admin.post("/api/admin/categories", &category).await.ok();
    let product = builders::product(&app.app, 10, 1).await;
    let shown = admin.put(&format!("/api/products/{product}"), &json!({ "images": urls })).await.ok();
    assert_eq!(shown["product"]["images"], json!(urls), "{shown}");
    let other = brings(&admin, picture(ImageFormat::Png), "logo.png", "image/png").await.ok();
    assert!(other["file"]["url"].as_str().unwrap().starts_with("/uploads/images/"), "{other}");
    app.finish().await;
}

async fn category_image(admin: &Person) -> Value {
    let form =
        multipart::Form::new().part("categoryImage", file(picture(ImageFormat::WebP), "oils.webp", "image/webp"));
    let answer = uploads(admin, "/api/upload/category-image", form).await.ok();
    assert!(answer["image"]["url"].as_str().unwrap().starts_with("/uploads/categories/"), "{answer}");
    answer["image"]["url"].clone()
}

// hole 6
#[tokio::test]
async fn only_admins_upload() {
    let app = TestApp::start().await;
    let staff = app.somebody(Role::Staff).await;
    for path in ["/api/upload/product-images", "/api/upload/category-image", "/api/upload/image"] {
        for (person, refusal) in [
            (app.nobody(), (401, "no_token")),
            (app.customer().await, (403, "not_authorized")),
            (staff.clone(), (403, "not_authorized")),
        ] {
            let form = multipart::Form::new().part("image", file(picture(ImageFormat::Png), "a.png", "image/png"));
            assert_eq!(uploads(&person, path, form).await.refusal(), refusal, "{path}");
        }
    }
    assert_eq!(files(app.uploads()), Vec::<String>::new());
    app.finish().await;
}

/// A PNG whose head claims so many pixels, with a sound checksum.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = picture(ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let checksum = !png[12..29].iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    });
    png[29..33].copy_from_slice(&checksum.to_be_bytes());
    png
}

#[tokio::test]
async fn what_is_no_whole_picture_is_refused_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let html = b"GIF89a<html><script>alert(1)</script></html>".to_vec();
    let half = |format| {
        let whole = picture(format);
        whole[..whole.len() / 2].to_vec()
    };
    for (bytes, why, refusal) in [
        (svg, "an SVG can hold scripts", (415, "unsupported_media_type")),
        (b"MZ\x90\0 a program".to_vec(), "a program", (415, "unsupported_media_type")),
        (Vec::new(), "nothing", (415, "unsupported_media_type")),
        (html, "a page that begins like a GIF", (400, "invalid_image")),
        (half(ImageFormat::Gif), "half a GIF", (400, "invalid_image")),
        (half(ImageFormat::Jpeg), "half a JPEG", (400, "invalid_image")),
        (half(ImageFormat::Png), "half a PNG", (400, "invalid_image")),
        (half(ImageFormat::WebP), "half a WebP", (400, "invalid_image")),
        (claiming(60_000, 60_000), "a bomb by its sides", (400, "invalid_image")),
        (claiming(9_999, 9_999), "a bomb by its pixels", (400, "invalid_image")),
    ] {
        let answer = brings(&admin, bytes, "picture.png", "image/png").await;
        assert_eq!(answer.refusal(), refusal, "{why}: {}", answer.body);
    }
    // One that is not fit spoils the request: none is kept.
    let form = multipart::Form::new()
        .part("productImages", file(picture(ImageFormat::Png), "a.png", "image/png"))
        .part("productImages", file(half(ImageFormat::Png), "b.png", "image/png"));
    assert_eq!(uploads(&admin, "/api/upload/product-images", form).await.refusal(), (400, "invalid_image"));
    assert_eq!(files(app.uploads()), Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn a_picture_may_be_larger_than_any_other_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let of_size = |bytes: usize| {
        let mut heavy = picture(ImageFormat::Png);
        heavy.resize(bytes, 0);
        heavy
    };
    // Beyond the megabyte of other bodies, up to five, and so for each of several.
    for bytes in [1_500_000, MAX_BYTES] {
        let kept = brings(&admin, of_size(bytes), "a.png", "image/png").await.ok();
        let (status, _, got) = fetches(&app.nobody(), kept["file"]["url"].as_str().unwrap()).await;
        assert_eq!((status, got.len()), (200, bytes));
    }
    let several = |bytes: usize, count: usize| {
        (0..count).fold(multipart::Form::new(), |form, _| {
            form.part("productImages", file(of_size(bytes), "a.png", "image/png"))
        })
    };
    let kept = uploads(&admin, "/api/upload/product-images", several(MAX_BYTES, 2)).await.ok();
    assert_eq!(kept["images"].as_array().unwrap().len(), 2);
    assert_eq!(files(app.uploads()).len(), 4);

    // A picture that is too large, then a form that is, then a body of anything else.
    let refused = brings(&admin, of_size(MAX_BYTES + 1), "a.png", "image/png").await;
    assert_eq!(refused.refusal(), (413, "payload_too_large"));
    let form = multipart::Form::new().text("alt", "x".repeat(10 * MAX_BYTES + 100_000));
    assert_eq!(uploads(&admin, "/api/upload/image", form).await.refusal(), (413, "payload_too_large"));
    let product = json!({ "name": "x".repeat(1_000_000) });
    assert_eq!(admin.post("/api/products", &product).await.refusal(), (413, "payload_too_large"));
    assert_eq!(files(app.uploads()).len(), 4, "nothing of them is kept");
    app.finish().await;
}

#[tokio::test]
async fn requests_that_are_no_proper_form_are_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let png = || file(picture(ImageFormat::Png), "a.png", "image/png");
    let image = "/api/upload/image";
    let wrong = multipart::Form::new().part("file", png());
    assert_eq!(uploads(&admin, image, wrong).await.refusal(), (400, "unexpected_field"));
    let two = multipart::Form::new().part("image", png()).part("image", png());
    assert_eq!(uploads(&admin, image, two).await.refusal(), (400, "too_many_images"));
    let eleven = (0..11).fold(multipart::Form::new(), |form, _| form.part("productImages", png()));
    assert_eq!(uploads(&admin, "/api/upload/product-images", eleven).await.refusal(), (400, "too_many_images"));
    let words = multipart::Form::new().text("image", "words");
    assert_eq!(uploads(&admin, image, words).await.refusal(), (400, "image_required"));
    assert_eq!(admin.post(image, &json!({ "image": "x" })).await.refusal(), (415, "unsupported_media_type"));
    let torn = admin.request(Method::POST, image).header("content-type", "multipart/form-data; boundary=x");
    assert_eq!(admin.send(torn.body("--x\r\ncontent-disp")).await.refusal(), (400, "invalid_request"));
    assert_eq!(files(app.uploads()), Vec::<String>::new());
    app.finish().await;
}

#[tokio::test]
async fn a_picture_that_is_something_else_as_well_is_handed_out_as_a_picture_only() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut polyglot = picture(ImageFormat::Gif);
    polyglot.extend_from_slice(b"<html><script>alert(document.domain)</script></html>");
    let kept = brings(&admin, polyglot, "page.html", "text/html").await.ok();
    let (status, headers, _) = fetches(&app.nobody(), kept["file"]["url"].as_str().unwrap()).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "image/gif");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    app.finish().await;
}

#[tokio::test]
async fn addresses_lead_to_pictures_and_nowhere_else() {
    let app = TestApp::start().await;
    let (admin, nobody) = (app.admin().await, app.nobody());
    let kept = brings(&admin, picture(ImageFormat::Png), "a.png", "image/png").await.ok();
    let url = kept["file"]["url"].as_str().unwrap().to_owned();
    fs::write(app.uploads().join("secret.txt"), "a secret").unwrap();
    fs::write(app.uploads().join("images/secret.txt"), "a secret").unwrap();
    for path in [
        "/uploads",
        "/uploads/",
        "/uploads/images",
        "/uploads/images/",
        "/uploads/secret.txt",
        "/uploads/images/secret.txt",
        "/uploads/images/..%2fsecret.txt",
        "/uploads/images/%2e%2e/secret.txt",
        "/uploads/..%2f/secret.txt",
        "/uploads/images/%00.png",
        "/uploads/images/00000000000000000000000000000000.png",
        &url.replace("/images/", "/products/"),
        &url.replace(".png", ".gif"),
        &format!("{url}/"),
        &format!("{url}%00"),
    ] {
        let (status, _, body) = fetches(&nobody, path).await;
        assert_eq!(status, 404, "{path}");
        assert!(!String::from_utf8_lossy(&body).contains("a secret"), "{path}");
    }
    // A browser that has it asks no more than once, and may ask for a part.
    let (_, headers, bytes) = fetches(&nobody, &url).await;
    let again = nobody.request(Method::GET, &url).header("if-modified-since", &headers["last-modified"]);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let part = nobody.request(Method::GET, &url).header("range", "bytes=0-7").send().await.unwrap();
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap().to_vec()), (206, bytes[..8].to_vec()));
    let head = nobody.request(Method::HEAD, &url).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(nobody.request(Method::DELETE, &url).send().await.unwrap().status(), 405);
    app.finish().await;
}
