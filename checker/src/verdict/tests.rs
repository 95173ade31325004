//! The verdict catches each kind of fault, and nothing else.

use std::sync::Arc;

use super::{Evidence, Figures, Findings, Start, judge};
use crate::{
    change::{ChangeId, Status},
    event::OrderEvent,
    history::History,
    ledger::{Entries, Entry, Fate},
    record::{Excuse, Note, Record},
    shop::OrderIndex,
};

const PENDING: Status = Status(0);
const SHIPPED: Status = Status(3);
const ONE: OrderIndex = OrderIndex(1);
const TWO: OrderIndex = OrderIndex(2);

/// A shop of two orders and some changes of them.
struct Story {
    history: History,
    /// What another process saw of it before the nodes ended; all of it, without one.
    seen: Option<History>,
    entries: Entries,
    internal: Vec<ChangeId>,
    records: Vec<Arc<Record>>,
}

impl Story {
    /// Two orders, made.
    fn begins() -> Self {
        let mut story = Self {
            history: History::default(),
            seen: None,
            entries: Entries::new(),
            internal: Vec::new(),
            records: Vec::new(),
        };
        for order in [ONE, TWO] {
            story.log(order, 0, PENDING);
        }
        story
    }

    fn log(&mut self, order: OrderIndex, change: u32, status: Status) -> OrderEvent {
        let (seq, position) = (self.history.head(order) + 1, self.history.position() + 1);
        let event = OrderEvent { order, seq, change: ChangeId(change), position, status };
        self.history.push(event);
        event
    }

    /// An order is changed, and the change is acknowledged.
    fn changes(&mut self, order: OrderIndex) -> OrderEvent {
        let change = u32::try_from(self.entries.len()).unwrap() + 1;
        let event = self.log(order, change, SHIPPED);
        self.asked(change, Fate::Acknowledged(event.seq), order);
        event
    }

    fn asked(&mut self, change: u32, fate: Fate, order: OrderIndex) {
        self.entries.insert((ChangeId(change), order), Entry { status: SHIPPED, fate });
    }

    /// A follower of order 1 from the start.
    fn follower(&mut self, notes: impl IntoIterator<Item = Note>) {
        let record = Record::new("follower".to_owned(), Some(vec![ONE]));
        record.write(Note::Asked { order: ONE });
        record.write(snapshot(1));
        notes.into_iter().for_each(|note| record.write(note));
        self.records.push(record);
    }

    fn desk(&mut self, notes: impl IntoIterator<Item = Note>) {
        let record = Record::new("desk".to_owned(), None);
        notes.into_iter().for_each(|note| record.write(note));
        self.records.push(record);
    }

    #[track_caller]
    fn is_judged(&self, expected: &Findings) -> Figures {
        let records = self.records.iter().map(AsRef::as_ref);
        let evidence = Evidence {
            start: Start { position: 2 },
            running: self.seen.as_ref().unwrap_or(&self.history),
            ended: &self.history,
            entries: &self.entries,
            internal: &self.internal,
        };
        let (findings, figures) = judge(&evidence, records);
        assert_eq!(Findings { examples: Vec::new(), ..findings.clone() }, *expected, "{:#?}", findings.examples);
        assert_eq!(findings.examples.is_empty(), findings.is_clean());
        figures
    }
}

fn received(event: OrderEvent) -> Note {
    Note::Received(event)
}

fn snapshot(seq: u32) -> Note {
    Note::Joined { order: ONE, seq: Some(seq), since: None, missed: Vec::new(), complete: false }
}

fn nothing() -> Findings {
    Findings::default()
}

#[test]
fn a_follower_that_received_everything_once_and_in_order_has_lost_nothing() {
    let mut story = Story::begins();
    let (a, other, b) = (story.changes(ONE), story.changes(TWO), story.changes(ONE));
    story.follower([received(a), received(b)]);
    story.desk([received(a), received(other), received(b)]);
    assert_eq!(story.is_judged(&nothing()).deliveries, 5);
}

