//! The web client that is part of the binary.

use rust_embed::RustEmbed;

/// The page that every path of the client shows.
pub(crate) const INDEX: &str = "index.html";

/// The folder `web-client/dist` as it was when the binary was built. Debug builds read the folder itself.
#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
pub(crate) struct Embedded;

/// Whether this binary holds a web client. A debug build does not.
pub(crate) fn is_embedded() -> bool {
    !cfg!(debug_assertions) && Embedded::get(INDEX).is_some()
}
