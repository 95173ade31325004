//! Identifiers: their form, how they are made, and how a client's spelling of one is read.

use std::{
    fmt,
    str::FromStr,
    time::{SystemTime, UNIX_EPOCH},
};

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// The id of a stored document: 24 lower-case hexadecimal digits, as the shop's front end knows it.
///
/// The first eight digits are the second of creation, the rest is random (64 bits). So ids sort roughly by age, and
/// cannot be enumerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId([u8; 12]);

impl DocumentId {
    /// A new id.
    #[must_use]
    pub fn new() -> Self {
        let mut bytes: [u8; 12] = rand::random();
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
        let seconds = u32::try_from(seconds).unwrap_or(u32::MAX);
        bytes[..4].copy_from_slice(&seconds.to_be_bytes());
        Self(bytes)
    }

    /// The id of a part that has no id of its own: line `line` of order number `order`.
    #[must_use]
    pub fn of_order_line(order: OrderNumber, line: i32) -> Self {
        let mut bytes = [0; 12];
        bytes[..8].copy_from_slice(&order.0.to_be_bytes());
        bytes[8..].copy_from_slice(&line.to_be_bytes());
        Self(bytes)
    }
}

impl Default for DocumentId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The text is not an identifier of the requested kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id")]
pub struct InvalidId;

impl FromStr for DocumentId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() != 24 || !text.is_ascii() {
            return Err(InvalidId);
        }
        let mut bytes = [0; 12];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| InvalidId)?;
            if pair.starts_with('+') {
                return Err(InvalidId);
            }
            *byte = u8::from_str_radix(pair, 16).map_err(|_| InvalidId)?;
        }
        Ok(Self(bytes))
    }
}

/// The number of an order: 42 for `ORD00042`. Also its primary key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct OrderNumber(pub i64);

impl OrderNumber {
    /// The order id that people read: `ORD` and at least five digits.
    #[must_use]
    pub fn order_id(self) -> String {
        format!("ORD{:05}", self.0)
    }
}

/// The number of an event among those of its order: from 1, without a gap. That of an order's newest event is the
/// order's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl Seq {
    /// The version of an order that was just placed.
    pub const FIRST: Self = Self(1);

    /// The number of the order's next event.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The place of an event in the whole log: from 1, without a gap, in the order of commits. 0 stands before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType,
)]
#[serde(transparent)]
pub struct Position(pub i64);

/// The longest spelling of an order id that is looked up, in characters; a longer one is an unknown order.
pub const MAX_ORDER_REF_LEN: usize = 64;

/// How a client spelled an order: `ORD00042`, `#ORD00042`, a document id, or an id from an older series.
///
/// The spellings are tried in this order: the exact id, the document id, with a leading `#`, without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRef {
    /// Values of the order id to try, best first.
    pub order_ids: Vec<String>,
    /// The document id, when the text is one.
    pub public_id: Option<String>,
}

impl OrderRef {
    /// Reads a client's spelling. `None` if no order can have this id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_ORDER_REF_LEN || text.chars().any(char::is_control) {
            return None;
        }
        let bare = text.strip_prefix('#').unwrap_or(text);
        let mut order_ids = vec![text.to_owned()];
        if bare == text {
            order_ids.push(format!("#{text}"));
        } else if !bare.is_empty() {
            order_ids.push(bare.to_owned());
        }
        let public_id = text.parse::<DocumentId>().ok().map(|id| id.to_string());
        Some(Self { order_ids, public_id })
    }

    /// The common form of all spellings of an id that belongs to no order. A text that cannot be an id is returned as
    /// it is.
    #[must_use]
    pub fn bare(text: &str) -> String {
        if Self::parse(text).is_none() {
            return text.to_owned();
        }
        let text = text.trim();
        let document = text.parse::<DocumentId>().map(|id| id.to_string());
        document.unwrap_or_else(|_| text.strip_prefix('#').unwrap_or(text).to_owned())
    }

    /// Whether this is a spelling of an order with these ids.
    #[must_use]
    pub fn names(&self, order_id: &str, public_id: &str) -> bool {
        self.order_ids.iter().any(|spelling| spelling == order_id) || self.public_id.as_deref() == Some(public_id)
    }

    /// The rank of a match with this order: lower is better. A match by document id comes after an exact order id, and
    /// before the spellings with and without `#`.
    #[must_use]
    pub fn rank(&self, order_id: &str) -> u8 {
        match self.order_ids.iter().position(|spelling| spelling == order_id) {
            Some(0) => 0,
            None => 1,
            Some(_) => 2,
        }
    }
}

/// The prefix of ids that are never stored orders: the sandbox of `/real-time-test`.
pub const SANDBOX_PREFIX: &str = "TEST-";

/// Whether `text` names a sandbox order: the prefix, then 1 to 40 letters, digits or dashes.
#[must_use]
pub fn is_sandbox_id(text: &str) -> bool {
    text.strip_prefix(SANDBOX_PREFIX).is_some_and(|rest| {
        (1..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_ids_are_24_lower_case_hex_digits_and_read_back() {
        let id = DocumentId::new();
        let text = id.to_string();
        assert_eq!(text.len(), 24);
        assert!(text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn what_is_not_hexadecimal_is_no_document_id() {
        for text in ["", "z", &"z".repeat(24), &"+1".repeat(12), &"é".repeat(12), &"a".repeat(25)] {
            assert_eq!(text.parse::<DocumentId>(), Err(InvalidId), "{text}");
        }
    }

    #[test]
    fn order_ids_grow_past_five_digits() {
        assert_eq!(OrderNumber(1).order_id(), "ORD00001");
        assert_eq!(OrderNumber(100_000).order_id(), "ORD100000");
    }

    #[test]
    fn an_order_is_found_with_and_without_the_number_sign() {
        let with = OrderRef::parse(" #ORD00042 ").unwrap();
        assert_eq!(with.order_ids, ["#ORD00042", "ORD00042"]);
        let without = OrderRef::parse("000018").unwrap();
        assert_eq!(without.order_ids, ["000018", "#000018"]);
        assert_eq!(OrderRef::parse("#").unwrap().order_ids, ["#"]);
        for same in ["000018", " #000018", "#000018 "] {
            assert_eq!(OrderRef::bare(same), "000018");
        }
        assert_eq!(OrderRef::bare(&"AB".repeat(12)), "ab".repeat(12));
        assert_eq!(OrderRef::bare("  "), "  ");
        assert!(OrderRef::parse("  ").is_none());
        assert!(OrderRef::parse(&"x".repeat(65)).is_none());
        assert!(OrderRef::parse("a\0b").is_none());
    }

    #[test]
    fn sandbox_ids_are_recognised() {
        assert!(is_sandbox_id("TEST-ORDER-001"));
        for id in ["TEST-", "test-1", "TEST-a b", "ORD00001", &format!("TEST-{}", "x".repeat(41))] {
            assert!(!is_sandbox_id(id), "{id}");
        }
    }
}
