//! The REST API, described in OpenAPI 3.1.
//!
//! Each handler says in its `utoipa::path` what it takes and answers; what
//! follows from that is added by `complete`. `server/tests/api/openapi.rs` fails when a route of the router is not
//! described, or is described as open to others than it is.

mod complete;
pub(crate) mod documents;
pub mod refusal;

use std::sync::LazyLock;

use axum::body::Bytes;
use serde_json::Value;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        OpenApi as Described,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{
    auth::cookie,
    http::{
        account::{addresses, auth},
        admin,
        catalogue::{public, uploads},
        desk, health,
        orders::{orders, tracking_links},
    },
};

/// A JSON object of any content.
#[derive(Debug, ToSchema)]
#[schema(value_type = Object)]
pub struct AnyObject(());

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Trackroom",
        description = "Orders of a shop and where they stand. Status changes come by Socket.IO as well.\n\n\
            A log-in answers with a token, which goes into `Authorization: Bearer …`. Every refusal is \
            `{success: false, code, message, …}`: `code` is stable and for programs, `message` is for people. \
            The names of roles in an operation's security are those of whom it is for."
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "sessions", description = "Logging in and out, and one's own profile"),
        (name = "addresses", description = "One's own addresses"),
        (name = "orders", description = "Placing orders and reading them"),
        (name = "order desk", description = "Everybody's orders, for staff and admins"),
        (name = "tracking links", description = "Sharing an order with somebody who has no account"),
        (name = "catalogue", description = "Products, categories and prices, for everybody"),
        (name = "administration", description = "The catalogue, settings and people, for admins"),
        (name = "server", description = "For who runs the server"),
        (name = "description", description = "This description"),
    ),
    paths(
        health::health, health::live, health::ready, health::metrics, health::client_config,
        documents::openapi, documents::asyncapi, documents::page, documents::file,
        auth::register, auth::login, auth::phone_login, auth::profile, auth::update_profile, auth::verify_token,
        auth::refresh_token, auth::change_password, auth::logout,
        addresses::list, addresses::add, addresses::update, addresses::delete,
        orders::create, orders::my_orders, orders::order, orders::invoice, orders::events,
        tracking_links::list, tracking_links::create, tracking_links::revoke, tracking_links::track,
        desk::orders::all, desk::orders::stats, desk::orders::update_status, desk::orders::bulk_update_status,
        desk::reports::by_pincode, desk::reports::by_weight, desk::reports::analytics, desk::export::export,
        public::products, public::featured, public::search, public::low_stock,
        public::products_of_category, public::product,
        public::categories, public::category_tree, public::counted_categories,
        public::search_categories, public::category_by_slug, public::category,
        public::delivery_charges, public::tax_settings, public::pricing_data,
        public::combined_products, public::combined_product,
        desk::dashboard::stats,
        admin::products::all, admin::products::create, admin::products::update, admin::products::delete,
        admin::products::change_stock,
        admin::categories::all, admin::categories::create, admin::categories::update, admin::categories::delete,
        admin::settings::tax, admin::settings::set_tax, admin::settings::delivery, admin::settings::set_delivery,
        admin::settings::product_offers, admin::settings::combined_products,
        uploads::product_images, uploads::category_image, uploads::image, uploads::picture,
        admin::users::all, admin::users::overview, admin::users::one, admin::users::set_status,
        admin::users::set_role,
    ),
    components(schemas(refusal::Refusal)),
    modifiers(&Security)
)]
struct Document;

/// How somebody is recognised.
struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Described) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT");
        let bearer = bearer.description(Some("The `token` of a log-in")).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let about = "An HttpOnly cookie of a log-in, good for one exchange";
        let cookie = ApiKeyValue::with_description(cookie::REFRESH_COOKIE, about);
        components.add_security_scheme("refreshCookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let about = "`METRICS_TOKEN`, where it is set";
        let metrics = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(about)).build();
        components.add_security_scheme("metricsToken", SecurityScheme::Http(metrics));
    }
}

/// The document.
///
/// # Panics
/// Never: what describes the API can be written as JSON.
#[must_use]
pub fn document() -> Value {
    let mut document = serde_json::to_value(Document::openapi()).expect("the description is JSON");
    complete::complete(&mut document);
    document
}

/// The document as text.
#[must_use]
pub fn text() -> String {
    format!("{:#}", document())
}

/// The same, made once.
pub(crate) fn json() -> Bytes {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| text().into());
    TEXT.clone()
}
