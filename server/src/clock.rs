//! Time as the server uses and shows it: UTC, to the millisecond.

use std::fmt;

use chrono::{DateTime, SecondsFormat, SubsecRound as _, Utc};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// Now, cut to the millisecond, so that what is stored and what is shown are the same instant.
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(3)
}

/// An instant as clients read it: ISO 8601 in UTC with milliseconds, `2026-01-02T03:04:05.678Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-01-02T03:04:05.678Z"))]
pub struct Timestamp(pub DateTime<Utc>);

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant)
    }
}

/// Reads an instant or a plain date as a client may send it: `2026-01-02T03:04:05Z`, with another offset, or
/// `2026-01-02` (midnight UTC). Years beyond 9999 and before 1970 are refused.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text).map(|instant| instant.to_utc()).ok().or_else(|| {
        let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(date.and_hms_opt(0, 0, 0)?.and_utc())
    })?;
    (0..253_402_300_800).contains(&instant.timestamp()).then(|| instant.trunc_subsecs(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_dates_are_read_and_shown_in_utc_with_milliseconds() {
        let shown = |text| parse(text).map(|at| serde_json::to_value(Timestamp(at)).unwrap());
        assert_eq!(shown("2026-01-02").unwrap(), "2026-01-02T00:00:00.000Z");
        assert_eq!(shown("2026-01-02T03:04:05.6789+05:30").unwrap(), "2026-01-01T21:34:05.678Z");
        for bad in ["", "tomorrow", "2026-13-01", "2026-01-02T03:04:05", "1969-12-31", "99999-01-01"] {
            assert!(shown(bad).is_none(), "{bad}");
        }
    }
}
