//! Who follows an order by which tracking link, so that they stop when the link ends.
//!
//! A link ends when it expires or when somebody takes it back. The node on which it is taken back tells its
//! sockets at once ([`LinkFollowers::end`]) and the other nodes that there is something to look at; every node also
//! looks once a second for links that expired or were revoked elsewhere ([`watch`]).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time;

use super::{Realtime, connection::Connection, room::Room};
use crate::{
    clock,
    error::Result,
    services::tracking_links,
    store::{database::in_time, entities::tracking_link},
};

/// How often a server looks for links that ended elsewhere.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How far a look reaches back: longer than a commit takes and than clocks of servers differ.
const LOOK_BACK: TimeDelta = TimeDelta::minutes(2);

/// The sockets of this process that follow an order by a link, by the link's id.
#[derive(Debug, Default)]
pub struct LinkFollowers(Mutex<HashMap<String, Followed>>);

/// What is known of a link that somebody follows by.
#[derive(Debug)]
struct Followed {
    room: Room,
    order_id: String,
    expires_at: DateTime<Utc>,
    connections: Vec<Weak<Connection>>,
}

impl LinkFollowers {
    /// Remembers that a socket follows an order by a link.
    pub(super) fn add(&self, link: &tracking_link::Model, order_id: &str, connection: &Arc<Connection>) {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = links.entry(link.id.clone()).or_insert_with(|| Followed {
            room: Room::Order(link.order_number.0),
            order_id: order_id.to_owned(),
            expires_at: link.expires_at,
            connections: Vec::new(),
        });
        let this = Arc::downgrade(connection);
        if !followed.connections.iter().any(|other| other.ptr_eq(&this)) {
            followed.connections.push(this);
        }
    }

    /// Ends a link: whoever follows by it is told, and leaves.
    pub fn end(&self, link: &str) {
        let followed = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(link);
        let Some(followed) = followed else { return };
        for connection in followed.connections.iter().filter_map(Weak::upgrade) {
            connection.link_ended(link, &followed.room, &followed.order_id);
        }
    }

    /// Forgets sockets that are gone, and names the links that have expired by `now`. `None` when nobody
    /// follows by a link.
    fn expired(&self, now: DateTime<Utc>) -> Option<Vec<String>> {
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, followed| {
            followed.connections.retain(|connection| connection.strong_count() > 0);
            !followed.connections.is_empty()
        });
        let ended = links.iter().filter(|(_, followed)| followed.expires_at <= now).map(|(link, _)| link.clone());
        (!links.is_empty()).then(|| ended.collect())
    }
}

/// Looks for links that have ended, until it is told to stop.
pub(crate) fn watch(realtime: &Arc<Realtime>) {
    let (weak, change) = (Arc::downgrade(realtime), realtime.link_change.clone());
    let stop = realtime.tasks.stop().clone();
    realtime.tasks.spawn("links", async move {
        let mut tick = time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = change.notified() => {}
                _ = tick.tick() => {}
            }
            let Some(realtime) = weak.upgrade() else { return };
            if let Err(error) = in_time(look(&realtime)).await {
                tracing::warn!(error = %error, "could not look for revoked tracking links");
            }
        }
    });
}

async fn look(realtime: &Realtime) -> Result<()> {
    let now = clock::now();
    let links = realtime.links();
    let Some(expired) = links.expired(now) else { return Ok(()) };
    expired.iter().for_each(|link| links.end(link));
    for link in tracking_links::revoked_since(realtime, now - LOOK_BACK).await? {
        links.end(&link);
    }
    Ok(())
}
