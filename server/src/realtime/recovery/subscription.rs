//! [`Subscription`]: a session's place in a room: since when, and by what right.

use serde::{Deserialize, Serialize};

use crate::realtime::room::Right;

/// A place in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subscription {
    /// Where in the log it was taken: what came before concerns the client not.
    pub(super) at: i64,
    /// By what right.
    right: Right,
    /// Further links by which it is held, so that the end of one does not end what another gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<String>,
}

impl Subscription {
    pub(super) fn new(at: i64, right: Right) -> Self {
        Self { at, right, links: Vec::new() }
    }

    /// It is asked for once more. One's own right outlives that of any link.
    pub(super) fn taken_by(&mut self, right: Right) {
        match (&self.right, right) {
            (Right::Own, _) => {}
            (Right::Link(_), Right::Own) => *self = Self::new(self.at, Right::Own),
            (Right::Link(held), Right::Link(link)) => {
                if *held != link && !self.links.contains(&link) {
                    self.links.push(link);
                }
            }
        }
    }

    /// By what rights it is held.
    pub(super) fn rights(&self) -> impl Iterator<Item = Right> {
        [self.right.clone()].into_iter().chain(self.links.iter().cloned().map(Right::Link))
    }

    /// Only these links hold any more. False: nothing holds it.
    pub(super) fn keep_links(&mut self, holds: impl Fn(&str) -> bool) -> bool {
        self.links.retain(|link| holds(link));
        match &self.right {
            Right::Link(held) if !holds(held) => self.links.pop().is_some_and(|link| {
                self.right = Right::Link(link);
                true
            }),
            Right::Own | Right::Link(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(id: &str) -> Right {
        Right::Link(id.to_owned())
    }

    #[test]
    fn a_place_is_held_while_one_of_its_links_holds_and_for_good_by_ones_own_right() {
        let mut subscription = Subscription::new(7, link("a"));
        for right in [link("b"), link("a"), link("b")] {
            subscription.taken_by(right);
        }
        assert_eq!(Vec::from_iter(subscription.rights()), [link("a"), link("b")]);
        assert!(subscription.keep_links(|link| link != "a"));
        assert_eq!(Vec::from_iter(subscription.rights()), [link("b")]);
        assert!(!subscription.clone().keep_links(|link| link != "b"));
        subscription.taken_by(Right::Own);
        assert!(subscription.keep_links(|_| false));
        assert_eq!(subscription, Subscription::new(7, Right::Own));
    }

    #[test]
    fn a_place_that_was_stored_before_there_could_be_several_links_is_read_and_written_as_it_was() {
        for stored in [r#"{"at":7,"right":"own"}"#, r#"{"at":7,"right":{"link":"a"}}"#] {
            let subscription: Subscription = serde_json::from_str(stored).unwrap();
            assert_eq!(serde_json::to_string(&subscription).unwrap(), stored);
        }
    }
}
