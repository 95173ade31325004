//! How often something may happen: so many times in a time.

use std::{num::NonZeroU32, str::FromStr, time::Duration};

use governor::Quota;

/// So many in a row, refilled evenly over a time: `20/m`, `10/10m`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: NonZeroU32,
    /// In which time.
    pub per: Duration,
}

impl Rate {
    /// So many times as much in the same time.
    pub(crate) fn times(self, factor: NonZeroU32) -> Self {
        Self { count: self.count.saturating_mul(factor), ..self }
    }

    pub(crate) fn quota(self) -> Option<Quota> {
        let each = self.per.checked_div(self.count.get())?;
        Some(Quota::with_period(each)?.allow_burst(self.count))
    }
}

/// The text is no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rate such as 10/s, 20/m, 10/10m or 100/h")]
pub struct InvalidRate;

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let (count, per) = text.split_once('/').ok_or(InvalidRate)?;
        let count: NonZeroU32 = count.trim().parse().map_err(|_| InvalidRate)?;
        let per = per.trim();
        let (many, unit) = per.split_at(per.len() - per.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let seconds: u32 = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            _ => return Err(InvalidRate),
        };
        let many: NonZeroU32 = if many.is_empty() { NonZeroU32::MIN } else { many.parse().map_err(|_| InvalidRate)? };
        let rate = Self { count, per: Duration::from_secs(u64::from(seconds) * u64::from(many.get())) };
        rate.quota().map(|_| rate).ok_or(InvalidRate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read() {
        let rate = |text: &str| text.parse::<Rate>();
        assert_eq!(rate("20/m").unwrap(), Rate { count: NonZeroU32::new(20).unwrap(), per: Duration::from_secs(60) });
        assert_eq!(rate("10/10m").unwrap().per, Duration::from_secs(600));
        for bad in ["", "20", "0/s", "-1/s", "1/w", "x/s", "5000000000/s", "1/0m", "1/", "1/10", "1/-1m", "1/m10"] {
            assert_eq!(rate(bad), Err(InvalidRate), "{bad}");
        }
    }
}
