//! Followers on the official JavaScript client, in a Node process of their own.
//!
//! They are configured as the shop's front end is, with no code added: the library alone brings them back.

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
    proxy::Line,
    record::{INTERNAL, Note, Payload, Record, Status, Told},
    shop::Orders,
    weather::Weather,
};

/// What Node runs.
const SCRIPT: &str = include_str!("official.mjs");

/// Who follows, and how.
pub(crate) struct Official {
    pub(crate) record: Arc<Record>,
    pub(crate) line: Arc<Line>,
    /// The client's option `transports`.
    pub(crate) transports: &'static [&'static str],
    /// Whether it asks for an answer when it joins; the shop's page does not.
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

/// A running process of theirs; it ends when this is dropped.
pub(crate) struct Running {
    _child: Child,
    /// Ends with the process.
    _reading: JoinHandle<()>,
}

/// Starts them. `folder` is where `socket.io-client` is installed.
pub(crate) async fn start(
    folder: &Path,
    followers: Vec<Official>,
    orders: Arc<Orders>,
    weather: Arc<Weather>,
    log: std::fs::File,
) -> anyhow::Result<Running> {
    let mut command = Command::new("node");
    command.args(["--input-type=module", "--eval", SCRIPT]).current_dir(folder).kill_on_drop(true);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .context("cannot start node, for the official client")?;
    let told = followers.iter().map(|follower| {
        let ids = follower.record.orders.iter().flatten().map(|order| orders.id(*order));
        json!({ "url": format!("http://{}", follower.line.address), "orders": ids.collect::<Vec<_>>(),
            "transports": follower.transports, "acknowledged": follower.acknowledged })
    });
    let line = format!("{}\n", json!(told.collect::<Vec<_>>()));
    let mut stdin = child.stdin.take().context("node has no standard input")?;
    stdin.write_all(line.as_bytes()).await?;
    let stdout = child.stdout.take().context("node has no standard output")?;
    let reading = tokio::spawn(async move {
        // The script ends when its standard input does.
        let _stdin = stdin;
        let mut lines = BufReader::new(stdout).lines();
        let now = Instant::now();
        let mut clocks = vec![(now, now); followers.len()];
        while let Ok(Some(line)) = lines.next_line().await {
            if let Ok(report) = serde_json::from_str(&line) {
                write_down(report, &followers, &orders, &weather, &mut clocks);
            }
        }
    });
    Ok(Running { _child: child, _reading: reading })
}

/// `clocks` has, for each, when its session was last changed and when its connection was last lost.
fn write_down(
    report: Report,
    followers: &[Official],
    orders: &Orders,
    weather: &Weather,
    clocks: &mut [(Instant, Instant)],
) {
    let record = |who: usize| followers[who].record.as_ref();
    match report {
        Report::Connected { who, recovered, first } => {
            let (settled_at, lost_at) = clocks[who];
            if !recovered {
                if !first {
                    record(who).write(Note::Fresh { excuse: excuse(weather, settled_at, lost_at) });
                }
                clocks[who].0 = Instant::now();
            }
            record(who).connected(recovered);
        }
        Report::Asked { who, order } => record(who).write(Note::Asked { order: orders.index(&order) }),
        Report::Joined { who, order, seq, since, missed, complete } => {
            let missed = missed.iter().map(|payload| payload.told(orders, None)).collect();
            record(who).write(Note::Joined { order: orders.index(&order), seq, since, missed, complete });
            clocks[who].0 = Instant::now();
        }
        Report::Event { who, payload, offset } => {
            let nothing = Told { order: 0, seq: 0, change: 0, position: 0, status: Status::UNKNOWN };
            let told = payload.map_or(nothing, |payload| payload.told(orders, offset.as_deref()));
            record(who).write(Note::Told(told));
        }
        Report::Refused { who, order, code } => {
            if code.as_deref() == Some(INTERNAL) {
                record(who).pages().broken.push(orders.index(&order));
            }
        }
        Report::Lost { who } => clocks[who].1 = Instant::now(),
        Report::TurnedAway { who, why } => record(who).pages().turned_away.push(why),
        Report::GaveUp { who } => record(who).pages().counts.gave_up += 1,
    }
}
