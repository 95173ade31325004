//! Rooms: one copy, one membership, and joining in one step with reading.

use trackroom_socketio::Event;

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
    let sender = app.sender(&client.sid);
    let replay: Vec<_> = (1..=3).map(|_| app.inner.next_event(0)).collect();

    let admission = app.inner.rooms.admit(&sender, ["a".into(), "b".into()]);
    app.publish(&["a"], 2, 0).await; // 4, 5: read from the log by now
    app.publish(&["b"], 2, 0).await; // 6 is, 7 is not
    let twice = app.inner.rooms.admit(&sender, ["a".into()]);
    app.publish(&["a", "b"], 1, 0).await; // 8
    admission.start(replay, 6);
    app.publish(&["a"], 1, 0).await; // 9
    twice.start(Vec::new(), 2);
    app.publish(&["b"], 1, 0).await; // 10

    client.reads(1, 3).await;
    client.reads(7, 10).await;
}

/// The events of rooms that the member has been told of by now.
async fn told(app: &App, client: &mut Raw) -> Vec<u64> {
    app.inner.rooms.count(&"room".into()).await;
    assert!(app.sender(&client.sid).send(&Event::with("mark", &1).expect("JSON")));
    let mut told = Vec::new();
    loop {
        let packet = client.packet().await;
        if packet == "42[\"mark\",1]" {
            return told;
        }
        let event: serde_json::Value = serde_json::from_str(packet.trim_start_matches("42")).expect("an event");
        told.push(event[1]["n"].as_u64().expect("a number"));
    }
}

/// Somebody asks again, and is told in the answer what is announced meanwhile: who asked first goes by the events.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_admission_takes_no_event_from_the_first() {
    for replayed in [false, true] {
        let app = App::start(Settings::default()).await;
        let mut client = Raw::connected(&app).await;
        let sender = app.sender(&client.sid);
        let replay = Vec::from_iter(replayed.then(|| app.inner.next_event(0)));
        if !replayed {
            app.publish(&["room"], 1, 0).await;
        }
        app.inner.rooms.admit(&sender, ["room".into()]).start(replay, 1);

        for _ in 0..2 {
            let again = app.inner.rooms.admit(&sender, ["room".into()]);
            let read = app.publish(&["room"], 2, 0).await;
            again.start(Vec::new(), read);
        }
        // One that comes to nothing.
        let again = app.inner.rooms.admit(&sender, ["room".into()]);
        app.publish(&["room"], 2, 0).await;
        drop(again);
        let last = app.publish(&["room"], 1, 0).await;
        let first = if replayed { 1 } else { 2 };
        assert_eq!(told(&app, &mut client).await, Vec::from_iter(first..=last));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admissions_at_once_the_earlier_answer_counts_whichever_is_started_first() {
    for first_comes_first in [true, false] {
        let app = App::start(Settings::default()).await;
        let mut client = Raw::connected(&app).await;
        let sender = app.sender(&client.sid);
        let first = app.inner.rooms.admit(&sender, ["room".into()]);
        app.publish(&["room"], 2, 0).await;
        let second = app.inner.rooms.admit(&sender, ["room".into()]);
        app.publish(&["room"], 1, 0).await;
        let mut starts = vec![(first, 1), (second, 3)];
        if !first_comes_first {
            starts.reverse();
        }
        for (admission, after) in starts {
            admission.start(Vec::new(), after);
        }
        app.publish(&["room"], 1, 0).await;
        assert_eq!(told(&app, &mut client).await, [2, 3, 4]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admission_from_before_a_leave_has_no_say_in_the_membership_after_it() {
    for dropped in [true, false] {
        let app = App::start(Settings::default()).await;
        let mut client = Raw::connected(&app).await;
        let sender = app.sender(&client.sid);
        let before = app.inner.rooms.admit(&sender, ["room".into()]);
        app.inner.rooms.leave(&sender, "room".into());
        let after = app.inner.rooms.admit(&sender, ["room".into()]);
        app.publish(&["room"], 2, 0).await;
        if dropped {
            drop(before);
        } else {
            before.start(Vec::new(), 2);
        }
        after.start(Vec::new(), 1);
        app.publish(&["room"], 1, 0).await;
        assert_eq!(told(&app, &mut client).await, [2, 3]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_offsets_gets_the_same_events_without_beside_those_who_do() {
    let app = App::start(Settings::default()).await;
    let (mut whole, mut plain) = (Raw::connected(&app).await, Raw::connected(&app).await);
    let (sender, bare) = (app.sender(&whole.sid), app.sender(&plain.sid).without_offsets());
    app.inner.rooms.join(&sender, "room".into());
    // What waited comes without, too, merged into one frame or not.
    let admission = app.inner.rooms.admit(&bare, ["room".into()]);
    app.publish(&["room"], 3, 0).await;
    admission.start(Vec::new(), 1);
    app.publish(&["room"], 20, 0).await;
    whole.reads(1, 23).await;
    for n in 2..=23 {
        assert_eq!(plain.packet().await, format!(r#"42["news",{{"n":{n},"pad":""}}]"#));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_other_rooms_wait_with_it() {
    let app = App::start(Settings::default()).await;
    let mut client = Raw::connected(&app).await;
    client.joins("old").await;
    let sender = app.sender(&client.sid);
    let admission = app.inner.rooms.admit(&sender, ["new".into()]);
    app.publish(&["new"], 1, 0).await;
    app.publish(&["old"], 1, 0).await;
    app.publish(&["new"], 1, 0).await;
    app.inner.rooms.count(&"new".into()).await;
    assert!(sender.send(&Event::with("mark", &1).expect("JSON")));
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
    let sender = app.sender(&client.sid);
    drop(app.inner.rooms.admit(&sender, ["room".into(), "kept".into()]));
    app.publish(&["room"], 1, 0).await;
    app.publish(&["kept"], 1, 0).await;
    assert_eq!(client.news().await, 2);
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    assert_eq!(app.inner.rooms.count(&"kept".into()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_sender_is_not_let_in() {
    let app = App::start(Settings::default()).await;
    let client = Raw::connected(&app).await;
    let sender = app.sender(&client.sid);
    drop(client);
    crate::support::until("it has left", || app.left() == 1).await;
    app.inner.rooms.join(&sender, "room".into());
    assert_eq!(app.inner.rooms.count(&"room".into()).await, 0);
    drop(sender);
    app.ends_clean().await;
}
