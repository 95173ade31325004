//! Logs: to stderr, as text or JSON, with the request's id on every line that belongs to one. Nothing personal,
//! no token and no password is ever a field.

use std::{fs::File, io::IsTerminal as _, sync::Mutex};

use axum::http::Request;
use tracing::{Level, Metadata, Span};
use tracing_subscriber::{
    EnvFilter, filter::filter_fn, fmt::MakeWriter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::{Config, LogFormat};

/// Starts logging as the configuration says.
pub fn start(config: &Config) {
    start_with(config.logging.format, EnvFilter::new(&config.logging.filter), std::io::stderr);
}

/// Starts logging into a file, as text, what `directives` choose in the form of `RUST_LOG`.
pub fn start_into(file: File, directives: &str) {
    start_with(LogFormat::Text, EnvFilter::new(directives), Mutex::new(file));
}

fn start_with<W>(format: LogFormat, filter: EnvFilter, writer: W)
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let registry = tracing_subscriber::registry().with(filter).with(filter_fn(tells_no_content));
    // A second start in one process (tests) keeps the first.
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => registry.with(lines.with_ansi(std::io::stderr().is_terminal())).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
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

/// Libraries that write what people send, tokens and all, into their debug lines; with each goes every crate whose name
/// begins so (`engineioxide_core`). Whatever `RUST_LOG` says, they do not get to.
const TALKATIVE: [&str; 7] =
    ["engineioxide", "h2", "hyper", "socketioxide", "sqlx", "tokio_tungstenite", "tungstenite"];

fn tells_no_content(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || !TALKATIVE.iter().any(|library| metadata.target().starts_with(library))
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
