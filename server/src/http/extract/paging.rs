//! The page of a list that a query asks for, as the shop's pages ask: what makes no sense counts as absent.

use crate::domain::page::Page;

/// No list has more pages.
const MAX_PAGE: u64 = 1_000_000;

/// Reads `page` and `limit`. A limit above the largest is cut.
pub(crate) fn page(page: Option<&str>, limit: Option<&str>, default_limit: u64, max_limit: u64) -> Page {
    Page {
        number: whole_number(page).unwrap_or(1).clamp(1, MAX_PAGE),
        limit: whole_number(limit).unwrap_or(default_limit).clamp(1, max_limit),
    }
}

/// Reads a whole number from 0.
pub(crate) fn whole_number(text: Option<&str>) -> Option<u64> {
    text?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_makes_no_sense_is_the_first_and_a_limit_is_cut() {
        let asked = |number, limit| {
            let Page { number, limit } = page(number, limit, 12, 100);
            (number, limit)
        };
        assert_eq!(asked(None, None), (1, 12));
        assert_eq!(asked(Some(" 3 "), Some("5")), (3, 5));
        assert_eq!(asked(Some("0"), Some("0")), (1, 1));
        assert_eq!(asked(Some("-1"), Some("all")), (1, 12));
        assert_eq!(asked(Some("99999999"), Some("1000")), (MAX_PAGE, 100));
    }
}
