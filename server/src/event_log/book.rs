//! The books of the log: tables with one envelope, numbered together.

/// An append-only table of events about subjects of one kind. All books share one head, so a position is given once
/// over all of them; `seq` counts per subject of a book.
///
/// Every book has the same columns: `position`, the subject, `seq`, `kind`, `payload`, `actor_kind`, `actor_id`,
/// `request_id`, `created_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Book {
    /// What happened to orders; the subject is the order's number.
    Orders,
    /// Notes on orders, for the tests of several books; the subject is the order's number.
    #[cfg(test)]
    Notes,
}

impl Book {
    /// The books of the product.
    pub const ALL: &'static [Self] = &[Self::Orders];

    /// Its table.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::Orders => "order_events",
            #[cfg(test)]
            Self::Notes => "note_events",
        }
    }

    /// The column of the subject.
    #[must_use]
    pub const fn subject(self) -> &'static str {
        match self {
            Self::Orders => "order_id",
            #[cfg(test)]
            Self::Notes => "note_order",
        }
    }

    /// The columns, in the order in which they are written and read.
    pub(super) const fn columns(self) -> [&'static str; 9] {
        ["position", self.subject(), "seq", "kind", "payload", "actor_kind", "actor_id", "request_id", "created_at"]
    }
}
