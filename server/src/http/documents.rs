//! The documents that describe the server, for programs and for people. They say nothing that the source does not
//! say, so everybody may read them.

use std::{collections::HashMap, sync::LazyLock};

use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, header},
    response::IntoResponse,
};
use serde_json::Value;
use utoipa_swagger_ui::Config;

use crate::{
    error::{Code, Error, Resource, Result},
    http::{extract::parts::Path, openapi},
    realtime::asyncapi,
};

const PAGE: &str = include_str!("../../assets/api-docs/index.html");
const START: &str = include_str!("../../assets/api-docs/start.js");
/// What the page takes from Swagger UI, which is part of the binary.
const SWAGGER_UI: [&str; 3] = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];
/// The page gets by with its own files; its style sheet draws icons from `data:` addresses. It is no place to send
/// forms to.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The files change with the server's version.
const AN_HOUR: &str = "public, max-age=3600";

/// The socket events, in AsyncAPI 3.
#[utoipa::path(
    get, path = "/asyncapi.json", tag = "description", operation_id = "getAsyncApi",
    responses((status = 200, description = "The document", body = openapi::AnyObject))
)]
pub(crate) async fn asyncapi() -> Json<Value> {
    Json(asyncapi::document())
}

/// The REST API as a page to browse, and to try calls on.
#[utoipa::path(
    get, path = "/docs", tag = "description", operation_id = "getApiPage",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub(crate) async fn page() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, PAGE)
}

/// A script, style sheet or picture of the page.
#[utoipa::path(
    get, path = "/docs/{file}", tag = "description", operation_id = "getApiPageFile",
    responses(
        (status = 200, description = "The file", content(
            (String = "text/css"), (String = "text/javascript"), (Vec<u8> = "image/png")
        ))
    ),
    extensions(("x-refusals" = json!([Code::NotFound])))
)]
pub(crate) async fn file(Path(name): Path) -> Result<impl IntoResponse> {
    let file = FILES.get(name.as_str()).ok_or(Error::NotFound(Resource::Other))?;
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &'static str| headers.insert(name, http::HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, file.media_type);
    set(header::CACHE_CONTROL, AN_HOUR);
    if file.gzipped {
        set(header::CONTENT_ENCODING, "gzip");
    }
    Ok((headers, file.content.clone()))
}

struct File {
    media_type: &'static str,
    content: Bytes,
    gzipped: bool,
}

static FILES: LazyLock<HashMap<&'static str, File>> = LazyLock::new(|| {
    let config = std::sync::Arc::new(Config::from("/api/openapi.json"));
    let theirs = SWAGGER_UI.into_iter().filter_map(|name| {
        let file = utoipa_swagger_ui::serve(name, config.clone()).ok().flatten()?;
        let media_type = match name.rsplit('.').next() {
            Some("css") => "text/css",
            Some("js") => "text/javascript",
            _ => "image/png",
        };
        let content = Bytes::from(file.bytes.into_owned());
        Some((name, File { media_type, content, gzipped: file.gzpipped }))
    });
    let start = File { media_type: "text/javascript", content: START.into(), gzipped: false };
    theirs.chain([("start.js", start)]).collect()
});
