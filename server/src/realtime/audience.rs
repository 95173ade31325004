//! Who hears of an event, decided once: the fan-out, the replay to a client that comes back, what a join catches up
//! with, and the AsyncAPI document all go by [`rooms`].

use std::sync::Arc;

use super::{
    protocol::table::{Audience, announcement},
    room::Room,
};
use crate::event_log::{Book, LogEvent, RecordedEvent, log::Subjects};

/// The rooms that hear of an event. None hears of one that this program does not know.
pub(super) fn rooms(event: &RecordedEvent) -> impl Iterator<Item = Room> {
    let spec = announcement(&event.event);
    spec.into_iter().flat_map(|spec| spec.audience).filter_map(|audience| room(*audience, event))
}

/// The same as it goes to the rooms, and is kept beside the event.
pub(super) fn audience(event: &RecordedEvent) -> Arc<[Room]> {
    rooms(event).collect()
}

/// Which room an audience is, for one event.
fn room(audience: Audience, event: &RecordedEvent) -> Option<Room> {
    match audience {
        Audience::Peer => None,
        Audience::OrderDesk => Some(Room::OrderDesk),
        Audience::OrderRoom => match &event.event {
            LogEvent::Order(_) => Some(Room::Order(event.subject)),
            #[cfg(test)]
            LogEvent::Note(_) => Some(Room::Order(event.subject)),
            LogEvent::Unknown => None,
        },
    }
}

/// The rooms that somebody held while they were away, and from where in the log on.
#[derive(Debug)]
pub(super) struct Held(Vec<(Room, i64)>);

impl Held {
    /// Those of a session, and the order desk's from this place on for the shop's people, who are in it without joining.
    pub(super) fn new(rooms: impl IntoIterator<Item = (Room, i64)>, desk: Option<i64>) -> Self {
        let mut rooms: Vec<_> = rooms.into_iter().chain(desk.map(|from| (Room::OrderDesk, from))).collect();
        rooms.sort_unstable();
        Self(rooms)
    }

    /// Whether an event of this position concerns somebody who held them.
    pub(super) fn hear(&self, audience: &[Room], position: i64) -> bool {
        audience.iter().any(|room| self.since(room).is_some_and(|joined| joined < position))
    }

    fn since(&self, room: &Room) -> Option<i64> {
        let found = self.0.binary_search_by(|(held, _)| held.cmp(room)).ok()?;
        self.0.get(found).map(|(_, since)| *since)
    }

    /// Only these rooms.
    pub(super) fn retain(&mut self, keep: impl Fn(&Room) -> bool) {
        self.0.retain(|(room, _)| keep(room));
    }

    /// The rooms.
    pub(super) fn rooms(&self) -> Vec<Room> {
        self.0.iter().map(|(room, _)| room.clone()).collect()
    }

    /// What of a book is worth reading for somebody who held these rooms: all that they heard, or more.
    pub(super) fn subjects(&self, book: Book) -> Subjects {
        let orders = self.0.iter().filter_map(|(room, _)| match room {
            Room::Order(number) => Some(*number),
            Room::OrderDesk | Room::Sandbox(_) => None,
        });
        let everything = self.since(&Room::OrderDesk).is_some();
        match book {
            Book::Orders if everything => Subjects::All,
            Book::Orders => Subjects::These(orders.collect()),
            #[cfg(test)]
            Book::Notes if everything => Subjects::All,
            #[cfg(test)]
            Book::Notes => Subjects::These(orders.collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_concerns_who_held_one_of_its_rooms_from_before_it_on() {
        let held = Held::new([(Room::Order(7), 10), (Room::Order(3), 20), (Room::Sandbox("TEST-1".into()), 0)], None);
        let order = |number| [Room::Order(number), Room::OrderDesk];
        assert!(held.hear(&order(7), 11));
        assert!(!held.hear(&order(7), 10), "told when it joined");
        assert!(!held.hear(&order(3), 15) && held.hear(&order(3), 21));
        assert!(!held.hear(&order(4), 99) && !held.hear(&[Room::OrderDesk], 99) && !held.hear(&[], 99));
        assert_eq!(held.subjects(Book::Orders), Subjects::These(vec![3, 7]));
        let mut desk = Held::new([(Room::Order(7), 10)], Some(12));
        assert!(desk.hear(&order(4), 13) && !desk.hear(&order(4), 12) && desk.hear(&order(7), 11));
        assert_eq!(desk.subjects(Book::Orders), Subjects::All);
        desk.retain(|room| *room != Room::OrderDesk);
        assert!(!desk.hear(&order(4), 13));
        assert_eq!(desk.rooms(), [Room::Order(7)]);
    }
}
