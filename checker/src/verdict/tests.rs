//! The verdict catches each kind of fault, and nothing else.

use std::sync::Arc;

use super::{Evidence, Findings, Start, Told as Figures, judge};
use crate::{
    history::History,
    ledger::{Entries, Entry, Fate},
    record::{Excuse, Note, Record, Status, Told},
};

const PENDING: Status = Status(0);
const SHIPPED: Status = Status(3);

/// A shop of two orders and some changes of them.
struct Story {
    history: History,
    /// What another process saw of it before the nodes ended; all of it, without one.
    seen: Option<History>,
    entries: Entries,
    broken: Vec<u32>,
    records: Vec<Arc<Record>>,
}

impl Story {
    /// Two orders, made.
    fn begins() -> Self {
        let mut story = Self {
            history: History::default(),
            seen: None,
            entries: Entries::new(),
            broken: Vec::new(),
            records: Vec::new(),
        };
        for order in [1, 2] {
            story.log(order, 0, PENDING);
        }
        story
    }

    fn log(&mut self, order: u32, change: u32, status: Status) -> Told {
        let seq = self.history.heads.get(order as usize).copied().unwrap_or_default() + 1;
        let told = Told { order, seq, change, position: self.history.position() + 1, status };
        self.history.push(told);
        told
    }

    /// An order is changed, and the writer is told so.
    fn changes(&mut self, order: u32) -> Told {
        let change = u32::try_from(self.entries.len()).unwrap() + 1;
        let told = self.log(order, change, SHIPPED);
        self.entries.insert((change, order), Entry { status: SHIPPED, fate: Fate::Acknowledged(told.seq) });
        told
    }

    /// Somebody who follows order 1 from the start.
    fn follower(&mut self, notes: impl IntoIterator<Item = Note>) {
        let record = Record::new("follower".to_owned(), Some(vec![1]));
        record.write(Note::Asked { order: 1 });
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
            broken: &self.broken,
        };
        let (findings, told) = judge(&evidence, records);
        assert_eq!(Findings { examples: Vec::new(), ..findings.clone() }, *expected, "{:#?}", findings.examples);
        assert_eq!(findings.examples.is_empty(), findings.is_clean());
        told
    }
}

fn told(told: Told) -> Note {
    Note::Told(told)
}

fn snapshot(seq: u32) -> Note {
    Note::Joined { order: 1, seq: Some(seq), since: None, missed: Vec::new(), complete: false }
}

fn nothing() -> Findings {
    Findings::default()
}

#[test]
fn who_is_told_everything_once_and_in_order_has_lost_nothing() {
    let mut story = Story::begins();
    let (a, other, b) = (story.changes(1), story.changes(2), story.changes(1));
    story.follower([told(a), told(b)]);
    story.desk([told(a), told(other), told(b)]);
    assert_eq!(story.is_judged(&nothing()).deliveries, 5);
}

#[test]
fn what_never_comes_is_lost_in_the_middle_and_at_the_end() {
    let mut story = Story::begins();
    let (a, b, _) = (story.changes(1), story.changes(1), story.changes(1));
    story.follower([told(b)]);
    story.desk([told(a), told(b)]);
    story.is_judged(&Findings { lost: 3, ..nothing() });
}

#[test]
fn what_comes_twice_is_duplicated_and_what_comes_late_is_reordered() {
    let mut story = Story::begins();
    let (a, b) = (story.changes(1), story.changes(1));
    story.follower([told(b), told(a), told(b)]);
    story.is_judged(&Findings { duplicated: 1, reordered: 1, ..nothing() });
}

#[test]
fn an_event_that_the_snapshot_had_told_is_a_duplicate() {
    let mut story = Story::begins();
    let (a, b) = (story.changes(1), story.changes(1));
    story.follower([told(a), told(b), Note::Fresh { excuse: Some(Excuse::Young) }, snapshot(3), told(b)]);
    story.is_judged(&Findings { duplicated: 1, ..nothing() });
}

#[test]
fn another_orders_event_and_one_that_the_log_does_not_have_are_foreign() {
    let mut story = Story::begins();
    let (a, other) = (story.changes(1), story.changes(2));
    let invented = Told { seq: 3, position: 77, ..a };
    story.follower([told(a), told(other), told(invented)]);
    story.is_judged(&Findings { foreign: 2, ..nothing() });
}

#[test]
fn an_event_that_says_something_else_than_the_log_is_altered() {
    let mut story = Story::begins();
    let a = story.changes(1);
    story.follower([told(Told { status: PENDING, ..a })]);
    story.is_judged(&Findings { altered: 1, ..nothing() });
}

#[test]
fn a_session_that_is_not_recovered_without_an_excuse_is_found_and_what_its_snapshot_hides_is_lost() {
    let mut story = Story::begins();
    let (a, _, _, d) = (story.changes(1), story.changes(1), story.changes(1), story.changes(1));
    story.follower([told(a), Note::Fresh { excuse: None }, snapshot(4), told(d)]);
    story.desk([told(a), Note::Fresh { excuse: None }, told(d)]);
    story.is_judged(&Findings { lost: 4, not_recovered: 2, ..nothing() });
}

