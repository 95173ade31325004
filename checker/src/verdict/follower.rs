//! A follower's side: every event of its orders since it joined, once, in order, as the log has it.

use std::collections::HashMap;

use super::{Findings, Start, Told as Figures};
use crate::{
    history::History,
    record::{Excuse, Note, Record, Told},
    stream::{Arrival, Stream},
};

/// Who missed more than this is promised no recovery.
const MAX_REPLAYED: u64 = 5_000;
/// Who missed more than this gets a snapshot instead of events in the answer to a join.
const MAX_IN_ANSWER: u64 = 500;

/// Judges one follower.
pub(super) fn judge(history: &History, start: Start, record: &Record, findings: &mut Findings, figures: &mut Figures) {
    let pages = record.pages();
    for why in &pages.turned_away {
        findings.turned_away += 1;
        findings.note(|| format!("{} was turned away: {why}", record.name));
    }
    for order in &pages.broken {
        findings.internal += 1;
        findings.note(|| format!("{} was answered `internal` when it joined order {order}", record.name));
    }
    let mut follower = Follower {
        name: &record.name,
        orders: record.orders.as_deref(),
        history,
        streams: HashMap::new(),
        start: start.position,
        adrift: None,
        findings,
        figures,
    };
    if record.orders.is_none() {
        follower.streams.insert(DESK, Seat { stream: Stream::behind(start.position), adrift: false, open: false });
    }
    for note in &pages.notes {
        follower.read(note);
    }
    follower.finish();
}

/// The stream of somebody who follows everything, by position; no order has this index.
const DESK: u32 = 0;

struct Follower<'a> {
    name: &'a str,
    orders: Option<&'a [u32]>,
    history: &'a History,
    streams: HashMap<u32, Seat>,
    start: u64,
    /// The last session that was not recovered.
    adrift: Option<Adrift>,
    findings: &'a mut Findings,
    figures: &'a mut Figures,
}

/// What is known of one room.
struct Seat {
    stream: Stream,
    /// Its session was not recovered, and it has not been joined anew.
    adrift: bool,
    /// From where on it should be told is not known: from its next event on.
    open: bool,
}

/// A session that was not recovered.
struct Adrift {
    excuse: Option<Excuse>,
    /// How much was missed, as far as is known yet.
    missed: u64,
    /// Events that the client has not seen, for which there is no excuse unless more were missed than is promised.
    unexcused: u64,
}

