//! Rooms: one copy, one membership, and joining in one step with reading.

use crate::support::{App, Raw, Settings};

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_several_rooms_gets_one_copy() {
    let app = App::start(Settings::default()).await;
    let mut admin = Raw::connected(&app).await;
    let mut customer = Raw::connected(&app).await;
    admin.joins("admins").await;
    admin.joins("order").await;
    customer.joins("order").await;
    for _ in 0..50 {
        app.publish(&["order", "admins"], 1, 0).await;
        app.publish(&["admins", "other"], 1, 0).await;
    }
    admin.reads(1, 100).await;
    for n in (1..100).step_by(2) {
        assert_eq!(customer.news().await, n);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joining_twice_is_one_membership_and_leaving_once_ends_it() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    client.joins("room").await;
    client.joins("room").await;
    client.joins("kept").await;
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 1);
    app.publish(&["room"], 1, 0).await;
    client.reads(1, 1).await;
    client.say("421[\"leave\",\"room\"]").await;
    assert_eq!(client.packet().await, "431[\"left\"]");
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    app.publish(&["room"], 1, 0).await;
    app.publish(&["kept"], 1, 0).await;
    assert_eq!(client.news().await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admitted_member_gets_the_replay_first_and_then_what_waited() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    let outlet = app.outlet(&client.sid);
    let replay: Vec<_> = (1..=3).map(|_| app.inner.next_event(0)).collect();

    let admission = app.inner.rooms.admit(&outlet, ["a".into(), "b".into()]);
    app.publish(&["a"], 2, 0).await; // 4, 5: read from the log by now
    app.publish(&["b"], 2, 0).await; // 6 is, 7 is not
    let twice = app.inner.rooms.admit(&outlet, ["a".into()]);
    app.publish(&["a", "b"], 1, 0).await; // 8
    admission.start(replay, 6);
    app.publish(&["a"], 1, 0).await; // 9
    twice.start(Vec::new(), 2);
    app.publish(&["b"], 1, 0).await; // 10

    client.reads(1, 3).await;
    client.reads(7, 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_other_rooms_wait_with_it() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    client.joins("old").await;
    let outlet = app.outlet(&client.sid);
    let admission = app.inner.rooms.admit(&outlet, ["new".into()]);
    app.publish(&["new"], 1, 0).await;
    app.publish(&["old"], 1, 0).await;
    app.publish(&["new"], 1, 0).await;
    app.inner.rooms.count(&"new".into()).await;
    assert!(outlet.send(&trackroom_transport::Event::with("mark", &1).expect("JSON")));
    admission.start(Vec::new(), 1);
    // What waited comes in the log's order: no later offset before an earlier one.
    assert_eq!(client.packet().await, "42[\"mark\",1]");
    client.reads(2, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admission_that_is_dropped_leaves_no_membership() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    client.joins("kept").await;
    let outlet = app.outlet(&client.sid);
    drop(app.inner.rooms.admit(&outlet, ["room".into(), "kept".into()]));
    app.publish(&["room"], 1, 0).await;
    app.publish(&["kept"], 1, 0).await;
    assert_eq!(client.news().await, 2);
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    assert_eq!(app.inner.rooms.count(&"kept".into()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_outlet_is_not_let_in() {
    let app = App::start(Settings::default()).await;
    let client = Raw::connected(&app).await;
    let outlet = app.outlet(&client.sid);
    drop(client);
    crate::support::until("it has left", || app.left() == 1).await;
    app.inner.rooms.join(&outlet, "room".into());
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    drop(outlet);
    app.ends_clean().await;
}
