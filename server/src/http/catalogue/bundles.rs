//! Bundles of products, which the pages ask for and this shop does not have.

use axum::Json as Answer;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::{Code, Error, Resource},
    http::extract::authority::Admin,
};

/// Bundles: none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bundles {
    success: bool,
    #[schema(value_type = Vec<String>, max_items = 0)]
    combined_products: [String; 0],
}

/// Bundles, which this shop does not have: they could never be ordered.
#[utoipa::path(
    get, path = "/public/combined-products", tag = "catalogue", operation_id = "listBundles",
    responses((status = 200, description = "None", body = Bundles))
)]
pub async fn list() -> Answer<Bundles> {
    Answer(Bundles { success: true, combined_products: [] })
}

/// One bundle: none.
#[utoipa::path(
    get, path = "/public/combined-products/{id}", tag = "catalogue", operation_id = "getBundle",
    extensions(("x-refusals" = json!([Code::ProductNotFound])))
)]
pub async fn one() -> Error {
    Error::NotFound(Resource::Product)
}

/// Bundles, which this shop does not have: they could never be ordered.
#[utoipa::path(
    get, path = "/admin/combined-products", tag = "administration", operation_id = "listAllBundles",
    responses((status = 200, description = "None", body = Bundles)),
    security(("bearer" = ["admin"]))
)]
pub async fn list_for_admins(_: Admin) -> Answer<Bundles> {
    Answer(Bundles { success: true, combined_products: [] })
}
