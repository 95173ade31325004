//! Delivers the events of one batch in one shard.

use std::{collections::HashMap, hash::Hash};

use bytes::{Bytes, BytesMut};
use tokio::task::yield_now;

use super::shard::{Pause, Post, Shard};
use crate::{
    event::{Event, Form},
    event_sender::EventSender,
};

/// How many members are written to before the task yields. Finding one costs a sixteenth of that.
const YIELD_EVERY: usize = 256;

impl<K: Clone + Eq + Hash> Shard<K> {
    /// Delivers the posts and empties the list.
    pub(super) async fn deliver(&mut self, posts: &mut Vec<Post<K>>) {
        let mut found = Vec::new();
        let mut turn = 0;
        for (bit, post) in posts.iter().enumerate() {
            for room in post.rooms.iter() {
                for membership in self.rooms.get(room).into_iter().flatten() {
                    if membership.lacks(&post.event) {
                        let member = &mut self.members[membership.slot];
                        if member.batch == 0 {
                            found.push(membership.slot);
                        }
                        member.batch |= 1 << bit;
                        turn += 1;
                    }
                }
            }
            if turn >= 16 * YIELD_EVERY {
                turn = 0;
                yield_now().await;
            }
        }
        let (mut whole, mut without_offsets) = (HashMap::<u64, Bytes>::new(), HashMap::<u64, Bytes>::new());
        for (i, slot) in found.into_iter().enumerate() {
            let set = std::mem::take(&mut self.members[slot].batch);
            let events = || {
                let posts = posts.iter().enumerate();
                posts.filter(move |(bit, _)| set & (1 << bit) != 0)
            };
            let member = &mut self.members[slot];
            let served = if let Some(pause) = &mut member.pause {
                pause.keep(events().map(|(_, post)| post), &member.sender)
            } else {
                let events = || events().map(|(_, post)| &post.event);
                let form = member.sender.form();
                let sets = if form == Form::Whole { &mut whole } else { &mut without_offsets };
                let frames = sets.entry(set).or_insert_with(|| merged(events(), form));
                member.sender.send_merged(frames, events())
            };
            if !served {
                self.forget(slot);
            }
            if i % YIELD_EVERY == YIELD_EVERY - 1 {
                yield_now().await;
            }
        }
        posts.clear();
    }
}

impl<K> Pause<K> {
    /// Keeps what arrives while the member is not served. False: too much waited, and the member has been cut.
    fn keep<'a>(&mut self, posts: impl Iterator<Item = &'a Post<K>>, sender: &EventSender) -> bool
    where
        K: 'a,
    {
        for post in posts {
            self.waiting_bytes += post.event.frame().len();
            self.waiting.push((post.rooms.clone(), post.event.clone()));
        }
        if self.waiting_bytes > sender.waiting_bytes() {
            sender.kill();
            return false;
        }
        true
    }
}

/// The frames one after the other.
pub(super) fn merged<'a>(events: impl Iterator<Item = &'a Event> + Clone, form: Form) -> Bytes {
    let mut rest = events.clone();
    if let (Some(only), None) = (rest.next(), rest.next()) {
        return only.frame_in(form).clone();
    }
    let mut frames = BytesMut::with_capacity(events.clone().map(|e| e.frame_in(form).len()).sum());
    for event in events {
        frames.extend_from_slice(event.frame_in(form));
    }
    frames.freeze()
}
