//! Logs: to stderr, as text or JSON, with the request's id on every line that belongs to one. Nothing personal,
//! no token and no password is ever a field.

use axum::http::Request;
use tracing::{Level, Metadata, Span};
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::LogFormat;

/// Starts logging. `RUST_LOG` chooses what; without it, what an operator needs.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn"));
    let registry = tracing_subscriber::registry().with(filter).with(filter_fn(tells_no_content));
    // A second start in one process (tests) keeps the first.
    match format {
        LogFormat::Text => registry.with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr)).try_init(),
        LogFormat::Json => {
            registry.with(tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr)).try_init()
        }
    }
    .ok();
}

/// A request's path as logs show it: the ticket of a tracking link is a secret.
pub(crate) fn loggable_path(path: &str) -> &str {
    for prefix in ["/api/track/", "/track/"] {
        if path.starts_with(prefix) && path.len() > prefix.len() {
            return prefix;
        }
    }
    path
}

/// Libraries that write what people send, tokens and all, into their debug lines. Whatever `RUST_LOG` says, they
/// do not get to.
const TALKATIVE: [&str; 7] =
    ["engineioxide", "h2", "hyper", "socketioxide", "sqlx", "tokio_tungstenite", "tungstenite"];

fn tells_no_content(metadata: &Metadata<'_>) -> bool {
    let source = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::INFO || !TALKATIVE.contains(&source)
}

/// The span of a request. The path alone: a query may hold a session id, which is a secret.
pub(crate) fn request_span<B>(request: &Request<B>) -> Span {
    let id = request.extensions().get::<tower_http::request_id::RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = loggable_path(request.uri().path()), request_id = id)
}

#[cfg(test)]
mod tests {
    use super::loggable_path;

    #[test]
    fn the_ticket_of_a_tracking_link_is_not_logged() {
        for (path, shown) in [
            ("/api/track/c2VjcmV0", "/api/track/"),
            ("/track/c2VjcmV0", "/track/"),
            ("/api/orders/ORD00001/tracking-links", "/api/orders/ORD00001/tracking-links"),
        ] {
            assert_eq!(loggable_path(path), shown);
        }
    }
}
