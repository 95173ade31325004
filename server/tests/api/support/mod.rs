//! What the stories are told with.

use std::time::Duration;

pub(crate) mod builders;
mod database;
mod fault;
pub(crate) mod log_scan;
mod people;
mod socket;
mod test_app;

pub(crate) use database::TestDatabase;
pub(crate) use fault::Fault;
pub(crate) use people::{Answer, Person};
pub(crate) use socket::Socket;
pub(crate) use test_app::{PASSWORD, SECRET, TestApp};

/// How often a condition is looked at: often enough that nobody waits for it, seldom enough to leave the cores to others.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// Waits until something is true, and fails when it does not become so.
pub(crate) async fn until(mut condition: impl AsyncFnMut() -> bool) {
    let deadline = std::time::Instant::now() + Duration::from_secs(60);
    while !condition().await {
        assert!(std::time::Instant::now() < deadline, "it did not become true in time");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
