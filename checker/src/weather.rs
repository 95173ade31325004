//! When the database was down: what cannot be written then is nobody's fault.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Instant,
};

/// The outages so far.
#[derive(Debug, Default)]
pub(crate) struct Weather(Mutex<Vec<(Instant, Option<Instant>)>>);

impl Weather {
    /// The database goes down now.
    pub(crate) fn begins(&self) {
        self.outages().push((Instant::now(), None));
    }

    /// It is back.
    pub(crate) fn clears(&self) {
        if let Some(outage) = self.outages().last_mut() {
            outage.1 = Some(Instant::now());
        }
    }

    /// Whether it was down at any time between these two.
    pub(crate) fn database_was_down(&self, from: Instant, to: Instant) -> bool {
        self.outages().iter().any(|(began, ended)| *began <= to && ended.is_none_or(|ended| ended >= from))
    }

    fn outages(&self) -> MutexGuard<'_, Vec<(Instant, Option<Instant>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
