//! Followers on the official JavaScript client, in a Node process.
//!
//! They are configured as the shop's front end is, with no code added: the library alone reconnects them.

use std::{path::Path, process::Stdio, sync::Arc, time::Instant};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::{Child, Command},
    task::JoinHandle,
};

use super::excuse;
use crate::{
    event::{OrderEvent, Payload},
    outages::Outages,
    proxy::Line,
    record::{INTERNAL, Note, Record},
    shop::Orders,
};

/// What Node runs.
const SCRIPT: &str = include_str!("official.mjs");

pub(crate) struct OfficialFollower {
    pub(crate) record: Arc<Record>,
    pub(crate) line: Arc<Line>,
    /// The client's option `transports`.
    pub(crate) transports: &'static [&'static str],
    /// Whether it asks for an acknowledgement when it joins. The shop's page does not.
    pub(crate) acknowledged: bool,
}

/// What the script reports, one object a line.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Report {
    Connected { who: usize, recovered: bool, first: bool },
    Asked { who: usize, order: String },
    Joined { who: usize, order: String, seq: Option<u32>, since: Option<u32>, missed: Vec<Payload>, complete: bool },
    Event { who: usize, payload: Option<Payload>, offset: Option<String> },
    Refused { who: usize, order: String, code: Option<String> },
    Lost { who: usize },
    TurnedAway { who: usize, why: String },
    GaveUp { who: usize },
}

/// The Node process of these followers. It ends when this is dropped.
pub(crate) struct OfficialProcess {
    _child: Child,
    /// Ends with the process.
    _reading: JoinHandle<()>,
}

/// Starts the followers. `folder` is where `socket.io-client` is installed.
pub(crate) async fn start(
    folder: &Path,
    followers: Vec<OfficialFollower>,
    orders: Arc<Orders>,
    outages: Arc<Outages>,
    log: std::fs::File,
) -> anyhow::Result<OfficialProcess> {
    let mut command = Command::new("node");
    command.args(["--input-type=module", "--eval", SCRIPT]).current_dir(folder).kill_on_drop(true);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .context("cannot start node, for the official client")?;
    let options = followers.iter().map(|follower| {
        let ids = follower.record.orders.iter().flatten().map(|order| orders.id(*order));
        json!({ "url": format!("http://{}", follower.line.address), "orders": ids.collect::<Vec<_>>(),
            "transports": follower.transports, "acknowledged": follower.acknowledged })
    });
    let line = format!("{}\n", json!(options.collect::<Vec<_>>()));
    let mut stdin = child.stdin.take().context("node has no standard input")?;
    stdin.write_all(line.as_bytes()).await?;
    let stdout = child.stdout.take().context("node has no standard output")?;
    let reading = tokio::spawn(async move {
        // The script ends when its standard input does.
        let _stdin = stdin;
        let mut lines = BufReader::new(stdout).lines();
        let now = Instant::now();
        let mut times = vec![Times { changed_at: now, lost_at: now }; followers.len()];
        while let Ok(Some(line)) = lines.next_line().await {
            if let Ok(report) = serde_json::from_str(&line) {
                write_down(report, &followers, &orders, &outages, &mut times);
            }
        }
    });
    Ok(OfficialProcess { _child: child, _reading: reading })
}

#[derive(Clone, Copy)]
struct Times {
    /// When the session was last changed.
    changed_at: Instant,
    /// When the connection was last lost.
    lost_at: Instant,
}

fn write_down(report: Report, followers: &[OfficialFollower], orders: &Orders, outages: &Outages, times: &mut [Times]) {
    let record = |who: usize| followers[who].record.as_ref();
    match report {
        Report::Connected { who, recovered, first } => {
            let Times { changed_at, lost_at } = times[who];
            if !recovered {
                if !first {
                    record(who).write(Note::Fresh { excuse: excuse(outages, changed_at, lost_at) });
                }
                times[who].changed_at = Instant::now();
            }
            record(who).connected(recovered);
        }
        Report::Asked { who, order } => record(who).write(Note::Asked { order: orders.index(&order) }),
        Report::Joined { who, order, seq, since, missed, complete } => {
            let missed = missed.iter().map(|payload| payload.received(orders, None)).collect();
            record(who).write(Note::Joined { order: orders.index(&order), seq, since, missed, complete });
            times[who].changed_at = Instant::now();
        }
        Report::Event { who, payload, offset } => {
            let event = payload.map_or(OrderEvent::UNREADABLE, |payload| payload.received(orders, offset.as_deref()));
            record(who).write(Note::Received(event));
        }
        Report::Refused { who, order, code } => {
            if code.as_deref() == Some(INTERNAL) {
                record(who).pages().internal.push(orders.index(&order));
            }
        }
        Report::Lost { who } => times[who].lost_at = Instant::now(),
        Report::TurnedAway { who, why } => record(who).pages().turned_away.push(why),
        Report::GaveUp { who } => record(who).pages().counts.gave_up += 1,
    }
}
