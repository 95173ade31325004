//! Readings before and after a measured period, and the line that reports them.

use std::time::Instant;

use serde_json::{Value, json};

use crate::{run::Run, sys};

/// A measured period that has begun.
pub(crate) struct Window {
    pub(crate) began: Instant,
    server: f64,
    own: f64,
    user_system: (f64, f64),
    busy: (f64, f64),
}

/// What was measured.
pub(crate) struct Measured {
    /// Seconds.
    pub(crate) wall: f64,
    /// The server's CPU seconds.
    pub(crate) server: f64,
    /// The generator's CPU seconds.
    pub(crate) own: f64,
    /// The share of the server's CPU time that was spent in the kernel.
    system_share: f64,
    /// CPUs kept busy by anything else, stolen time included.
    foreign: f64,
}

impl Window {
    pub(crate) fn open(run: &Run) -> Self {
        Self {
            began: Instant::now(),
            server: sys::cpu_seconds(run.target.pid),
            own: sys::own_cpu_seconds(),
            user_system: sys::user_and_system(run.target.pid),
            busy: sys::machine_busy(),
        }
    }

    /// The server's CPU seconds so far.
    pub(crate) fn server_so_far(&self, run: &Run) -> f64 {
        sys::cpu_seconds(run.target.pid) - self.server
    }

    pub(crate) fn close(self, run: &Run) -> Measured {
        let wall = self.began.elapsed().as_secs_f64();
        let server = self.server_so_far(run);
        let own = sys::own_cpu_seconds() - self.own;
        let now = sys::user_and_system(run.target.pid);
        let (user, system) = (now.0 - self.user_system.0, now.1 - self.user_system.1);
        let busy = sys::machine_busy();
        let ours = own + if server.is_nan() { 0.0 } else { server };
        let others = (busy.0 - self.busy.0 - ours).max(0.0);
        let stolen = busy.1 - self.busy.1;
        let system_share = system / (user + system).max(0.01);
        Measured { wall, server, own, system_share, foreign: (others + stolen) / wall }
    }
}

/// A number with three decimals; null unless it is finite.
pub(crate) fn number(value: f64) -> Value {
    if value.is_finite() { json!((value * 1000.0).round() / 1000.0) } else { Value::Null }
}

/// Percentiles of microseconds.
pub(crate) fn percentiles(mut values: Vec<u32>) -> Value {
    values.sort_unstable();
    let at = |share: f64| match values.len() {
        0 => Value::Null,
        count => json!(values[((count as f64 * share).ceil() as usize).clamp(1, count) - 1]),
    };
    json!({ "p50": at(0.50), "p95": at(0.95), "p99": at(0.99), "max": at(1.0) })
}

/// Prints the line of a scenario.
pub(crate) fn report(run: &Run, measured: &Measured, scenario: &str, fields: Value) {
    let head = json!({ "scenario": scenario, "label": run.target.label });
    let tail = json!({
        "wall_s": number(measured.wall),
        "server_cpu_s": number(measured.server),
        "load_cpu_s": number(measured.own),
        "server_sys_share": number(measured.system_share),
        "foreign_cpus": number(measured.foreign),
        "failed": run.failed.get(),
        "closed": run.closed.get(),
        "problems": *run.problems.borrow(),
    });
    let mut line = serde_json::Map::new();
    for part in [head, fields, tail] {
        if let Value::Object(part) = part {
            line.extend(part);
        }
    }
    println!("{}", Value::Object(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_occurred() {
        assert_eq!(percentiles((1..=100).rev().collect()), json!({ "p50": 50, "p95": 95, "p99": 99, "max": 100 }));
        assert_eq!(percentiles(vec![7]), json!({ "p50": 7, "p95": 7, "p99": 7, "max": 7 }));
        assert_eq!(percentiles(Vec::new())["p99"], Value::Null);
    }
}