impl Follower<'_> {
    fn read(&mut self, note: &Note) {
        match note {
            Note::Asked { order } => {
                let open = || Seat { stream: Stream::default(), adrift: false, open: true };
                self.streams.entry(*order).or_insert_with(open);
            }
            Note::Joined { order, seq, since, missed, complete } => {
                self.joined(*order, *seq, *since, missed, *complete);
            }
            Note::Told(told) => self.told(told),
            Note::Fresh { excuse } => {
                self.settle();
                self.adrift = Some(Adrift { excuse: *excuse, missed: 0, unexcused: 0 });
                self.streams.values_mut().for_each(|seat| seat.adrift = true);
            }
        }
    }

    fn joined(&mut self, order: u32, seq: Option<u32>, since: Option<u32>, missed: &[Told], complete: bool) {
        let open = || Seat { stream: Stream::default(), adrift: false, open: true };
        let mut seat = self.streams.remove(&order).unwrap_or_else(open);
        let was_adrift = std::mem::take(&mut seat.adrift);
        let Some(seq) = seq else {
            // A client that asks for no answer: where it begins shows in its next event.
            seat.open |= was_adrift || seat.stream.cursor == 0;
            if was_adrift {
                self.streams.insert(order, Seat { adrift: true, ..seat });
            } else {
                // Joined while nothing changed.
                self.streams.insert(order, Seat { stream: Stream::behind(1), open: false, ..seat });
            }
            return;
        };
        for told in missed {
            self.compare(told);
            // Clients drop what they have.
            if seat.stream.take(u64::from(told.seq)) == Arrival::New {
                self.figures.caught_up_by_since += 1;
            }
        }
        if std::mem::take(&mut seat.open) && seat.stream.cursor == 0 {
            seat.stream = Stream::behind(u64::from(seq));
        }
        let missed_before = seat.stream.cursor;
        let skipped = seat.stream.skip_to(u64::from(seq));
        if was_adrift && let Some(adrift) = &mut self.adrift {
            adrift.missed += skipped + missed.len() as u64;
        }
        if skipped > 0 {
            let too_many_for_an_answer = since.is_some() && !complete && skipped > MAX_IN_ANSWER;
            match &mut self.adrift {
                _ if too_many_for_an_answer => self.figures.told_by_snapshot += skipped,
                Some(adrift) if was_adrift && adrift.excuse.is_none() => adrift.unexcused += skipped,
                Some(_) if was_adrift => self.figures.told_by_snapshot += skipped,
                _ => {
                    self.findings.lost += skipped;
                    let name = self.name;
                    self.findings.note(|| {
                        format!(
                            "{name} lost {skipped} events of order {order} behind {missed_before}: a join skipped them"
                        )
                    });
                }
            }
        }
        self.streams.insert(order, seat);
    }

    fn told(&mut self, told: &Told) {
        self.figures.deliveries += 1;
        let name = self.name;
        let desk = self.orders.is_none();
        if desk
            && told.position <= self.start
            && self.streams.get(&DESK).is_some_and(|seat| seat.stream.cursor == self.start)
        {
            // Orders that were being announced when it came.
            return;
        }
        let mine = self.orders.is_none_or(|orders| orders.contains(&told.order));
        let (key, number) = if desk { (DESK, told.position) } else { (told.order, u64::from(told.seq)) };
        let known = mine && self.compare(told);
        let Some(seat) = self.streams.get_mut(&key).filter(|_| known) else {
            self.findings.foreign += 1;
            self.findings.note(|| format!("{name} was told what does not concern it: {told:?}"));
            return;
        };
        if std::mem::take(&mut seat.open) && seat.stream.cursor == 0 {
            seat.stream = Stream::behind(number - 1);
        }
        if seat.adrift && number > seat.stream.cursor {
            seat.adrift = false;
            let skipped = seat.stream.skip_to(number - 1);
            if let Some(adrift) = &mut self.adrift {
                adrift.missed += skipped;
                match adrift.excuse {
                    None => adrift.unexcused += skipped,
                    Some(_) => self.figures.told_by_snapshot += skipped,
                }
            }
        }
        match seat.stream.take(number) {
            Arrival::New => {}
            Arrival::Again => {
                self.findings.duplicated += 1;
                self.findings.note(|| format!("{name} was told again: {told:?}"));
            }
            Arrival::Late => {
                self.findings.reordered += 1;
                self.findings.note(|| format!("{name} was told after a later event: {told:?}"));
            }
        }
    }

    /// Whether the log has this event; if it says something else, that is found.
    fn compare(&mut self, told: &Told) -> bool {
        let place = match usize::try_from(told.position) {
            // In the answer to a join there are no positions.
            Ok(0) => return self.history.heads.get(told.order as usize).is_some_and(|head| *head >= told.seq),
            Ok(position) => position - 1,
            Err(_) => return false,
        };
        let Some(truth) = self.history.events.get(place) else { return false };
        if truth != told {
            let name = self.name;
            self.findings.altered += 1;
            self.findings.note(|| format!("{name} was told {told:?}; the log says {truth:?}"));
        }
        true
    }

    /// Closes the account of the last session that was not recovered.
    fn settle(&mut self) {
        let Some(Adrift { excuse, missed, unexcused }) = self.adrift.take() else { return };
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
        let wanted = self.orders.map_or_else(|| vec![DESK], <[u32]>::to_vec);
        for key in wanted {
            let end = match key {
                DESK => self.history.position(),
                order => u64::from(self.history.heads.get(order as usize).copied().unwrap_or_default()),
            };
            let nowhere = Stream::default();
            let stream = self.streams.get(&key).map_or(&nowhere, |seat| &seat.stream);
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
