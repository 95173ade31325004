//! One request moves thousands of orders; every admin who is connected hears of each.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
    rc::Rc,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::{Role, open_all},
    http::{self, Http},
    measure::{Window, number, report},
    options::Bulk,
    run::Run,
    sys,
};

/// What the admins who look on have heard.
pub(crate) struct Desk {
    heard: Vec<RefCell<HashSet<Box<[u8]>>>>,
    doubled: Cell<u64>,
    /// The last event at any of them.
    last: Cell<Option<Instant>>,
}

impl Desk {
    /// Takes an event of the admin with this number.
    pub(crate) fn receive(&self, admin: usize, message: &[u8]) {
        const KEY: &[u8] = br#""orderId":""#;
        if !message.starts_with(br#"42["order-status-updated""#) {
            return;
        }
        let Some(at) = memchr::memmem::find(message, KEY) else { return };
        let id = &message[at + KEY.len()..];
        let id = &id[..memchr::memchr(b'"', id).unwrap_or(0)];
        if !self.heard[admin].borrow_mut().insert(id.into()) {
            self.doubled.set(self.doubled.get() + 1);
        }
        self.last.set(Some(Instant::now()));
    }

    fn total(&self) -> usize {
        self.heard.iter().map(|heard| heard.borrow().len()).sum()
    }
}

/// How long until the last event of one request is at the last admin.
pub(super) async fn bulk(run: &Rc<Run>, options: &Bulk) -> anyhow::Result<()> {
    let desk = Rc::new(Desk {
        heard: (0..options.admins).map(|_| RefCell::default()).collect(),
        doubled: Cell::new(0),
        last: Cell::new(None),
    });
    open_all(run, options.admins, options.admins, |_| Role::Desk(desk.clone())).await;
    let connected = run.connected.get();
    let mut http = Http::open(run, 0).await?;
    sys::wait_quiet(run.target.pid, Duration::from_secs(5)).await;
    let ids: Vec<String> = (1..=options.orders).map(|i| run.order(i)).collect();
    let body = json!({ "orderIds": ids, "status": "processing", "trackingNumber": "TRK-BULK" }).to_string();
    let request = http::request(run, "POST", "/api/orders/admin/bulk-update-status", Some(&body));
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
    let last = desk.last.get().map_or(f64::NAN, |last| (last - began).as_secs_f64());
    let fields = json!({
        "orders": options.orders, "admins": options.admins, "connected": connected,
        "deliveries": desk.total(), "lost": want - desk.total(), "doubled": desk.doubled.get(),
        "answered_s": number(answered.as_secs_f64()), "last_event_s": number(last),
        "cpu_us_per_order": number(measured.server * 1e6 / options.orders.max(1) as f64),
    });
    report(run, &measured, "bulk", fields);
    Ok(())
}