#[test]
fn with_an_excuse_an_honest_snapshot_is_no_loss_and_is_counted_apart() {
    let mut story = Story::begins();
    let (a, _, _, d) = (story.changes(1), story.changes(1), story.changes(1), story.changes(1));
    let fresh = Note::Fresh { excuse: Some(Excuse::DatabaseDown) };
    story.follower([told(a), fresh.clone(), snapshot(4), told(d)]);
    // A page that asks for no answer: where it begins again shows in its next event.
    let silent = Note::Joined { order: 1, seq: None, since: None, missed: Vec::new(), complete: false };
    story.follower([told(a), fresh.clone(), silent, told(d)]);
    story.desk([told(a), fresh, told(d)]);
    let figures = story.is_judged(&nothing());
    assert_eq!((figures.fresh_sessions, figures.told_by_snapshot), (3, 6));
}

#[test]
fn who_was_away_for_too_many_events_may_begin_anew() {
    let mut story = Story::begins();
    let a = story.changes(1);
    let last = (0..5_010).map(|_| story.changes(1)).last().unwrap();
    story.follower([told(a), Note::Fresh { excuse: None }, snapshot(last.seq)]);
    assert_eq!(story.is_judged(&nothing()).told_by_snapshot, 5_010);
}

#[test]
fn since_brings_what_was_missed_and_a_hole_in_it_is_a_loss() {
    let mut story = Story::begins();
    let (a, b, c) = (story.changes(1), story.changes(1), story.changes(1));
    let fresh = || Note::Fresh { excuse: Some(Excuse::Young) };
    let without_position = |told: Told| Told { position: 0, ..told };
    let joined = |missed: Vec<Told>| Note::Joined { order: 1, seq: Some(4), since: Some(2), missed, complete: true };
    story.follower([told(a), fresh(), joined(vec![without_position(b), without_position(c)])]);
    assert_eq!(story.is_judged(&nothing()).caught_up_by_since, 2);
    story.follower([told(a), fresh(), joined(vec![without_position(c)])]);
    story.is_judged(&Findings { lost: 1, ..nothing() });
}

#[test]
fn a_join_that_skips_events_of_a_recovered_session_loses_them() {
    let mut story = Story::begins();
    let (a, _) = (story.changes(1), story.changes(1));
    story.follower([told(a), snapshot(3)]);
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
    story.entries.insert((7, 1), Entry { status: SHIPPED, fate: Fate::Acknowledged(2) });
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
    story.log(1, 8, SHIPPED);
    story.log(1, 7, SHIPPED);
    story.entries.insert((8, 1), Entry { status: SHIPPED, fate: Fate::Unknown });
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn a_change_without_an_answer_happens_once_or_never_and_a_refused_one_never() {
    let mut story = Story::begins();
    for (change, fate) in [(1, Fate::Unknown), (2, Fate::Unknown), (3, Fate::Refused)] {
        story.entries.insert((change, 1), Entry { status: SHIPPED, fate });
    }
    story.log(1, 1, SHIPPED);
    story.is_judged(&nothing());
    story.log(1, 1, SHIPPED);
    story.is_judged(&Findings { written_twice: 1, ..nothing() });
    story.log(1, 3, SHIPPED);
    story.is_judged(&Findings { written_twice: 1, refused_but_written: 1, ..nothing() });
}

#[test]
fn what_nobody_asked_for_and_holes_in_the_log_are_found() {
    let mut story = Story::begins();
    story.log(1, 99, SHIPPED);
    story.is_judged(&Findings { unasked: 1, ..nothing() });
    story.history.events[2].position = 9;
    story.is_judged(&Findings { unasked: 1, log_gaps: 1, ..nothing() });
}

#[test]
fn what_was_acknowledged_and_only_the_node_itself_could_see_is_missing() {
    let mut story = Story::begins();
    let a = story.changes(1);
    // The node commits b in its last moment, as one does that sits in a forgotten transaction until it ends.
    let seen = story.history.events.clone();
    let b = story.changes(1);
    let mut running = History::default();
    seen.into_iter().for_each(|event| running.push(event));
    story.seen = Some(running);
    story.follower([told(a), told(b)]);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn what_was_acknowledged_and_is_gone_when_the_nodes_have_ended_is_missing_once() {
    let mut story = Story::begins();
    story.entries.insert((1, 1), Entry { status: SHIPPED, fate: Fate::Acknowledged(2) });
    let mut running = History::default();
    story.history.events.iter().for_each(|event| running.push(*event));
    running.push(Told { order: 1, seq: 2, change: 1, position: 3, status: SHIPPED });
    story.seen = Some(running);
    story.is_judged(&Findings { acknowledged_missing: 1, ..nothing() });
}

#[test]
fn every_answer_with_the_code_internal_is_found_be_the_change_acknowledged_in_the_end_or_not() {
    let mut story = Story::begins();
    let a = story.changes(1);
    story.follower([told(a)]);
    story.broken = vec![1, 1, 2];
    story.records[0].pages().broken.push(1);
    story.is_judged(&Findings { internal: 4, ..nothing() });
}
