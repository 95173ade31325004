//! Nobody stays longer than they may: sockets whose token, log-in or account has ended are sent away, and a
//! change of role takes effect, within about a second.
//!
//! Once a second, and at once when something changed in this process, the guard reads what changed lately in
//! the database, so it hears of other nodes and of the command line too. The cost does not grow with the number
//! of sockets; once a minute it asks after every connected person, for whatever a clock or a deleted row hid.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chrono::TimeDelta;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QuerySelect as _};
use tokio::{task::JoinHandle, time};

use super::{
    Realtime,
    connection::Connection,
    principal::{EndReason, Principal},
};
use crate::{
    clock,
    domain::role::Role,
    error::Result,
    store::{
        database::in_time,
        entities::{login_session, user},
    },
};

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How far back each look reads: clocks of nodes differ, and transactions take their time.
const LOOK_BACK: TimeDelta = TimeDelta::seconds(60);
/// Every so many looks, everybody is asked after.
const ROLL_CALL: u32 = 60;
/// Every so many looks, the throttles forget whoever has been quiet.
const SWEEP: u32 = 10;
/// Ids in one `IN`.
const CHUNK: usize = 500;

/// Watches over the sockets until it is told to stop.
pub(crate) fn start(realtime: &Arc<Realtime>) -> JoinHandle<()> {
    let (stop, tasks) = (realtime.tasks.stop().clone(), &realtime.tasks);
    let realtime = realtime.clone();
    tasks.spawn("guard", async move {
        let mut tick = time::interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
        let mut looks: u32 = 0;
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = realtime.change.notified() => {}
                _ = tick.tick() => looks = looks.wrapping_add(1),
            }
            if let Err(error) = look(&realtime, looks.is_multiple_of(ROLL_CALL)).await {
                tracing::warn!(%error, "the rights of connected people could not be checked");
            }
            if looks.is_multiple_of(SWEEP) {
                realtime.throttles.sweep();
            }
        }
    })
}

/// What the database says of people: their role, or that they are to go.
#[derive(Default)]
struct Findings {
    people: HashMap<String, Result<Role, EndReason>>,
    ended: Vec<String>,
}

async fn look(realtime: &Arc<Realtime>, everybody: bool) -> Result<()> {
    let connected = realtime.live.recognised();
    let connected: Vec<_> = connected
        .into_iter()
        .filter_map(|connection| connection.principal().map(|principal| (connection, principal)))
        .filter(|(connection, principal)| {
            if principal.is_over() {
                connection.send_away(EndReason::Expired);
            }
            !principal.is_over()
        })
        .collect();
    if connected.is_empty() {
        return Ok(());
    }
    // What follows from the answer is done to its end: who has lost a role must not keep half of it.
    let findings = in_time(async {
        if everybody { ask_after(realtime, &connected).await } else { changed_lately(realtime).await }
    });
    let findings = findings.await?;
    for (connection, principal) in &connected {
        if findings.ended.contains(&principal.log_in) {
            connection.send_away(EndReason::LoggedOut);
            continue;
        }
        match findings.people.get(&principal.person.id) {
            Some(Err(farewell)) => connection.send_away(*farewell),
            Some(Ok(role)) if *role != principal.person.role => connection.change_role(*role).await?,
            _ => {}
        }
    }
    Ok(())
}

/// Who changed lately, and which log-ins ended.
async fn changed_lately(realtime: &Arc<Realtime>) -> Result<Findings> {
    let since = clock::now() - LOOK_BACK;
    let people = people().filter(user::Column::UpdatedAt.gt(since)).into_tuple().all(realtime.db.read()).await?;
    let ended = login_session::Entity::find()
        .select_only()
        .column(login_session::Column::Id)
        .filter(login_session::Column::RevokedAt.gt(since))
        .into_tuple()
        .all(realtime.db.read())
        .await?;
    Ok(Findings { people: people.into_iter().map(judge).collect(), ended })
}

/// What becomes of all who are connected.
async fn ask_after(realtime: &Arc<Realtime>, connected: &[(Arc<Connection>, Principal)]) -> Result<Findings> {
    let mut findings = Findings::default();
    for chunk in connected.chunks(CHUNK) {
        let ids = chunk.iter().map(|(_, principal)| principal.person.id.as_str());
        findings.people.extend(ids.clone().map(|id| (id.to_owned(), Err(EndReason::Deactivated))));
        let found = people().filter(user::Column::Id.is_in(ids)).into_tuple().all(realtime.db.read()).await?;
        findings.people.extend(found.into_iter().map(judge));
        let log_ins = chunk.iter().map(|(_, principal)| principal.log_in.as_str());
        let alive: Vec<String> = login_session::Entity::find()
            .select_only()
            .column(login_session::Column::Id)
            .filter(login_session::Column::Id.is_in(log_ins.clone()))
            .filter(login_session::Column::RevokedAt.is_null())
            .into_tuple()
            .all(realtime.db.read())
            .await?;
        findings.ended.extend(log_ins.filter(|id| !alive.iter().any(|alive| alive == id)).map(str::to_owned));
    }
    Ok(findings)
}

fn people() -> sea_orm::Select<user::Entity> {
    let columns = [user::Column::Id, user::Column::Role, user::Column::IsActive];
    user::Entity::find().select_only().columns(columns)
}

fn judge((id, role, active): (String, Role, bool)) -> (String, Result<Role, EndReason>) {
    (id, if active { Ok(role) } else { Err(EndReason::Deactivated) })
}
