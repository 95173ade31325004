//! What names a change and its status, in requests, in events and in the log.

use std::fmt;

const PREFIX: &str = "CHK";

/// The number of a change that a writer asked for, from 1.
///
/// The change's tracking number carries it, which no other change has. So the change is found again in the log and in
/// the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ChangeId(pub(crate) u32);

impl ChangeId {
    /// None of our changes.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn tracking_number(self) -> String {
        format!("{PREFIX}{}", self.0)
    }

    /// The change that a tracking number names.
    pub(crate) fn of(tracking_number: Option<&str>) -> Self {
        let number = tracking_number.and_then(|text| text.strip_prefix(PREFIX)).and_then(|number| number.parse().ok());
        number.map_or(Self::NONE, Self)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A status by its place among [`Status::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u8);

impl Status {
    pub(crate) const NAMES: [&str; 7] =
        ["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"];
    /// How many of them, from the first on, lead from any one to any other.
    pub(crate) const ON_PATH: u8 = 5;
    pub(crate) const UNKNOWN: Self = Self(u8::MAX);

    pub(crate) fn parse(name: &str) -> Self {
        let place = Self::NAMES.iter().position(|known| *known == name).and_then(|place| u8::try_from(place).ok());
        place.map_or(Self::UNKNOWN, Self)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.get(usize::from(self.0)).copied().unwrap_or("unknown")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_found_again_by_its_tracking_number() {
        assert_eq!(ChangeId::of(Some(&ChangeId(17).tracking_number())), ChangeId(17));
        for foreign in [None, Some(""), Some("TRK17"), Some("CHK"), Some("CHK1x")] {
            assert_eq!(ChangeId::of(foreign), ChangeId::NONE, "{foreign:?}");
        }
    }
}
