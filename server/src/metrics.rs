//! What the server counts and times, in Prometheus's text form (`OpenMetrics` 1.0): each metric declared once,
//! with its help and unit. No label's values are a stranger's choice, and none is personal.

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Media type of the answer.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper bounds in seconds: from a read out of memory to what nobody should wait for.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// A new histogram of seconds.
pub(crate) fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

/// What tells HTTP requests apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    pub(crate) method: &'static str,
    /// The route's template: `/api/orders/{order_id}`.
    pub(crate) route: String,
    pub(crate) status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RefusalLabels {
    source: &'static str,
    code: &'static str,
}

/// What tells database statements apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct QueryLabels {
    pub(crate) kind: &'static str,
    pub(crate) table: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Name {
    name: &'static str,
}

/// What the database counts and times. Cheap to clone.
#[derive(Clone, Debug)]
pub struct DatabaseMetrics {
    /// The times that commits took.
    pub commits: Histogram,
    /// How many statements were sent, by kind and table; beginnings and ends of transactions not counted.
    pub(crate) queries: Family<QueryLabels, Counter>,
    /// How many writes the database could not carry out: its disk was full, it was read only, its file locked.
    pub(crate) write_failures: Counter,
}

impl Default for DatabaseMetrics {
    fn default() -> Self {
        Self { commits: seconds(), queries: Family::default(), write_failures: Counter::default() }
    }
}

/// What tells readers of the event log apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct ReaderLabel {
    pub(crate) reader: &'static str,
}

/// The metrics of one app.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    pub(crate) requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    refusals: Family<RefusalLabels, Counter>,
    messages: Family<Name, Counter>,
    relayed: Family<Name, Counter>,
    pub(crate) relay_lag: Histogram,
    pub(crate) relay_position: Gauge,
    pub(crate) joins: Counter,
}

impl Metrics {
    /// Nothing has happened yet, but what the database and the log have counted and timed already.
    #[must_use]
    pub(crate) fn new(db: &DatabaseMetrics, unknown_events: &Family<ReaderLabel, Counter>) -> Self {
        let requests = Family::<_, _, fn() -> Histogram>::new_with_constructor(seconds);
        let (refusals, messages) = (Family::default(), Family::default());
        let relayed = Family::<Name, Counter>::default();
        let (relay_lag, relay_position, joins) = (seconds(), Gauge::default(), Counter::default());
        let mut registry = Registry::with_prefix("trackroom");
        let timed = [
            ("commit_duration", "Time that a commit of a write took", db.commits.clone()),
            ("relay_lag", "Time from a change to its event being handed to the sockets", relay_lag.clone()),
        ];
        for (name, help, histogram) in timed {
            registry.register_with_unit(name, help, Unit::Seconds, histogram);
        }
        registry.register_with_unit(
            "http_request_duration",
            "Time to answer a request, by route template; Socket.IO not counted",
            Unit::Seconds,
            requests.clone(),
        );
        registry.register("database_queries", "Statements sent to the database", db.queries.clone());
        let failures = "Writes that the database could not carry out: full, read only, locked or broken";
        registry.register("database_write_failures", failures, db.write_failures.clone());
        registry.register("refusals", "Requests and socket messages that were refused, by code", refusals.clone());
        registry.register("socket_messages", "Messages of sockets, by event", messages.clone());
        registry.register("room_joins", "Rooms joined", joins.clone());
        registry.register("events_relayed", "Events handed from the log to the sockets, by kind", relayed.clone());
        let unknown = "Events that were skipped because only a newer program knows their kind, by reader";
        registry.register("events_unknown", unknown, unknown_events.clone());
        registry.register("relay_position", "Position in the log of the last event relayed", relay_position.clone());
        Self { registry, requests, refusals, messages, relayed, relay_lag, relay_position, joins }
    }

    /// Something was refused with a code, over `http` or a `socket`.
    pub(crate) fn refused(&self, source: &'static str, code: &'static str) {
        self.refusals.get_or_create(&RefusalLabels { source, code }).inc();
    }

    /// A socket sent an event. `name` is one of ours.
    pub(crate) fn received(&self, name: &'static str) {
        self.messages.get_or_create(&Name { name }).inc();
    }

    /// Events of this name may come. Counters that begin at zero are there from the start: a rate needs a first value.
    pub(crate) fn will_relay(&self, name: &'static str) {
        drop(self.relayed.get_or_create(&Name { name }));
    }

    /// An event went from the log to the sockets.
    pub(crate) fn relayed(&self, name: &'static str) {
        self.relayed.get_or_create(&Name { name }).inc();
    }

    /// Everything that was counted and timed, in `OpenMetrics` text, behind what `now` holds already.
    ///
    /// # Errors
    /// A metric could not be written.
    pub(crate) fn encode(&self, now: &mut String) -> Result<(), std::fmt::Error> {
        encode(now, &self.registry)
    }
}
