//! [`Page`]: a part of a list.

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// From 1.
    pub number: u64,
    /// How many entries a page holds.
    pub limit: u64,
}

impl Page {
    /// How many entries come before this page.
    #[must_use]
    pub fn offset(self) -> u64 {
        (self.number - 1).saturating_mul(self.limit)
    }

    /// How many pages a list of `total` entries has.
    #[must_use]
    pub fn pages_of(self, total: u64) -> u64 {
        total.div_ceil(self.limit)
    }

    /// Whether a page follows this one in a list of `total` entries.
    #[must_use]
    pub fn has_next(self, total: u64) -> bool {
        self.number < self.pages_of(total)
    }

    /// Whether a page precedes this one.
    #[must_use]
    pub fn has_previous(self) -> bool {
        self.number > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_holds_what_is_left() {
        let page = |number| Page { number, limit: 10 };
        assert_eq!((page(1).offset(), page(3).offset()), (0, 20));
        assert_eq!((page(1).pages_of(0), page(1).pages_of(20), page(1).pages_of(21)), (0, 2, 3));
        assert!(page(2).has_next(21) && !page(3).has_next(21) && !page(1).has_next(0));
        assert!(page(2).has_previous() && !page(1).has_previous());
    }
}
