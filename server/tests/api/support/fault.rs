//! A fault from outside the server's code: a tracing layer that panics where it is told to. What it is called from
//! panics as if its own code had.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
    subscriber::DefaultGuard,
};
use tracing_subscriber::{
    Layer,
    filter::filter_fn,
    layer::{Context, SubscriberExt as _},
    registry::{LookupSpan, Registry},
};

/// What the next panic waits for. Of a test that runs on one thread, as those of this suite do.
#[derive(Clone, Default)]
pub(crate) struct Fault(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// A task's name, or a log line.
    armed: Option<String>,
    tasks: BTreeSet<String>,
}

impl Fault {
    /// For as long as the guard lives.
    pub(crate) fn ready() -> (Self, DefaultGuard) {
        let fault = Self::default();
        let ours = filter_fn(|metadata| metadata.target().starts_with("trackroom"));
        let subscriber = Registry::default().with(ours).with(fault.clone());
        (fault, tracing::subscriber::set_default(subscriber))
    }

    /// The task of this name panics when it is next polled, or whatever writes this line when it does: once.
    pub(crate) fn strikes(&self, armed: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).armed = Some(armed.to_owned());
    }

    /// The names of all long-lived tasks that were started.
    pub(crate) fn tasks(&self) -> BTreeSet<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).tasks.clone()
    }

    fn strike(&self, at: &str) {
        let struck = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.armed.take_if(|armed| armed == at).is_some()
        };
        assert!(!struck, "a fault of the test in {at}");
    }
}

/// The name of a long-lived task, with its span.
struct Name(String);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Fault {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut text = Text { field: "name", found: None };
        attributes.record(&mut text);
        if let ("task", Some(name), Some(span)) = (attributes.metadata().name(), text.found, context.span(id)) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).tasks.insert(name.clone());
            span.extensions_mut().insert(Name(name));
        }
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let name = context.span(id).and_then(|span| span.extensions().get::<Name>().map(|name| name.0.clone()));
        if let Some(name) = name {
            self.strike(&name);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut text = Text { field: "message", found: None };
        event.record(&mut text);
        if let Some(line) = text.found {
            self.strike(&line);
        }
    }
}

/// The text of one field.
struct Text {
    field: &'static str,
    found: Option<String>,
}

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == self.field {
            self.found = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == self.field {
            self.found = Some(format!("{value:?}"));
        }
    }
}
