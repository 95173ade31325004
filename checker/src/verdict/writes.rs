//! Judges the writes: what was acknowledged is in the log, once; what was refused is not; nothing else is.

use std::collections::{HashMap, HashSet};

use super::{Evidence, Findings};
use crate::{change::ChangeId, ledger::Fate, shop::OrderIndex};

pub(super) fn judge(evidence: &Evidence<'_>, findings: &mut Findings) {
    let Evidence { running, ended, entries, internal, .. } = evidence;
    for change in *internal {
        findings.internal += 1;
        findings.note(|| format!("change {change} was answered `internal`"));
    }
    let seen: HashSet<(ChangeId, OrderIndex, u32)> =
        running.events.iter().map(|event| (event.change, event.order, event.seq)).collect();
    let mut seqs: HashMap<OrderIndex, u32> = HashMap::new();
    let mut written: HashMap<(ChangeId, OrderIndex), Vec<u32>> = HashMap::new();
    for (place, event) in (1..).zip(&ended.events) {
        let seq = seqs.entry(event.order).or_default();
        *seq += 1;
        if event.position != place || event.seq != *seq {
            findings.log_gaps += 1;
            findings.note(|| format!("the log's event number {place} is {event:?}, its order's number {seq}"));
            *seq = event.seq;
        }
        if event.seq == 1 && event.change == ChangeId::NONE {
            // The order was made.
            continue;
        }
        match entries.get(&(event.change, event.order)) {
            Some(entry) if entry.status == event.status => {
                written.entry((event.change, event.order)).or_default().push(event.seq);
            }
            _ => {
                findings.unasked += 1;
                findings.note(|| format!("nobody asked for {event:?}"));
            }
        }
    }
    for ((change, order), entry) in *entries {
        let places = written.get(&(*change, *order)).map_or(&[][..], Vec::as_slice);
        if places.len() > 1 {
            findings.written_twice += 1;
            findings.note(|| format!("change {change} of order {order} is in the log as events {places:?}"));
        }
        match entry.fate {
            Fate::Acknowledged(seq) if !places.contains(&seq) => {
                findings.acknowledged_missing += 1;
                findings.note(|| {
                    format!("change {change} of order {order} was acknowledged as event {seq}; the log has {places:?}")
                });
            }
            Fate::Acknowledged(seq) if !seen.contains(&(*change, *order, seq)) => {
                findings.acknowledged_missing += 1;
                findings.note(|| {
                    format!(
                        "change {change} of order {order} was acknowledged as event {seq}; while the nodes ran no \
                         other process saw it"
                    )
                });
            }
            Fate::Refused if !places.is_empty() => {
                findings.refused_but_written += 1;
                findings.note(|| format!("change {change} of order {order} was refused; the log has {places:?}"));
            }
            _ => {}
        }
    }
}
