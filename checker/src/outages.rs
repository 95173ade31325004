//! [`Outages`]: when the database was down. What could not be written then is excused.

use std::time::Instant;

use parking_lot::Mutex;

/// When an outage began, and when it ended.
type Outage = (Instant, Option<Instant>);

#[derive(Debug, Default)]
pub(crate) struct Outages(Mutex<Vec<Outage>>);

impl Outages {
    /// The database goes down now.
    pub(crate) fn begin(&self) {
        self.0.lock().push((Instant::now(), None));
    }

    /// The database is back.
    pub(crate) fn end(&self) {
        if let Some(outage) = self.0.lock().last_mut() {
            outage.1 = Some(Instant::now());
        }
    }

    /// Whether the database was down at any time between these two.
    pub(crate) fn overlap(&self, from: Instant, to: Instant) -> bool {
        self.0.lock().iter().any(|(began, ended)| *began <= to && ended.is_none_or(|ended| ended >= from))
    }
}
