//! One connected socket: who it is, what it follows, and how fast it may ask.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use futures_util::{FutureExt as _, future::join_all};
use governor::{DefaultDirectRateLimiter, Quota};
use serde::Serialize;
use serde_json::Value;
use socketioxide::{
    extract::SocketRef,
    socket::{DisconnectReason, Sid},
};
use trackroom_socketio::{Ack, Event, EventSender, Incoming, Message, Sequential};

use super::{
    Realtime, access, commands,
    handshake::{self, Handshake},
    inbox::{Inbox, Put},
    protocol::{
        table::{SESSION_ENDED, command},
        wire::SessionEnded,
    },
    recovery::{Connection, Found, Owner, Replay, Tracked},
    refusals::order_to_name,
    room::Right,
    room::Room,
    standing::{Farewell, Standing},
};
use crate::{
    domain::{person::Person, role::Role},
    error::{Code, Error, Resource, Result},
    tasks, throttle,
};

/// The longest arguments of one message, in bytes.
const MAX_ARGUMENT_BYTES: usize = 16 * 1024;

/// So many messages of one socket are worked on at once at most, where their order does not suffer.
const TOGETHER: usize = 64;

/// How much one socket may ask for.
#[derive(Debug)]
struct Allowance {
    /// Orders followed at once.
    rooms: usize,
    /// Messages in a moment.
    burst: NonZeroU32,
    /// Messages a second in the long run.
    per_second: NonZeroU32,
}

const fn at_least_one(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

const CUSTOMER: Allowance = Allowance { rooms: 100, burst: at_least_one(250), per_second: at_least_one(50) };
const ORDER_DESK: Allowance = Allowance { rooms: 1_000, burst: at_least_one(5_000), per_second: at_least_one(2_000) };

/// A connected socket.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) realtime: Arc<Realtime>,
    pub(super) outlet: EventSender,
    /// The library's id of the socket: a secret.
    pub(super) socket: Sid,
    /// Who is there and why; `None` for a stranger.
    standing: Mutex<Option<Standing>>,
    /// Where the client is.
    address: Option<IpAddr>,
    /// What outlives the connection: the rooms, above all.
    tracked: Arc<Tracked>,
    /// The connection's number, as that which has the session.
    owner: Owner,
    allowance: &'static Allowance,
    pace: DefaultDirectRateLimiter,
    inbox: Inbox<Message>,
}

/// Lets a socket in, before its CONNECT is answered.
///
/// # Errors
/// A bad token, or the database failed; then the socket is refused.
pub(super) async fn open(realtime: Arc<Realtime>, socket: &SocketRef, auth: Option<Value>) -> Result<()> {
    let handshake = socket.req_parts().extensions.get::<Handshake>().cloned().unwrap_or_default();
    let wants_recovery = handshake.wants_recovery()?;
    let standing = handshake::identify(&realtime, &realtime.lookups, &handshake, auth.as_ref()).await?;
    let viewer = standing.as_ref().map(|standing| standing.person.clone());
    let recovery = realtime.recovery.clone();
    let claim = auth.as_ref().filter(|_| wants_recovery);
    let (pid, tracked, replay) = match recovery.find(standing.as_ref(), claim).await? {
        Some(Found { pid, session, mut replay }) => {
            let allowed =
                access::still_allowed(&realtime, &realtime.lookups, viewer.as_ref(), session.rights()).await?;
            replay.keep_rooms(|room| allowed.rooms.contains(room));
            let holds = |link: &str| allowed.links.iter().any(|(allowed, _)| allowed.id == link);
            session.retain(|room| allowed.rooms.contains(room), holds);
            (pid, session, Some((replay, allowed.links)))
        }
        None => {
            let (pid, session) = recovery.begin(standing.as_ref(), wants_recovery);
            (pid, session, None)
        }
    };
    let outlet =
        EventSender::open(socket, recovery.keeps(&tracked).then(|| pid.expose())).map_err(anyhow::Error::from)?;
    let outlet = if wants_recovery { outlet } else { outlet.without_offsets() };
    let desk = viewer.as_ref().is_some_and(|person| person.role.handles_orders());
    let (owner, before) = tracked.own(socket.id, outlet.clone(), desk);
    recovery.save(&tracked);
    if let Some(before) = before {
        take_over(&realtime, &before);
    }
    let allowance = if desk { &ORDER_DESK } else { &CUSTOMER };
    let session = Arc::new(Session {
        pace: throttle::pace(Quota::per_second(allowance.per_second).allow_burst(allowance.burst)),
        inbox: Inbox::new(allowance.burst.get() as usize),
        tracked,
        owner,
        allowance,
        standing: Mutex::new(standing),
        socket: socket.id,
        address: handshake.address,
        outlet: outlet.clone(),
        realtime,
    });
    let replay = replay.map(|(replay, links)| {
        for (link, order) in &links {
            session.realtime.links().add(link, &order.order_id, &session);
        }
        replay
    });
    session.restore(replay, desk);
    session.realtime.live.add(&session);
    let receiver = session.clone();
    let present = Arc::new(Present { session, gone: AtomicBool::new(false) });
    socket.on_fallback(Sequential::new(outlet, move |incoming| receive(&receiver, incoming)));
    socket.on_disconnect(async move |reason: DisconnectReason| {
        // Its client meant it: there is nothing to come back to. What the server means it says itself.
        if matches!(reason, DisconnectReason::ClientNSDisconnect) {
            recovery.end(&present.session.tracked, owner);
        }
        present.go();
    });
    Ok(())
}

