//! One request moves thousands of orders, and every connected admin receives an event of each.

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::{Role, open_all},
    desk::Desk,
    http::{self, Http},
    measure::{Window, number, report},
    options::Bulk,
    run::Run,
    sys,
};

/// How long it takes until the last event of one request reaches the last admin.
pub(super) async fn bulk(run: &Rc<Run>, options: &Bulk) -> anyhow::Result<()> {
    let desk = Rc::new(Desk::new(options.admins));
    open_all(run, options.admins, options.admins, |_| Role::Desk(desk.clone())).await;
    let connected = run.connected.get();
    let mut http = Http::open(&run.target, 0).await?;
    sys::wait_quiet(run.target.pid, Duration::from_secs(5)).await;
    let ids: Vec<String> = (1..=options.orders).map(|i| run.order(i)).collect();
    let body = json!({ "orderIds": ids, "status": "processing", "trackingNumber": "TRK-BULK" }).to_string();
    let request = http::request(&run.target, "POST", "/api/orders/admin/bulk-update-status", Some(&body));
    let window = Window::open(run);
    let began = Instant::now();
    let status = http.call(&request).await?;
    let answered = began.elapsed();
    if status != 200 {
        run.problem(format!("the request was answered {status}"));
    }
    let want = options.orders * options.admins;
    run.wait_until(run.timeout(), || desk.total() >= want).await;
    let measured = window.close(run);
    let last = desk.last_event().map_or(f64::NAN, |last| (last - began).as_secs_f64());
    let fields = json!({
        "orders": options.orders, "admins": options.admins, "connected": connected,
        "deliveries": desk.total(), "lost": want - desk.total(), "doubled": desk.doubled(),
        "answered_s": number(answered.as_secs_f64()), "last_event_s": number(last),
        "cpu_us_per_order": number(measured.server * 1e6 / options.orders.max(1) as f64),
    });
    report(run, &measured, "bulk", fields);
    Ok(())
}
