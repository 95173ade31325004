//! What the server counts and times, in Prometheus's text form (`OpenMetrics` 1.0): each metric declared once,
//! with its help and unit. No label's values are a stranger's choice, and none is personal.

use std::fmt::Write as _;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::{
    app::App,
    event_log::EventLog,
    realtime::announced,
    store::database::{Database, Writes},
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
    pub fn new(db: &Database, log: &EventLog) -> Self {
        let requests = Family::<_, _, fn() -> Histogram>::new_with_constructor(seconds);
        let (refusals, messages) = (Family::default(), Family::default());
        let relayed = Family::<Name, Counter>::default();
        let (relay_lag, relay_position, joins) = (seconds(), Gauge::default(), Counter::default());
        let mut registry = Registry::with_prefix("trackroom");
        let timed = [
            ("commit_duration", "Time that a commit of a write took", db.commits().clone()),
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
        // Counters that begin at zero are there from the start: a rate needs a first value.
        for name in announced() {
            drop(relayed.get_or_create(&Name { name }));
        }
        registry.register("database_queries", "Statements sent to the database", db.queries().clone());
        let failures = "Writes that the database could not carry out: full, read only, locked or broken";
        registry.register("database_write_failures", failures, db.write_failures().clone());
        registry.register("refusals", "Requests and socket messages that were refused, by code", refusals.clone());
        registry.register("socket_messages", "Messages of sockets, by event", messages.clone());
        registry.register("room_joins", "Rooms joined", joins.clone());
        registry.register("events_relayed", "Events handed from the log to the sockets, by kind", relayed.clone());
        let unknown = "Events that were skipped because only a newer program knows their kind, by reader";
        registry.register("events_unknown", unknown, log.unknown().clone());
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

    /// An event went from the log to the sockets.
    pub(crate) fn relayed(&self, name: &'static str) {
        self.relayed.get_or_create(&Name { name }).inc();
    }

    /// Everything, and what is read off the app at this moment.
    ///
    /// # Errors
    /// A metric could not be written.
    pub fn text(&self, app: &App) -> Result<String, std::fmt::Error> {
        let mut now = String::new();
        let stats = app.realtime.stats();
        let (rooms, memberships) = app.realtime.rooms_followed();
        let nodes = app.nodes.figures();
        let writable = app.db.writes() == Writes::Work;
        writeln!(now, "# HELP trackroom_socket_connections Open connections, by transport.")?;
        writeln!(now, "# TYPE trackroom_socket_connections gauge")?;
        writeln!(now, r#"trackroom_socket_connections{{transport="websocket"}} {}"#, stats.websockets)?;
        writeln!(now, r#"trackroom_socket_connections{{transport="polling"}} {}"#, stats.polling)?;
        for (name, help, value) in [
            ("rooms", "Different orders that sockets of this process follow", rooms as u64),
            ("room_memberships", "Orders followed, summed over all sockets", memberships as u64),
            ("socket_queued_bytes", "Bytes that wait for websockets which do not take them", stats.queued_bytes),
            ("socket_backlog_events", "Events that wait for polling clients", stats.backlog),
            ("http_requests_in_flight", "Requests being worked on", app.work.count() as u64),
            ("draining", "1 while the server stops", u64::from(app.work.is_ending())),
            ("database_writable", "1 while the database can be written, as far as is known", u64::from(writable)),
            ("listening_to_nodes", "1 while other nodes on the same database are listened to", nodes.listening),
            ("uptime_seconds", "Time since the start", app.started.elapsed().as_secs()),
            ("resident_memory_bytes", "Memory in use", resident_memory().unwrap_or_default()),
        ] {
            writeln!(now, "# HELP trackroom_{name} {help}.\n# TYPE trackroom_{name} gauge\ntrackroom_{name} {value}")?;
        }
        for (name, help, value) in [
            ("socket_upgrades", "Clients that moved from polling to a websocket", stats.upgrades),
            ("socket_stalls", "Times a websocket did not take all bytes at once", stats.stalls),
            ("socket_kills", "Connections cut because their client does not read or answer", stats.kills),
            ("socket_broken_writes", "Connections cut because of a fault of ours: must stay 0", stats.broken_writes),
            ("node_listens", "Times that listening to other nodes has begun", nodes.listens),
        ] {
            writeln!(now, "# HELP trackroom_{name} {help}.\n# TYPE trackroom_{name} counter")?;
            writeln!(now, "trackroom_{name}_total {value}")?;
        }
        writeln!(now, "# HELP trackroom_node_notices Notices of other nodes, by topic.")?;
        writeln!(now, "# TYPE trackroom_node_notices counter")?;
        for (topic, value) in nodes.heard {
            writeln!(now, r#"trackroom_node_notices_total{{topic="{topic}"}} {value}"#)?;
        }
        encode(&mut now, &self.registry)?;
        Ok(now)
    }
}

/// What the system says that the process holds; only where it says so in `/proc`.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
