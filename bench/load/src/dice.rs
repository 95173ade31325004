//! [`Dice`]: a small random generator (xorshift64), the same in every run.

use std::cell::Cell;

pub(crate) struct Dice(Cell<u64>);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(Cell::new(0x9e37_79b9_7f4a_7c15))
    }

    /// A number from 1 to `most`.
    pub(crate) fn roll(&self, most: usize) -> usize {
        let mut x = self.0.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.set(x);
        1 + (x % most.max(1) as u64) as usize
    }
}
