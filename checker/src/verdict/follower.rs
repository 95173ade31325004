//! Judges a follower: it must have received every event of its orders since it joined, once, in order, as the log has
//! it.

use std::collections::HashMap;

use super::{Figures, Findings, Start};
use crate::{
    event::OrderEvent,
    history::History,
    record::{Excuse, Note, Record},
    shop::OrderIndex,
    stream::{Arrival, Stream},
};

/// A client that missed more events than this is promised no recovery.
const MAX_REPLAYED: u64 = 5_000;
/// A client that missed more than this gets a snapshot instead of events in the answer to a join.
const MAX_IN_ANSWER: u64 = 500;

pub(super) fn judge(history: &History, start: Start, record: &Record, findings: &mut Findings, figures: &mut Figures) {
    let pages = record.pages();
    for why in &pages.turned_away {
        findings.turned_away += 1;
        findings.note(|| format!("{} was turned away: {why}", record.name));
    }
    for order in &pages.internal {
        findings.internal += 1;
        findings.note(|| format!("{} was answered `internal` when it joined order {order}", record.name));
    }
    let mut follower = Follower {
        name: &record.name,
        orders: record.orders.as_deref(),
        history,
        rooms: HashMap::new(),
        start: start.position,
        unrecovered: None,
        findings,
        figures,
    };
    if record.orders.is_none() {
        follower.rooms.insert(DESK, Room { stream: Stream::behind(start.position), is_fresh: false, open: false });
    }
    for note in &pages.notes {
        follower.read(note);
    }
    follower.finish();
}

/// The room of a follower of all orders, whose events are numbered by position. No order has this index.
const DESK: OrderIndex = OrderIndex::NONE;

struct Follower<'a> {
    name: &'a str,
    orders: Option<&'a [OrderIndex]>,
    history: &'a History,
    rooms: HashMap<OrderIndex, Room>,
    start: u64,
    /// The last session that was not recovered.
    unrecovered: Option<Unrecovered>,
    findings: &'a mut Findings,
    figures: &'a mut Figures,
}

/// What is known of one room.
struct Room {
    stream: Stream,
    /// The session is a fresh one, in which this room has not been joined yet.
    is_fresh: bool,
    /// Where the follower's events begin is not known yet: at its next one.
    open: bool,
}

impl Room {
    fn open() -> Self {
        Self { stream: Stream::default(), is_fresh: false, open: true }
    }
}

/// A session that was not recovered.
struct Unrecovered {
    excuse: Option<Excuse>,
    /// How much was missed, as far as is known yet.
    missed: u64,
    /// Events that the client has not seen, which are excused only if more were missed than is promised.
    unexcused: u64,
}

