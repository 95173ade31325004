//! [`Stream`]: numbers that should arrive one by one, each once. It tells which arrive again, late, or never.

use std::collections::BTreeSet;

/// What has arrived of a numbered sequence.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// The highest number that has arrived, or the one behind which the sequence begins.
    pub(crate) cursor: u64,
    /// Lower numbers that have not arrived.
    missing: BTreeSet<u64>,
}

/// How a number arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It is the highest so far.
    New,
    /// It was missing: a later one came before it.
    Late,
    /// It had arrived.
    Again,
}

impl Stream {
    /// A sequence that begins behind this number.
    pub(crate) fn behind(cursor: u64) -> Self {
        Self { cursor, missing: BTreeSet::new() }
    }

    /// Takes the number that arrives now.
    pub(crate) fn take(&mut self, number: u64) -> Arrival {
        if number > self.cursor {
            self.missing.extend(self.cursor + 1..number);
            self.cursor = number;
            return Arrival::New;
        }
        if self.missing.remove(&number) { Arrival::Late } else { Arrival::Again }
    }

    /// Skips everything up to this number, and returns how many that are.
    pub(crate) fn skip_to(&mut self, number: u64) -> u64 {
        let skipped = number.saturating_sub(self.cursor);
        self.cursor = self.cursor.max(number);
        skipped
    }

    /// How many numbers have not arrived of a sequence that ends with this one.
    pub(crate) fn lacks(&self, end: u64) -> u64 {
        self.missing.len() as u64 + end.saturating_sub(self.cursor)
    }

    /// The first of those that [`lacks`](Self::lacks) counts.
    pub(crate) fn first_lacking(&self, end: u64) -> Option<u64> {
        self.missing.first().copied().or_else(|| (self.cursor < end).then_some(self.cursor + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_late_or_never_is_told_apart() {
        let mut stream = Stream::behind(3);
        assert_eq!(stream.take(4), Arrival::New);
        assert_eq!(stream.take(4), Arrival::Again);
        assert_eq!(stream.take(3), Arrival::Again);
        assert_eq!(stream.take(7), Arrival::New);
        assert_eq!((stream.lacks(7), stream.first_lacking(7)), (2, Some(5)));
        assert_eq!(stream.take(6), Arrival::Late);
        assert_eq!(stream.take(6), Arrival::Again);
        assert_eq!((stream.lacks(9), stream.first_lacking(9)), (3, Some(5)));
        assert_eq!(stream.skip_to(9), 2);
        assert_eq!(stream.take(5), Arrival::Late);
        assert_eq!((stream.lacks(9), stream.first_lacking(9)), (0, None));
    }
}