#[test]
fn what_never_comes_is_lost_in_the_middle_and_at_the_end() {
    let mut story = Story::begins();
    let (a, b, _) = (story.changes(ONE), story.changes(ONE), story.changes(ONE));
    story.follower([received(b)]);
    story.desk([received(a), received(b)]);
    story.is_judged(&Findings { lost: 3, ..nothing() });
}

#[test]
fn what_comes_twice_is_duplicated_and_what_comes_late_is_reordered() {
    let mut story = Story::begins();
    let (a, b) = (story.changes(ONE), story.changes(ONE));
    story.follower([received(b), received(a), received(b)]);
    story.is_judged(&Findings { duplicated: 1, reordered: 1, ..nothing() });
}

#[test]
fn an_event_that_the_snapshot_covered_is_a_duplicate() {
    let mut story = Story::begins();
    let (a, b) = (story.changes(ONE), story.changes(ONE));
    story.follower([received(a), received(b), Note::Fresh { excuse: Some(Excuse::Young) }, snapshot(3), received(b)]);
    story.is_judged(&Findings { duplicated: 1, ..nothing() });
}

#[test]
fn another_orders_event_and_one_that_the_log_does_not_have_are_foreign() {
    let mut story = Story::begins();
    let (a, other) = (story.changes(ONE), story.changes(TWO));
    let invented = OrderEvent { seq: 3, position: 77, ..a };
    story.follower([received(a), received(other), received(invented)]);
    story.is_judged(&Findings { foreign: 2, ..nothing() });
}

#[test]
fn an_event_that_says_something_else_than_the_log_is_altered() {
    let mut story = Story::begins();
    let a = story.changes(ONE);
    story.follower([received(OrderEvent { status: PENDING, ..a })]);
    story.is_judged(&Findings { altered: 1, ..nothing() });
}

#[test]
fn a_session_that_is_not_recovered_without_an_excuse_is_found_and_what_its_snapshot_hides_is_lost() {
    let mut story = Story::begins();
    let (a, _, _, d) = (story.changes(ONE), story.changes(ONE), story.changes(ONE), story.changes(ONE));
    story.follower([received(a), Note::Fresh { excuse: None }, snapshot(4), received(d)]);
    story.desk([received(a), Note::Fresh { excuse: None }, received(d)]);
    story.is_judged(&Findings { lost: 4, not_recovered: 2, ..nothing() });
}

#[test]
fn with_an_excuse_an_honest_snapshot_is_no_loss_and_is_counted_apart() {
    let mut story = Story::begins();
    let (a, _, _, d) = (story.changes(ONE), story.changes(ONE), story.changes(ONE), story.changes(ONE));
    let fresh = Note::Fresh { excuse: Some(Excuse::DatabaseDown) };
    story.follower([received(a), fresh.clone(), snapshot(4), received(d)]);
    // A page that asks for no answer: where its events begin again shows in the next one.
    let silent = Note::Joined { order: ONE, seq: None, since: None, missed: Vec::new(), complete: false };
    story.follower([received(a), fresh.clone(), silent, received(d)]);
    story.desk([received(a), fresh, received(d)]);
    let figures = story.is_judged(&nothing());
    assert_eq!((figures.fresh_sessions, figures.told_by_snapshot), (3, 6));
}

#[test]
fn a_client_that_was_away_for_too_many_events_may_begin_anew() {
    let mut story = Story::begins();
    let a = story.changes(ONE);
    let last = (0..5_010).map(|_| story.changes(ONE)).last().unwrap();
    story.follower([received(a), Note::Fresh { excuse: None }, snapshot(last.seq)]);
    assert_eq!(story.is_judged(&nothing()).told_by_snapshot, 5_010);
}

