//! [`Event`]: one Socket.IO event, encoded once for every member it goes to.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use serde::{
    Serialize,
    ser::{SerializeTuple, Serializer},
};
use serde_json::value::RawValue;

use crate::frame;

/// An event with its finished websocket frame. Cloning shares it.
#[derive(Clone)]
pub struct Event(Arc<Inner>);

struct Inner {
    name: Box<str>,
    args: Box<[Box<RawValue>]>,
    frame: Bytes,
    position: Option<u64>,
}

impl Event {
    /// An event with all its arguments already in JSON.
    ///
    /// `position` is its place in the log it comes from: memberships use it to leave out what a
    /// member knows already. An event that is not from a log has none and reaches every member.
    pub fn new(name: &str, args: Vec<Box<RawValue>>, position: Option<u64>) -> Self {
        let frame = frame::event_frame(name, &args);
        Self(Arc::new(Inner { name: name.into(), args: args.into(), frame, position }))
    }

    /// An event with one argument that is not from a log.
    pub fn with<T: Serialize + ?Sized>(name: &str, argument: &T) -> serde_json::Result<Self> {
        Ok(Self::new(name, vec![frame::raw(argument)?], None))
    }

    /// The event's name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Its place in the log it comes from.
    pub fn position(&self) -> Option<u64> {
        self.0.position
    }

    /// The finished frame: `42["name",...]` in a text frame.
    pub fn frame(&self) -> &Bytes {
        &self.0.frame
    }

    /// The arguments as the library wants them.
    pub(crate) fn args(&self) -> Args<'_> {
        Args(&self.0.args)
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("name", &self.0.name).field("position", &self.0.position).finish_non_exhaustive()
    }
}

/// Serialises as a tuple, which the library's encoder takes apart into event arguments.
pub(crate) struct Args<'a>(pub(crate) &'a [Box<RawValue>]);

impl Serialize for Args<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tuple = serializer.serialize_tuple(self.0.len())?;
        for arg in self.0 {
            tuple.serialize_element(arg)?;
        }
        tuple.end()
    }
}
