//! The part of the log that is not in memory any more. Clients that come back together read it together.

use std::{collections::HashMap, sync::Arc};

use crate::{
    error::Result,
    event_log::{
        EventLog, RecordedEvent,
        log::{Reader, Subjects},
    },
    realtime::{audience::Held, entry::Entry},
    store::batching::loader::Loader,
};

/// Positions of one page.
const PAGE: i64 = 1_000;
/// Who has to read more pages reads what its rooms heard only, alone.
const MOST_PAGES: i64 = 20;

/// Reads the log.
#[derive(Debug)]
pub(super) struct LogPages {
    log: EventLog,
    head: Loader<(), i64>,
    pages: Loader<i64, Arc<[Entry]>>,
}

impl LogPages {
    pub(super) fn new(log: &EventLog) -> Self {
        let (head, pages) = (log.clone(), log.clone());
        Self {
            log: log.clone(),
            head: Loader::new(move |_| {
                let log = head.clone();
                async move { Ok(HashMap::from([((), log.head().await?)])) }
            }),
            pages: Loader::new(move |wanted| read_pages(pages.clone(), wanted)),
        }
    }

    /// Where the log ends now.
    pub(super) async fn head(&self) -> Result<i64> {
        Ok(self.head.get(()).await?.unwrap_or_default())
    }

    /// The events of the last `count` positions up to one, oldest first, and behind which position that is.
    pub(super) async fn last(&self, upto: i64, count: usize) -> Result<(i64, Vec<Entry>)> {
        let limit = count as u64;
        let from = (upto - i64::try_from(count).unwrap_or(i64::MAX)).max(0);
        Ok((from, entries(&self.log, &self.log.between(|_| Subjects::All, from, upto, limit).await?)?))
    }

    /// What rooms heard between two positions (the first excluded), oldest first. `None` if that is too much to be read
    /// alone: `most` or more.
    pub(super) async fn between(&self, held: &Held, after: i64, upto: i64, most: usize) -> Result<Option<Vec<Entry>>> {
        let heard = |entry: &Entry| held.hear(&entry.rooms, entry.position);
        let pages = after.div_euclid(PAGE)..=(upto - 1).div_euclid(PAGE);
        if pages.end() - pages.start() >= MOST_PAGES {
            let read = self.log.between(|book| held.subjects(book), after, upto, most as u64).await?;
            // With so many, there may be more.
            if read.len() >= most {
                return Ok(None);
            }
            return Ok(Some(entries(&self.log, &read)?.into_iter().filter(heard).collect()));
        }
        let mut found = Vec::new();
        for (_, page) in self.pages.get_all(pages).await? {
            let here = page.iter().filter(|entry| entry.position > after && entry.position <= upto);
            found.extend(here.filter(|entry| heard(entry)).cloned());
        }
        Ok(Some(found))
    }
}

/// Pages by number: page 0 begins behind position 0. Adjacent pages are read with one query.
async fn read_pages(log: EventLog, mut wanted: Vec<i64>) -> Result<HashMap<i64, Arc<[Entry]>>> {
    wanted.sort_unstable();
    let mut pages = HashMap::new();
    for stretch in wanted.chunk_by(|page, next| page + 1 == *next) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let (after, upto) = (first * PAGE, (last + 1) * PAGE);
        let limit = u64::try_from(upto - after).unwrap_or_default();
        let read = entries(&log, &log.between(|_| Subjects::All, after, upto, limit).await?)?;
        for page in read.chunk_by(|a, b| number(a.position) == number(b.position)) {
            pages.insert(number(page[0].position), Arc::from(page));
        }
    }
    Ok(pages)
}

fn number(position: i64) -> i64 {
    (position - 1).div_euclid(PAGE)
}

/// The events as sockets get them, without those of kinds that this program does not know.
fn entries(log: &EventLog, recorded: &[RecordedEvent]) -> Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(recorded.len());
    for event in recorded {
        match Entry::of(event).map_err(anyhow::Error::from)? {
            Some(entry) => entries.push(entry),
            None => log.skipped(Reader::Recovery, event),
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        realtime::room::Room,
        second_book::{Nodes, What, happen},
    };

    #[tokio::test]
    async fn rooms_get_what_they_heard_of_both_books_however_far_back_they_have_to_read() {
        let nodes = Nodes::start().await;
        happen(&nodes.a, &[What::Moved("one"), What::Shown("two"), What::Kept("three")]).await;
        happen(&nodes.a, &[What::Shown("four"), What::Moved("five")]).await;
        let pages = LogPages::new(&nodes.a.app.log);
        let order = nodes.a.app.log.between(|_| Subjects::All, 0, 1, 1).await.unwrap()[0].subject;
        // Within some pages of the whole log, and in what it would take too many of them to hold.
        for upto in [6, (MOST_PAGES + 5) * PAGE] {
            for (held, heard) in [
                (Held::new([(Room::Order(order), 2)], None), vec![3, 5, 6]),
                (Held::new([(Room::Order(order + 1), 0)], None), vec![]),
                (Held::new([], None), vec![]),
                (Held::new([(Room::Order(order), 5)], Some(0)), vec![1, 2, 3, 4, 5, 6]),
            ] {
                let read = pages.between(&held, 0, upto, 100).await.unwrap().unwrap();
                assert_eq!(Vec::from_iter(read.iter().map(|entry| entry.position)), heard, "{held:?} {upto}");
            }
        }
        let desk = Held::new([], Some(0));
        assert!(pages.between(&desk, 0, (MOST_PAGES + 5) * PAGE, 6).await.unwrap().is_none(), "there may be more");
        let (from, entries) = pages.last(6, 4).await.unwrap();
        assert_eq!((from, entries.len()), (2, 4));
        nodes.finish().await;
    }
}