impl Follower<'_> {
    fn read(&mut self, note: &Note) {
        match note {
            Note::Asked { order } => {
                self.rooms.entry(*order).or_insert_with(Room::open);
            }
            Note::Joined { order, seq, since, missed, complete } => match seq {
                Some(seq) => self.joined(*order, *seq, *since, missed, *complete),
                None => self.joined_unanswered(*order),
            },
            Note::Received(event) => self.received(event),
            Note::Fresh { excuse } => {
                self.settle();
                self.unrecovered = Some(Unrecovered { excuse: *excuse, missed: 0, unexcused: 0 });
                self.rooms.values_mut().for_each(|room| room.is_fresh = true);
            }
        }
    }

    /// A client that asks for no answer: where its events begin shows in the next one.
    fn joined_unanswered(&mut self, order: OrderIndex) {
        let room = self.rooms.remove(&order).unwrap_or_else(Room::open);
        let joined = if room.is_fresh {
            Room { open: true, ..room }
        } else {
            // It joined while nothing changed.
            Room { stream: Stream::behind(1), is_fresh: false, open: false }
        };
        self.rooms.insert(order, joined);
    }

    fn joined(&mut self, order: OrderIndex, seq: u32, since: Option<u32>, missed: &[OrderEvent], complete: bool) {
        let mut room = self.rooms.remove(&order).unwrap_or_else(Room::open);
        let was_fresh = std::mem::take(&mut room.is_fresh);
        for event in missed {
            self.compare(event);
            // Clients drop what they have.
            if room.stream.take(u64::from(event.seq)) == Arrival::New {
                self.figures.caught_up_by_since += 1;
            }
        }
        if std::mem::take(&mut room.open) && room.stream.cursor == 0 {
            room.stream = Stream::behind(u64::from(seq));
        }
        let cursor = room.stream.cursor;
        let skipped = room.stream.skip_to(u64::from(seq));
        if was_fresh && let Some(unrecovered) = &mut self.unrecovered {
            unrecovered.missed += skipped + missed.len() as u64;
        }
        if skipped > 0 {
            let too_many_for_an_answer = since.is_some() && !complete && skipped > MAX_IN_ANSWER;
            match &mut self.unrecovered {
                _ if too_many_for_an_answer => self.figures.told_by_snapshot += skipped,
                Some(session) if was_fresh && session.excuse.is_none() => session.unexcused += skipped,
                Some(_) if was_fresh => self.figures.told_by_snapshot += skipped,
                _ => {
                    self.findings.lost += skipped;
                    let name = self.name;
                    self.findings.note(|| {
                        format!("{name} lost {skipped} events of order {order} behind {cursor}: a join skipped them")
                    });
                }
            }
        }
        self.rooms.insert(order, room);
    }

    fn received(&mut self, event: &OrderEvent) {
        self.figures.deliveries += 1;
        let name = self.name;
        let desk = self.orders.is_none();
        if desk
            && event.position <= self.start
            && self.rooms.get(&DESK).is_some_and(|room| room.stream.cursor == self.start)
        {
            // Orders that were being announced when it connected.
            return;
        }
        let mine = self.orders.is_none_or(|orders| orders.contains(&event.order));
        let (key, number) = if desk { (DESK, event.position) } else { (event.order, u64::from(event.seq)) };
        let known = mine && self.compare(event);
        let Some(room) = self.rooms.get_mut(&key).filter(|_| known) else {
            self.findings.foreign += 1;
            self.findings.note(|| format!("{name} received what does not concern it: {event:?}"));
            return;
        };
        if std::mem::take(&mut room.open) && room.stream.cursor == 0 {
            room.stream = Stream::behind(number - 1);
        }
        if room.is_fresh && number > room.stream.cursor {
            room.is_fresh = false;
            let skipped = room.stream.skip_to(number - 1);
            if let Some(session) = &mut self.unrecovered {
                session.missed += skipped;
                match session.excuse {
                    None => session.unexcused += skipped,
                    Some(_) => self.figures.told_by_snapshot += skipped,
                }
            }
        }
        match room.stream.take(number) {
            Arrival::New => {}
            Arrival::Again => {
                self.findings.duplicated += 1;
                self.findings.note(|| format!("{name} received again: {event:?}"));
            }
            Arrival::Late => {
                self.findings.reordered += 1;
                self.findings.note(|| format!("{name} received after a later event: {event:?}"));
            }
        }
    }

    /// Whether the log has this event. An event that says something else than the log is found.
    fn compare(&mut self, event: &OrderEvent) -> bool {
        let place = match usize::try_from(event.position) {
            // In the answer to a join there are no positions.
            Ok(0) => return self.history.head(event.order) >= event.seq,
            Ok(position) => position - 1,
            Err(_) => return false,
        };
        let Some(truth) = self.history.events.get(place) else { return false };
        if truth != event {
            let name = self.name;
            self.findings.altered += 1;
            self.findings.note(|| format!("{name} received {event:?}; the log says {truth:?}"));
        }
        true
    }

    /// Closes the account of the last session that was not recovered.
    fn settle(&mut self) {
        let Some(Unrecovered { excuse, missed, unexcused }) = self.unrecovered.take() else { return };
        if excuse.is_some() || missed > MAX_REPLAYED {
            self.figures.fresh_sessions += 1;
            self.figures.told_by_snapshot += unexcused;
            return;
        }
        let name = self.name;
        self.findings.not_recovered += 1;
        self.findings.lost += unexcused;
        self.findings.note(|| {
            format!("{name} was not recovered, without an excuse, and lost {unexcused} of {missed} missed events")
        });
    }

    fn finish(mut self) {
        self.settle();
        let name = self.name;
        let wanted = self.orders.map_or_else(|| vec![DESK], <[OrderIndex]>::to_vec);
        for key in wanted {
            let end = match key {
                DESK => self.history.position(),
                order => u64::from(self.history.head(order)),
            };
            let nothing = Stream::default();
            let stream = self.rooms.get(&key).map_or(&nothing, |room| &room.stream);
            let lacks = stream.lacks(end);
            if lacks > 0 {
                self.findings.lost += lacks;
                let first = stream.first_lacking(end).unwrap_or_default();
                let what = if key == DESK { "the log".to_owned() } else { format!("order {key}") };
                self.findings
                    .note(|| format!("{name} lost {lacks} events of {what}, the first of them {first} of {end}"));
            }
        }
    }
}
