//! Pictures: taken from admins, handed to everybody.

use axum::{
    Json,
    extract::{FromRequest, Multipart, Path, Request, State, multipart::MultipartError, rejection::PathRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{Code, Error, Resource, Result},
    http::extract::{authority::Admin, parts::is_timeout},
    services::uploads::{Album, MAX_BYTES},
};

/// Pictures of one product that one request may bring.
const MAX_PICTURES: usize = 10;
/// The largest upload, in bytes: all pictures at their largest, and what wraps them.
pub(crate) const MAX_UPLOAD_BYTES: usize = MAX_PICTURES * MAX_BYTES + 64 * 1024;

/// Should a browser ever open a picture as a page, it can do nothing there.
const INERT: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Where a picture is now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadedImage)]
pub struct Uploaded {
    /// A path on this server.
    url: String,
}

/// The answer to pictures of a product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductImages {
    success: bool,
    message: &'static str,
    images: Vec<Uploaded>,
}

/// The answer to a picture of a category.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryImage {
    success: bool,
    message: &'static str,
    image: Uploaded,
}

/// The answer to any other picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherImage {
    success: bool,
    message: &'static str,
    file: Uploaded,
}

/// A form with pictures of a product.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description")]
struct ProductImagesForm {
    /// GIF, JPEG, PNG or WebP.
    #[schema(value_type = Vec<String>, format = Binary, min_items = 1, max_items = 10)]
    product_images: Vec<Vec<u8>>,
}

/// A form with a picture of a category.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description")]
struct CategoryImageForm {
    /// GIF, JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    category_image: Vec<u8>,
}

/// A form with any other picture.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
struct ImageForm {
    /// GIF, JPEG, PNG or WebP.
    #[schema(value_type = String, format = Binary)]
    image: Vec<u8>,
}

/// The files of a form.
#[derive(Debug)]
pub struct Form(Multipart);

impl FromRequest<AppState> for Form {
    type Rejection = Error;

    async fn from_request(request: Request, app: &AppState) -> Result<Self> {
        let form = Multipart::from_request(request, app).await;
        let form =
            form.map_err(|_| Error::UnsupportedMediaType("The request must be multipart/form-data".to_owned()))?;
        Ok(Self(form))
    }
}

impl Form {
    /// Keeps the pictures of a field: all of them or, when one is not fit, none.
    async fn keep(mut self, app: &AppState, album: Album, field_name: &str, most: usize) -> Result<Vec<Uploaded>> {
        let mut staged = Vec::new();
        while let Some(mut field) = self.0.next_field().await.map_err(|error| refused(&error))? {
            if field.file_name().is_none() {
                continue;
            }
            if field.name() != Some(field_name) {
                return Err(Error::invalid(
                    Code::UnexpectedField,
                    format!("Images belong into the field {field_name}"),
                ));
            }
            if staged.len() == most {
                return Err(Error::invalid(Code::TooManyImages, format!("At most {most} images at once")));
            }
            let (mut bytes, mut length) = (Vec::new(), 0);
            // Read to its end even when it is too large: a client that still sends does not read the answer.
            while let Some(chunk) = field.chunk().await.map_err(|error| refused(&error))? {
                length += chunk.len();
                if length <= MAX_BYTES {
                    bytes.extend_from_slice(&chunk);
                }
            }
            if length > MAX_BYTES {
                return Err(Error::PayloadTooLarge);
            }
            staged.push(app.uploads.stage(album, bytes).await?);
        }
        if staged.is_empty() {
            return Err(Error::invalid(Code::ImageRequired, format!("No image was sent in the field {field_name}")));
        }
        staged.into_iter().map(|picture| picture.keep().map(|url| Uploaded { url })).collect()
    }

    async fn keep_one(self, app: &AppState, album: Album, field_name: &str) -> Result<Uploaded> {
        let kept = self.keep(app, album, field_name, 1).await?;
        kept.into_iter().next().ok_or_else(|| Error::Internal(anyhow::anyhow!("a kept picture has no address")))
    }
}

fn refused(error: &MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::PayloadTooLarge,
        _ if is_timeout(error) => Error::RequestTimeout,
        _ => Error::invalid(Code::InvalidRequest, error.body_text()),
    }
}

/// Takes pictures of a product.
#[utoipa::path(
    post, path = "/upload/product-images", tag = "administration", operation_id = "uploadProductImages",
    request_body(content = ProductImagesForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Where they are now", body = ProductImages)),
    extensions(("x-refusals" = json!([
        Code::UnexpectedField, Code::TooManyImages, Code::ImageRequired, Code::InvalidImage
    ]))),
    security(("bearer" = ["admin"]))
)]
pub async fn product_images(State(app): State<AppState>, _: Admin, form: Form) -> Result<Json<ProductImages>> {
    let images = form.keep(&app, Album::Products, "productImages", MAX_PICTURES).await?;
    Ok(Json(ProductImages { success: true, message: "Images uploaded", images }))
}

/// Takes a picture of a category.
#[utoipa::path(
    post, path = "/upload/category-image", tag = "administration", operation_id = "uploadCategoryImage",
    request_body(content = CategoryImageForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Where it is now", body = CategoryImage)),
    extensions(("x-refusals" = json!([
        Code::UnexpectedField, Code::TooManyImages, Code::ImageRequired, Code::InvalidImage
    ]))),
    security(("bearer" = ["admin"]))
)]
pub async fn category_image(State(app): State<AppState>, _: Admin, form: Form) -> Result<Json<CategoryImage>> {
    let image = form.keep_one(&app, Album::Categories, "categoryImage").await?;
    Ok(Json(CategoryImage { success: true, message: "Image uploaded", image }))
}

/// Takes any other picture.
#[utoipa::path(
    post, path = "/upload/image", tag = "administration", operation_id = "uploadImage",
    request_body(content = ImageForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "Where it is now", body = OtherImage)),
    extensions(("x-refusals" = json!([
        Code::UnexpectedField, Code::TooManyImages, Code::ImageRequired, Code::InvalidImage
    ]))),
    security(("bearer" = ["admin"]))
)]
pub async fn image(State(app): State<AppState>, _: Admin, form: Form) -> Result<Json<OtherImage>> {
    let file = form.keep_one(&app, Album::Images, "image").await?;
    Ok(Json(OtherImage { success: true, message: "Image uploaded", file }))
}

/// Hands a picture out, as what it was proven to be and nothing else.
#[utoipa::path(
    get, path = "/uploads/{folder}/{name}", tag = "catalogue", operation_id = "getPicture",
    responses(
        (status = 200, description = "The picture", content(
            (Vec<u8> = "image/gif"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp")
        )),
        (status = 206, description = "The part that was asked for by `Range`"),
        (status = 304, description = "The client has it"),
        (status = 416, description = "There is no such part")
    ),
    extensions(("x-refusals" = json!([Code::NotFound])))
)]
pub async fn picture(
    State(app): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Result<Response> {
    let unknown = || Error::NotFound(Resource::Image);
    let Path((folder, name)) = path.map_err(|_| unknown())?;
    let stored = app.uploads.find(&folder, &name).ok_or_else(unknown)?;
    let served = ServeFile::new_with_mime(&stored.path, &stored.kind.media_type()).oneshot(request).await;
    let mut response = served.into_response();
    if response.status() == StatusCode::NOT_FOUND {
        return Err(unknown());
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOREVER));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(INERT));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    // The shop's pages may be served from elsewhere.
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    Ok(response)
}
