//! Weights of goods, in grams.

/// Weight of one piece in grams. A litre counts as a kilogram; pieces and packets give theirs in grams.
#[must_use]
pub fn grams(weight: f64, unit: &str) -> f64 {
    let factor = match unit {
        "kg" | "l" => 1_000.0,
        "mg" => 0.001,
        "lb" => 453.592_37,
        "oz" => 28.349_523_125,
        _ => 1.0,
    };
    weight * factor
}

/// `grams` rounded to the milligram, so that a sum of floating-point numbers shows no more digits than its parts.
#[must_use]
pub fn rounded(grams: f64) -> f64 {
    (grams * 1_000.0).round() / 1_000.0
}

/// The weight of an order and its source: the weight that checkout stored, else the sum of its goods.
#[must_use]
pub fn of_order(stored: f64, goods: impl Iterator<Item = f64>) -> (f64, WeightSource) {
    if stored > 0.0 { (stored, WeightSource::Stored) } else { (rounded(goods.sum()), WeightSource::Calculated) }
}

/// Where an order's weight comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightSource {
    /// Checkout gave it.
    Stored,
    /// It is the sum of what the goods weigh now.
    Calculated,
}

impl WeightSource {
    /// The word of the CSV export.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "Stored",
            Self::Calculated => "Calculated",
        }
    }
}

/// How an order is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WeightClass {
    /// Below a kilogram.
    Light,
    /// From one kilogram, below five.
    Medium,
    /// From five kilograms.
    Heavy,
}

impl WeightClass {
    /// All of them, lightest first.
    pub const ALL: [Self; 3] = [Self::Light, Self::Medium, Self::Heavy];

    /// The weight class of an order, by its weight in grams.
    #[must_use]
    pub fn of(grams: f64) -> Self {
        if grams < 1_000.0 {
            Self::Light
        } else if grams < 5_000.0 {
            Self::Medium
        } else {
            Self::Heavy
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Medium => "medium",
            Self::Heavy => "heavy",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_of_a_class_belongs_to_it() {
        let classes = [0.0, 999.9, 1_000.0, 4_999.0, 5_000.0].map(|grams| WeightClass::of(grams).as_str());
        assert_eq!(classes, ["light", "light", "medium", "medium", "heavy"]);
    }

    #[test]
    fn a_stored_weight_wins_over_the_goods() {
        assert_eq!(of_order(250.0, [9.0].into_iter()), (250.0, WeightSource::Stored));
        assert_eq!(
            of_order(0.0, [grams(1.5, "kg"), grams(200.0, "g")].into_iter()),
            (1_700.0, WeightSource::Calculated)
        );
    }
}