/// Being connected. It ends when the library says so, or lets go of the socket without a word: it does for a line that was
/// lost before CONNECT was answered.
struct Present {
    session: Arc<Session>,
    gone: AtomicBool,
}

impl Present {
    fn go(&self) {
        if self.gone.swap(true, Ordering::AcqRel) {
            return;
        }
        let Self { session, .. } = self;
        let realtime = &session.realtime;
        realtime.live.remove(session);
        session.outlet.close();
        realtime.rooms().leave_all(&session.outlet);
        // Unless it has been ended, or another connection has it.
        realtime.recovery.leave(&session.tracked, session.owner);
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.go();
    }
}

/// Ends a connection whose session has gone to a newer one: usually a line that is dead and does not know it
/// yet. It is told to disconnect, not just cut: were it alive, it would come back and the two would fight.
pub(super) fn take_over(realtime: &Realtime, before: &Connection) {
    let socket = realtime.transport.socket(before.socket);
    if socket.is_none_or(|socket| socket.disconnect().is_err()) {
        before.outlet.kill();
    }
    before.outlet.close();
    realtime.rooms().leave_all(&before.outlet);
}

/// Takes a message on the task that reads the connection: nothing here may wait.
fn receive(session: &Arc<Session>, incoming: Incoming) {
    let message = match incoming {
        Incoming::Message(message) => message,
        Incoming::Malformed(malformed) => return session.turn_down_malformed(malformed),
    };
    session.realtime.metrics.received(command(&message.name).map_or("other", |(_, name)| name));
    if session.realtime.in_flight.is_ending() {
        return session.turn_down(message, &Error::Unavailable);
    }
    if let Err(error) = session.may_ask() {
        return session.turn_down(message, &error);
    }
    if session.pace.check().is_err() {
        return session.turn_down(message, &too_fast());
    }
    if message.args.iter().map(|arg| arg.get().len()).sum::<usize>() > MAX_ARGUMENT_BYTES {
        let error = Error::invalid(Code::InvalidRequest, format!("A message has at most {MAX_ARGUMENT_BYTES} bytes"));
        return session.turn_down(message, &error);
    }
    match session.inbox.put(message) {
        Put::Queued => {}
        Put::Full(message) => session.turn_down(message, &too_fast()),
        Put::Start => {
            let session = session.clone();
            #[expect(clippy::disallowed_methods, reason = "it ends with the socket's last message")]
            tokio::spawn(async move {
                let _working = session.realtime.in_flight.begin();
                loop {
                    let messages = session.inbox.next(TOGETHER, commands::goes_together);
                    if messages.is_empty() {
                        return;
                    }
                    join_all(messages.into_iter().map(|message| handle(&session, message))).await;
                }
            });
        }
    }
}

