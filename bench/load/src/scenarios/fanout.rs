//! One order, many watchers: each update reaches all of them, once and in order.

use std::{rc::Rc, time::Duration};

use serde_json::json;
use tokio::net::tcp::OwnedWriteHalf;

use super::joined::until_joined;
use crate::{
    client::{Role, open_admin, open_all},
    http::Http,
    measure::{Window, number, percentiles, report},
    options::{Fanout, Via},
    run::Run,
    sys,
};

/// How updates are sent.
enum Trigger {
    Socket(Rc<OwnedWriteHalf>),
    Rest(Http),
}

impl Trigger {
    /// Sends one update. False: it was refused.
    async fn fire(&mut self, run: &Run, order: &str, number: usize) -> bool {
        match self {
            Self::Rest(http) => match http.call(&run.put_request(order, number)).await {
                Ok(status) if status / 100 == 2 => return true,
                Ok(status) => run.problem(format!("a PUT was answered {status}")),
                Err(error) => run.problem(format!("a PUT failed: {error}")),
            },
            Self::Socket(admin) => {
                let frame = run.admin_event(order, number);
                // A burst may fill the socket's buffer for a moment.
                let mut at = 0;
                while at < frame.len() {
                    if admin.writable().await.is_err() {
                        break;
                    }
                    match admin.try_write(&frame[at..]) {
                        Ok(length) => at += length,
                        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                        Err(_) => break,
                    }
                }
                if at == frame.len() {
                    return true;
                }
                run.problem("the admin could not write");
            }
        }
        false
    }
}

/// CPU time and latency of deliveries; losses, repeats and disorder.
pub(super) async fn fanout(run: &Rc<Run>, options: &Fanout) -> anyhow::Result<()> {
    let order = run.order(1);
    let admin = open_admin(run).await?;
    sys::wait_quiet(run.target.pid, Duration::from_secs(10)).await;
    let before = sys::resident(run.target.pid);
    open_all(run, options.watchers, run.target.inflight, |_| Role::watcher(order.clone())).await;
    let connected = run.connected.get();
    sys::wait_quiet(run.target.pid, Duration::from_secs(10)).await;
    let occupied = sys::resident(run.target.pid) as f64 - before as f64;
    let joined = until_joined(run, &admin, &order, connected as u64).await;
    let mut trigger = match options.via {
        Via::Socket => Trigger::Socket(admin),
        Via::Rest => Trigger::Rest(Http::open(&run.target, 0).await?),
    };
    for _ in 0..options.warmup {
        run.warm.set(0);
        trigger.fire(run, &order, 0).await;
        run.wait_until(Duration::from_secs(3), || run.warm.get() >= joined).await;
    }
    sys::wait_quiet(run.target.pid, Duration::from_secs(5)).await;

    run.expect_updates(options.updates);
    run.in_order.set(true);
    run.want.set(joined as u32);
    run.latencies.borrow_mut().reserve(options.updates * connected);
    let window = Window::open(run);
    let began = tokio::time::Instant::now();
    let (mut late, mut refused) = (0, 0);
    for number in 1..=options.updates {
        if options.rate > 0.0 {
            let due = began + Duration::from_secs_f64((number - 1) as f64 / options.rate);
            tokio::time::sleep_until(due).await;
            late += u32::from(due.elapsed() > Duration::from_millis(5));
        }
        let at = run.now();
        run.sent.borrow_mut()[number] = at;
        refused += u64::from(!trigger.fire(run, &order, number).await);
        let received = || u64::from(run.got.borrow()[number]) >= joined;
        if options.rate <= 0.0 && !run.wait_until(Duration::from_secs(10), received).await {
            run.problem("an update did not reach all watchers in 10 s");
        }
    }
    let want = (options.updates as u64 - refused) * joined;
    run.wait_until(run.timeout(), || run.deliveries.get() >= want).await;
    let measured = window.close(run);

    let deliveries = run.deliveries.get();
    let latencies = std::mem::take(&mut *run.latencies.borrow_mut());
    let fields = json!({
        "watchers": options.watchers, "connected": connected, "joined": joined,
        "updates": options.updates, "rate": options.rate, "refused": refused, "late_triggers": late,
        "deliveries": deliveries,
        "lost": want.saturating_sub(deliveries) + (options.watchers as u64 - joined) + refused,
        "doubled": run.doubled.get(), "unordered": run.unordered.get(), "unknown": run.unknown.get(),
        "rss_bytes_per_client": number(occupied / connected.max(1) as f64),
        "cpu_us_per_delivery": number(measured.server * 1e6 / deliveries.max(1) as f64),
        "load_cpu_us_per_delivery": number(measured.own * 1e6 / deliveries.max(1) as f64),
        "deliveries_per_s": number(deliveries as f64 / measured.wall),
        "latency_us": percentiles(latencies),
    });
    report(run, &measured, "fanout", fields);
    Ok(())
}
