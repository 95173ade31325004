//! [`Event`]: one Socket.IO event, encoded once for every member it goes to.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use serde::{
    Serialize,
    ser::{SerializeTuple, Serializer},
};
use serde_json::value::RawValue;

use crate::frame;

/// An event with its finished WebSocket frame. Cloning shares it.
#[derive(Clone)]
pub struct Event(Arc<Inner>);

struct Inner {
    name: Box<str>,
    args: Box<[Box<RawValue>]>,
    frame: Bytes,
    position: Option<u64>,
    /// Whether the last argument is the event's recovery offset.
    ends_in_offset: bool,
    /// The frame without the offset: encoded for the first member that wants it so, then shared.
    without_offset: OnceLock<Box<Bytes>>,
}

/// The form in which a member takes events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With all arguments.
    Whole,
    /// Without the recovery offset that events from a log end in.
    WithoutOffset,
}

impl Event {
    /// An event with all its arguments already in JSON.
    ///
    /// `position` is the event's place in the log it comes from: rooms leave out events that a member knows already. An
    /// event that is not from a log has none and reaches every member.
    pub fn new(name: &str, args: Vec<Box<RawValue>>, position: Option<u64>) -> Self {
        Self::make(name, args, position, false)
    }

    /// An event from a log, with its recovery offset as the last argument. Members that want no offsets
    /// ([`EventSender::without_offsets`](crate::EventSender::without_offsets)) get it without.
    pub fn recoverable(name: &str, mut args: Vec<Box<RawValue>>, offset: Box<RawValue>, position: Option<u64>) -> Self {
        args.push(offset);
        Self::make(name, args, position, true)
    }

    fn make(name: &str, args: Vec<Box<RawValue>>, position: Option<u64>, ends_in_offset: bool) -> Self {
        let frame = frame::event_frame(name, &args);
        let (name, args, without_offset) = (name.into(), args.into(), OnceLock::new());
        Self(Arc::new(Inner { name, args, frame, position, ends_in_offset, without_offset }))
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

    /// The finished frame for a member that takes events in this form.
    pub(crate) fn frame_in(&self, form: Form) -> &Bytes {
        match form {
            Form::WithoutOffset if self.0.ends_in_offset => {
                self.0.without_offset.get_or_init(|| Box::new(frame::event_frame(self.name(), self.args_in(form).0)))
            }
            Form::Whole | Form::WithoutOffset => self.frame(),
        }
    }

    /// The arguments as the library wants them.
    pub(crate) fn args_in(&self, form: Form) -> Args<'_> {
        match (form, self.0.args.split_last()) {
            (Form::WithoutOffset, Some((_, args))) if self.0.ends_in_offset => Args(args),
            _ => Args(&self.0.args),
        }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("name", &self.0.name).field("position", &self.0.position).finish_non_exhaustive()
    }
}

/// Serialises as a tuple, which the library's encoder turns into the arguments of an event.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_without_its_offset_is_encoded_once_and_only_where_it_is_wanted_so() {
        let [payload, offset] = [frame::raw("payload"), frame::raw("85")].map(|raw| raw.expect("JSON"));
        let event = Event::recoverable("e", vec![payload], offset, Some(85));
        assert_eq!(*event.frame_in(Form::Whole), frame::text_frame(br#"42["e","payload","85"]"#));
        assert!(event.0.without_offset.get().is_none(), "nobody has wanted it yet");
        let bare = event.frame_in(Form::WithoutOffset);
        assert_eq!(*bare, frame::text_frame(br#"42["e","payload"]"#));
        assert_eq!(bare.as_ptr(), event.clone().frame_in(Form::WithoutOffset).as_ptr(), "shared");

        let plain = Event::with("e", "85").expect("JSON");
        assert_eq!(plain.frame_in(Form::WithoutOffset), plain.frame(), "a last argument that is no offset stays");
    }
}