/// Does what a message asks for. A panic is answered as one of a request is; else this socket's later messages would
/// wait for ever.
async fn handle(session: &Arc<Session>, message: Message) {
    let ack = message.ack.clone();
    let named = order_to_name(&message);
    if let Err(panic) = AssertUnwindSafe(commands::handle(session, message)).catch_unwind().await {
        let error = anyhow::anyhow!("a command panicked: {}", tasks::message(&*panic));
        session.refuse(ack, named.as_deref(), &Error::Internal(error));
    }
}

fn too_fast() -> Error {
    Error::TooManyRequests { retry_after: std::time::Duration::from_secs(1) }
}

impl Session {
    /// Who is there and why; `None` for a stranger.
    pub(super) fn standing(&self) -> Option<Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Who is there; `None` for a stranger.
    pub(super) fn viewer(&self) -> Option<Person> {
        self.standing().map(|standing| standing.person)
    }

    /// Counts a message for its client, whose other sockets and requests count too.
    fn may_ask(&self) -> Result<()> {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let user = standing.as_ref().map(|standing| standing.person.id.as_str()).unwrap_or_default();
        self.realtime.throttles.requests.check(&(self.address, user))
    }

    /// The orders that the socket follows, and by what right.
    pub(super) fn followed(&self) -> HashMap<Room, Right> {
        self.tracked.rights().into_iter().collect()
    }

    /// Goes on with another token of the same person. Returns when it ends, in seconds since 1970.
    ///
    /// # Errors
    /// The token is bad or somebody else's, or the database failed.
    pub(super) async fn renew(&self, token: &str) -> Result<i64> {
        let other = || Error::Forbidden("Not authorized, the token is not of the person who connected");
        let present = self.viewer().ok_or_else(other)?;
        let renewed = Standing::of_token(&self.realtime, &self.realtime.lookups, token).await?;
        if renewed.person.id != present.id {
            return Err(other());
        }
        let (role, expires) = (renewed.person.role, renewed.expires);
        {
            // Sent away meanwhile, they are nobody any more.
            let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
            let standing = standing.as_mut().ok_or_else(other)?;
            self.tracked.goes_on_by(&renewed.log_in);
            *standing = Standing { person: present.clone(), ..renewed };
        }
        self.save();
        if role != present.role {
            self.change_role(role).await?;
        }
        Ok(expires)
    }

    /// The person has another role from now on: the desk's room opens or closes, and orders that they may no
    /// longer see are left.
    pub(super) async fn change_role(&self, role: Role) -> Result<()> {
        let person = {
            let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(standing) = standing.as_mut() else { return Ok(()) };
            standing.person.role = role;
            standing.person.clone()
        };
        self.tracked.at_desk(role.handles_orders());
        self.realtime.recovery.save(&self.tracked);
        let rooms = self.realtime.rooms();
        if role.handles_orders() {
            rooms.join(&self.outlet, Room::OrderDesk);
            return Ok(());
        }
        rooms.leave(&self.outlet, Room::OrderDesk);
        let followed = self.followed();
        let numbers: Vec<i64> = followed
            .into_iter()
            .filter_map(|(room, right)| match (room, right) {
                (Room::Order(number), Right::Own) => Some(number),
                _ => None,
            })
            .collect();
        // Not known what they may still see: cut off, they come back, and are judged anew before anything else.
        let visible = access::visible(&self.realtime, &self.realtime.lookups, &person, &numbers)
            .await
            .inspect_err(|_| self.outlet.kill())?;
        for number in numbers.into_iter().filter(|number| !visible.contains(number)) {
            self.exit(&Room::Order(number));
            rooms.leave(&self.outlet, Room::Order(number));
        }
        Ok(())
    }

