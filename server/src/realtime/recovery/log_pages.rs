//! The part of the log that is not in memory any more. Clients that come back together read it together.

use std::{collections::HashMap, sync::Arc};

use super::Entry;
use crate::{
    error::Result,
    event_log::{RecordedEvent, replay},
    realtime::broadcast,
    store::{batching::loader::Gathered, database::Database, entities::event_log_head},
};

/// Events of one page.
const PAGE: i64 = 1_000;
/// Who has to read more pages reads its own orders only, alone.
const MOST_PAGES: i64 = 20;

/// Reads the log.
#[derive(Debug)]
pub(super) struct Past {
    db: Database,
    head: Gathered<(), i64>,
    pages: Gathered<i64, Arc<[Entry]>>,
}

impl Past {
    pub(super) fn new(db: &Database) -> Self {
        let (head, pages) = (db.clone(), db.clone());
        Self {
            db: db.clone(),
            head: Gathered::new(move |_| {
                let db = head.clone();
                async move { Ok(HashMap::from([((), event_log_head::Entity::position(db.read()).await?)])) }
            }),
            pages: Gathered::new(move |wanted| read_pages(pages.clone(), wanted)),
        }
    }

    /// Where the log ends now.
    pub(super) async fn head(&self) -> Result<i64> {
        Ok(self.head.get(()).await?.unwrap_or_default())
    }

    /// The last events up to a position, oldest first.
    pub(super) async fn last(&self, upto: i64, count: i64) -> Result<Vec<Entry>> {
        let limit = u64::try_from(count).unwrap_or_default();
        entries(&replay::between(self.db.read(), None, upto - count, upto, limit).await?)
    }

    /// Events between two positions (the first excluded), oldest first: at least those of these orders, or of all. `None`
    /// if they are too many to be read alone: `most` or more.
    pub(super) async fn between(
        &self,
        orders: Option<&[i64]>,
        after: i64,
        upto: i64,
        most: usize,
    ) -> Result<Option<Vec<Entry>>> {
        let pages = after.div_euclid(PAGE)..=(upto - 1).div_euclid(PAGE);
        if pages.end() - pages.start() >= MOST_PAGES {
            let read = entries(&replay::between(self.db.read(), orders, after, upto, most as u64).await?)?;
            // With so many, there may be more.
            return Ok((read.len() < most).then_some(read));
        }
        let mut found = Vec::new();
        for (_, page) in self.pages.get_all(pages).await? {
            let here = page.iter().filter(|entry| entry.position > after && entry.position <= upto);
            found.extend(here.filter(|entry| orders.is_none_or(|orders| orders.contains(&entry.order))).cloned());
        }
        Ok(Some(found))
    }
}

/// Pages by number: page 0 begins behind position 0. Adjacent pages are read with one query.
async fn read_pages(db: Database, mut wanted: Vec<i64>) -> Result<HashMap<i64, Arc<[Entry]>>> {
    wanted.sort_unstable();
    let mut pages = HashMap::new();
    for stretch in wanted.chunk_by(|page, next| page + 1 == *next) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else { continue };
        let (after, upto) = (first * PAGE, (last + 1) * PAGE);
        let limit = u64::try_from(upto - after).unwrap_or_default();
        let read = entries(&replay::between(db.read(), None, after, upto, limit).await?)?;
        for page in read.chunk_by(|a, b| number(a.position) == number(b.position)) {
            pages.insert(number(page[0].position), Arc::from(page));
        }
    }
    Ok(pages)
}

fn number(position: i64) -> i64 {
    (position - 1).div_euclid(PAGE)
}

fn entries(recorded: &[RecordedEvent]) -> Result<Vec<Entry>> {
    let entries = recorded.iter().map(|recorded| broadcast::entry(recorded).map_err(anyhow::Error::from));
    Ok(entries.collect::<Result<_, _>>()?)
}