#[test]
fn since_brings_what_was_missed_and_a_hole_in_it_is_a_loss() {
    let mut story = Story::begins();
    let (a, b, c) = (story.changes(ONE), story.changes(ONE), story.changes(ONE));
    let fresh = || Note::Fresh { excuse: Some(Excuse::Young) };
    let without_position = |event: OrderEvent| OrderEvent { position: 0, ..event };
    let joined =
        |missed: Vec<OrderEvent>| Note::Joined { order: ONE, seq: Some(4), since: Some(2), missed, complete: true };
    story.follower([received(a), fresh(), joined(vec![without_position(b), without_position(c)])]);
    assert_eq!(story.is_judged(&nothing()).caught_up_by_since, 2);
    story.follower([received(a), fresh(), joined(vec![without_position(c)])]);
    story.is_judged(&Findings { lost: 1, ..nothing() });
}

#[test]
fn a_join_that_skips_events_of_a_recovered_session_loses_them() {
    let mut story = Story::begins();
    let (a, _) = (story.changes(ONE), story.changes(ONE));
    story.follower([received(a), snapshot(3)]);
    story.is_judged(&Findings { lost: 1, ..nothing() });
}

#[test]
fn being_sent_away_for_good_is_found() {
    let mut story = Story::begins();
    story.follower([]);
    story.records[0].pages().turned_away.push("no".to_owned());
    story.is_judged(&Findings { turned_away: 1, ..nothing() });
}

#[test]
fn an_acknowledged_change_must_be_in_the_log_where_the_answer_said() {
    let mut story = Story::begins();
    story.asked(7, Fate::Acknowledged(2), ONE);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
    story.log(ONE, 8, SHIPPED);
    story.log(ONE, 7, SHIPPED);
    story.asked(8, Fate::Unknown, ONE);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn a_change_without_an_answer_happens_once_or_never_and_a_refused_one_never() {
    let mut story = Story::begins();
    for (change, fate) in [(1, Fate::Unknown), (2, Fate::Unknown), (3, Fate::Refused)] {
        story.asked(change, fate, ONE);
    }
    story.log(ONE, 1, SHIPPED);
    story.is_judged(&nothing());
    story.log(ONE, 1, SHIPPED);
    story.is_judged(&Findings { written_twice: 1, ..nothing() });
    story.log(ONE, 3, SHIPPED);
    story.is_judged(&Findings { written_twice: 1, refused_but_written: 1, ..nothing() });
}

#[test]
fn what_no_writer_asked_for_and_gaps_in_the_log_are_found() {
    let mut story = Story::begins();
    story.log(ONE, 99, SHIPPED);
    story.is_judged(&Findings { unasked: 1, ..nothing() });
    story.history.events[2].position = 9;
    story.is_judged(&Findings { unasked: 1, log_gaps: 1, ..nothing() });
}

#[test]
fn what_was_acknowledged_and_only_the_node_itself_could_see_is_missing() {
    let mut story = Story::begins();
    let a = story.changes(ONE);
    // The node commits b in its last moment, as one does that sits in a forgotten transaction until it ends.
    let seen = story.history.events.clone();
    let b = story.changes(ONE);
    let mut running = History::default();
    seen.into_iter().for_each(|event| running.push(event));
    story.seen = Some(running);
    story.follower([received(a), received(b)]);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn what_was_acknowledged_and_is_gone_when_the_nodes_have_ended_is_missing_once() {
    let mut story = Story::begins();
    story.asked(1, Fate::Acknowledged(2), ONE);
    let mut running = History::default();
    story.history.events.iter().for_each(|event| running.push(*event));
    running.push(OrderEvent { order: ONE, seq: 2, change: ChangeId(1), position: 3, status: SHIPPED });
    story.seen = Some(running);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn every_answer_with_the_code_internal_is_found_be_the_change_acknowledged_in_the_end_or_not() {
    let mut story = Story::begins();
    let a = story.changes(ONE);
    story.follower([received(a)]);
    story.internal = [1, 1, 2].map(ChangeId).into();
    story.records[0].pages().internal.push(ONE);
    story.is_judged(&Findings { internal: 4, ..nothing() });
}