    /// Ends the connection: tells why, takes it out of every room, and disconnects it so that the client does
    /// not come back by itself with what is no longer good. A session outlives its token, for whoever brings another of
    /// the same log-in; it does not outlive the log-in.
    pub(super) fn send_away(&self, why: Farewell) {
        {
            let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
            // They may have brought another token in this moment.
            if why == Farewell::Expired && standing.as_ref().is_some_and(|standing| !standing.is_over()) {
                return;
            }
            *standing = None;
        }
        let Realtime { recovery, .. } = &*self.realtime;
        // Before it is said: a client that is told, and leaves by itself, has not meant more than that.
        match why {
            Farewell::Expired => recovery.leave(&self.tracked, self.owner),
            Farewell::LoggedOut | Farewell::Deactivated => recovery.end(&self.tracked, self.owner),
        }
        self.realtime.rooms().leave_all(&self.outlet);
        match Event::with(SESSION_ENDED.name, &SessionEnded { code: why.code(), message: why.message() }) {
            Ok(event) => {
                self.outlet.send(&event);
            }
            Err(error) => tracing::error!(%error, "a farewell could not be encoded"),
        }
        tracing::debug!(reason = why.code(), "a socket is sent away");
        if !self.realtime.disconnect(self.socket) {
            self.outlet.kill();
        }
    }

    /// Lets the socket into its rooms: those of its session, behind what it missed, and the order desk.
    ///
    /// Nothing goes out before CONNECT is answered: until then the outlet holds it.
    fn restore(&self, replay: Option<Replay>, desk: bool) {
        let realtime = &self.realtime;
        let of_the_desk = || desk.then_some(Room::OrderDesk).into_iter().collect();
        let rooms: Vec<Room> = replay.as_ref().map_or_else(of_the_desk, Replay::rooms);
        let admission = (!rooms.is_empty()).then(|| realtime.rooms().admit(&self.outlet, rooms));
        let (events, upto) = match replay {
            None => (Vec::new(), 0),
            Some(replay) => match replay.complete(&realtime.recovery.recent) {
                Some(complete) => complete,
                // So much has happened in this moment that the memory is short: the client comes back.
                None => return self.outlet.kill(),
            },
        };
        if let Some(admission) = admission {
            admission.start(events, upto);
        }
    }

    /// Has the socket follow an order, from this place in the log on. True if it did not before. One's own right
    /// outlives that of a link. It is for the caller to have that saved.
    ///
    /// # Errors
    /// `too_many_rooms`.
    pub(super) fn enter(&self, room: &Room, right: Right, position: i64) -> Result<bool> {
        self.tracked.enter(room, right, position, self.allowance.rooms).ok_or_else(|| {
            let message = format!("A connection follows at most {} orders", self.allowance.rooms);
            Error::invalid(Code::TooManyRooms, message)
        })
    }

    /// Has what the socket follows written soon.
    pub(super) fn save(&self) {
        self.realtime.recovery.save(&self.tracked);
    }

    /// The client has been told of everything up to this place in the log.
    pub(super) fn settle(&self, room: &Room, position: u64) {
        self.tracked.settle(room, i64::try_from(position).unwrap_or(i64::MAX));
        self.save();
    }

    /// Returns when what the client is about to be told it follows would survive the end of this process.
    pub(super) async fn saved(&self) {
        self.realtime.recovery.saved(&self.tracked).await;
    }

    /// Whether the socket may follow what it asked for a moment ago: a link may have ended since.
    pub(super) fn may_follow(&self, room: &Room) -> bool {
        self.tracked.is_in(room)
    }

    /// A link has ended: a socket that follows by it leaves, and is told why.
    pub(super) fn link_ended(&self, link: &str, room: &Room, order_id: &str) {
        if !self.tracked.link_ended(link, room) {
            return;
        }
        self.realtime.recovery.save(&self.tracked);
        self.realtime.rooms().leave(&self.outlet, room.clone());
        self.refuse(None, Some(order_id), &Error::NotFound(Resource::TrackingLink));
    }

    /// Forgets that the socket follows an order.
    pub(super) fn exit(&self, room: &Room) {
        self.tracked.exit(room);
        self.save();
    }

    /// Answers, if the client asked for an answer.
    pub(super) fn answer<T: Serialize>(&self, ack: Option<Ack>, answer: &T) {
        if let Some(ack) = ack {
            ack.send(answer);
        }
    }
}
