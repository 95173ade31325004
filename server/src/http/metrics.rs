//! The metrics as a scraper reads them: those that are counted all the time, and those that are looked up now.

use std::fmt::Write as _;

use crate::{app::App, store::database::Writes};

/// Everything that was counted and timed, and what is read off the app at this moment, in `OpenMetrics` text.
///
/// # Errors
/// A metric could not be written.
pub fn text(app: &App) -> Result<String, std::fmt::Error> {
    let mut now = String::new();
    let stats = app.realtime.stats();
    let (rooms, memberships) = app.realtime.rooms_followed();
    let nodes = app.bus.figures();
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
        ("http_requests_in_flight", "Requests being worked on", app.in_flight.count() as u64),
        ("draining", "1 while the server stops", u64::from(app.in_flight.is_ending())),
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
    app.metrics.encode(&mut now)?;
    Ok(now)
}

/// What the system says that the process holds; only where it says so in `/proc`.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
