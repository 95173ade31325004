//! Every HTTP route, on one screen, and the description that follows from them.
//!
//! A handler's `utoipa::path` spells its method and its path, below `/api` for those of [`api`]. Here it is put into the
//! router and into the OpenAPI document in one step, so that neither has a route that the other lacks; `clippy.toml`
//! forbids `Router::route`, by which one could be added to the router alone.

use std::sync::LazyLock;

use axum::{body::Bytes, extract::DefaultBodyLimit, http::header, response::IntoResponse};
use serde_json::Value;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

use crate::{
    app::AppState,
    http::{
        account::{addresses, log_in, log_out, password, profile, register, token},
        admin,
        catalogue::{bundles, categories, pricing, products, uploads},
        desk, documents, health, openapi,
        orders::{create, invoice, read, tracking_links},
    },
};

/// What is limited by neither address nor user: probes, metrics and pictures.
pub(super) fn unlimited() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
        .routes(routes!(uploads::picture))
}

/// What is below `/api`.
pub(super) fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .merge(server())
        .merge(sessions())
        .merge(orders())
        .merge(order_desk())
        .merge(products())
        .merge(categories())
        .merge(prices())
        .merge(pictures())
        .merge(people())
}

fn server() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(health::health))
        .routes(routes!(health::client_config))
        .routes(routes!(openapi_document))
        .routes(routes!(documents::asyncapi))
        .routes(routes!(documents::page))
        .routes(routes!(documents::file))
}

fn sessions() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(register::register))
        .routes(routes!(log_in::by_password))
        .routes(routes!(log_in::by_phone))
        .routes(routes!(profile::read, profile::update))
        .routes(routes!(token::verify))
        .routes(routes!(token::refresh))
        .routes(routes!(password::change))
        .routes(routes!(log_out::log_out))
}

fn orders() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(addresses::list, addresses::add))
        .routes(routes!(addresses::update, addresses::delete))
        .routes(routes!(create::create))
        .routes(routes!(read::my_orders))
        .routes(routes!(read::one))
        .routes(routes!(invoice::invoice))
        .routes(routes!(read::events))
        .routes(routes!(tracking_links::list, tracking_links::create))
        .routes(routes!(tracking_links::revoke))
        .routes(routes!(tracking_links::track))
}

fn order_desk() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(desk::dashboard::stats))
        .routes(routes!(desk::list::all))
        .routes(routes!(desk::list::stats))
        .routes(routes!(desk::change_status::update_status))
        .routes(routes!(desk::change_status::bulk_update_status))
        .routes(routes!(desk::reports::by_pincode))
        .routes(routes!(desk::reports::by_weight))
        .routes(routes!(desk::reports::analytics))
        .routes(routes!(desk::export::export))
}

fn products() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(products::list, admin::products::create))
        .routes(routes!(products::featured))
        .routes(routes!(products::search))
        .routes(routes!(products::low_stock))
        .routes(routes!(products::of_category))
        .routes(routes!(products::one, admin::products::update, admin::products::delete))
        .routes(routes!(admin::products::change_stock))
        .routes(routes!(admin::products::all))
        .routes(routes!(bundles::list))
        .routes(routes!(bundles::one))
        .routes(routes!(bundles::list_for_admins))
}

fn categories() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(categories::list))
        .routes(routes!(categories::tree))
        .routes(routes!(categories::counted))
        .routes(routes!(categories::search))
        .routes(routes!(categories::by_slug))
        .routes(routes!(categories::one))
        .routes(routes!(admin::categories::all, admin::categories::create))
        .routes(routes!(admin::categories::update, admin::categories::delete))
}

fn prices() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(pricing::delivery))
        .routes(routes!(pricing::tax))
        .routes(routes!(pricing::both))
        .routes(routes!(admin::settings::tax, admin::settings::set_tax))
        .routes(routes!(admin::settings::delivery, admin::settings::set_delivery))
        .routes(routes!(admin::settings::product_offers))
}

fn pictures() -> OpenApiRouter<AppState> {
    // Pictures are larger than anything else that is sent.
    let room = || DefaultBodyLimit::max(uploads::MAX_UPLOAD_BYTES);
    OpenApiRouter::default()
        .routes(routes!(uploads::product_images).layer(room()))
        .routes(routes!(uploads::category_image).layer(room()))
        .routes(routes!(uploads::image).layer(room()))
}

fn people() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(admin::users::all))
        .routes(routes!(admin::users::overview))
        .routes(routes!(admin::users::one))
        .routes(routes!(admin::users::set_status))
        .routes(routes!(admin::users::set_role))
}

/// The REST API, in OpenAPI 3.1.
#[utoipa::path(
    get, path = "/openapi.json", tag = "description", operation_id = "getOpenApi",
    responses((status = 200, description = "The document", body = openapi::AnyObject))
)]
async fn openapi_document() -> impl IntoResponse {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| text().into());
    ([(header::CONTENT_TYPE, "application/json")], TEXT.clone())
}

/// The OpenAPI document of all routes.
#[must_use]
pub fn document() -> Value {
    openapi::document(unlimited().into_openapi(), api().into_openapi())
}

/// The document as text.
#[must_use]
pub fn text() -> String {
    format!("{:#}", document())
}
