//! The REST API, described in OpenAPI 3.1.
//!
//! Each handler says in its `utoipa::path` what it takes and answers, and `routes` collects them; what follows from that is
//! added by `complete`. `server/tests/api/openapi.rs` fails when a route is described as open to others than it is.

mod complete;

use serde_json::Value;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        OpenApi as Described,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{auth::cookie, views::refusal::Refusal};

/// A JSON object of any content.
#[derive(Debug, ToSchema)]
#[schema(value_type = Object)]
pub(crate) struct AnyObject(());

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
    components(schemas(Refusal)),
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

/// The document of these routes: the ones that spell their whole path, and the ones below `/api`.
///
/// # Panics
/// Never: what describes the API can be written as JSON.
pub(super) fn document(unlimited: Described, api: Described) -> Value {
    let described = Document::openapi().merge_from(unlimited).nest("/api", api);
    let mut document = serde_json::to_value(described).expect("the description is JSON");
    complete::complete(&mut document);
    document
}
