//! What the tests are told with: an application on the shim, the official client, a raw client.

mod app;
mod node;
mod raw;
mod wrapped;

use std::time::Duration;

pub(crate) use app::{App, Settings};
pub(crate) use node::official_client;
pub(crate) use raw::{Polling, Raw, masked, request};

/// Long enough for a busy machine; a test that waits this long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until `condition` holds.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "waited in vain: {what}");
}
