//! One connected socket: who it is, what it follows, and how fast it may ask.

use std::{
    collections::HashMap,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
};

use governor::DefaultDirectRateLimiter;
use serde::Serialize;
use socketioxide::socket::Sid;
use trackroom_socketio::{Ack, Event, EventSender, Message};

use super::{
    Realtime, access,
    connection_registry::Connected,
    inbox::Inbox,
    principal::{EndReason, Principal},
    protocol::{table::SESSION_ENDED, wire::SessionEnded},
    recovery::{AttachmentId, Replay, Session},
    room::Right,
    room::Room,
};
use crate::{
    domain::{person::Person, role::Role},
    error::{Code, Error, Resource, Result},
};

/// How much one socket may ask for.
#[derive(Debug)]
pub(super) struct Allowance {
    /// Orders followed at once.
    pub(super) rooms: usize,
    /// Messages in a moment.
    pub(super) burst: NonZeroU32,
    /// Messages a second in the long run.
    pub(super) per_second: NonZeroU32,
}

const fn at_least_one(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

impl Allowance {
    /// What a socket of the order desk may ask for, or another.
    pub(super) fn of(desk: bool) -> &'static Self {
        if desk { &ORDER_DESK } else { &CUSTOMER }
    }
}

const CUSTOMER: Allowance = Allowance { rooms: 100, burst: at_least_one(250), per_second: at_least_one(50) };
const ORDER_DESK: Allowance = Allowance { rooms: 1_000, burst: at_least_one(5_000), per_second: at_least_one(2_000) };

/// A connected socket.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) realtime: Arc<Realtime>,
    pub(super) sender: EventSender,
    /// The library's id of the socket: a secret.
    pub(super) socket: Sid,
    /// Who is there and why; `None` for a stranger.
    pub(super) principal: Mutex<Option<Principal>>,
    /// Where the client is.
    pub(super) address: Option<IpAddr>,
    /// What outlives the connection: the rooms, above all.
    pub(super) session: Arc<Session>,
    /// The connection's number, as that which has the session.
    pub(super) owner: AttachmentId,
    pub(super) allowance: &'static Allowance,
    pub(super) pace: DefaultDirectRateLimiter,
    pub(super) inbox: Inbox<Message>,
}

impl Connection {
    /// Who is there and why; `None` for a stranger.
    pub(super) fn principal(&self) -> Option<Principal> {
        self.principal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Who is there; `None` for a stranger.
    pub(super) fn viewer(&self) -> Option<Person> {
        self.principal().map(|principal| principal.person)
    }

    /// Counts a message for its client, whose other sockets and requests count too.
    pub(super) fn may_ask(&self) -> Result<()> {
        let principal = self.principal.lock().unwrap_or_else(PoisonError::into_inner);
        let user = principal.as_ref().map(|principal| principal.person.id.as_str()).unwrap_or_default();
        self.realtime.throttles.requests.check(&(self.address, user))
    }

    /// The orders that the socket follows, and by what right.
    pub(super) fn followed(&self) -> HashMap<Room, Right> {
        self.session.rights().into_iter().collect()
    }

    /// Goes on with another token of the same person. Returns when it ends, in seconds since 1970.
    ///
    /// # Errors
    /// The token is bad or somebody else's, or the database failed.
    pub(super) async fn renew(&self, token: &str) -> Result<i64> {
        let other = || Error::Forbidden("Not authorized, the token is not of the person who connected");
        let present = self.viewer().ok_or_else(other)?;
        let renewed = Principal::of_token(&self.realtime, &self.realtime.lookups, token).await?;
        if renewed.person.id != present.id {
            return Err(other());
        }
        let (role, expires) = (renewed.person.role, renewed.expires);
        {
            // Sent away meanwhile, they are nobody any more.
            let mut principal = self.principal.lock().unwrap_or_else(PoisonError::into_inner);
            let principal = principal.as_mut().ok_or_else(other)?;
            self.session.goes_on_by(&renewed.log_in);
            *principal = Principal { person: present.clone(), ..renewed };
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
            let mut principal = self.principal.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(principal) = principal.as_mut() else { return Ok(()) };
            principal.person.role = role;
            principal.person.clone()
        };
        self.session.at_desk(role.handles_orders());
        self.realtime.recovery.save(&self.session);
        let rooms = self.realtime.rooms();
        if role.handles_orders() {
            rooms.join(&self.sender, Room::OrderDesk);
            return Ok(());
        }
        rooms.leave(&self.sender, Room::OrderDesk);
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
            .inspect_err(|_| self.sender.kill())?;
        for number in numbers.into_iter().filter(|number| !visible.contains(number)) {
            self.exit(&Room::Order(number));
            rooms.leave(&self.sender, Room::Order(number));
        }
        Ok(())
    }

    /// Ends the connection: tells why, takes it out of every room, and disconnects it so that the client does
    /// not come back by itself with what is no longer good. A session outlives its token, for whoever brings another of
    /// the same log-in; it does not outlive the log-in.
    pub(super) fn send_away(&self, why: EndReason) {
        {
            let mut principal = self.principal.lock().unwrap_or_else(PoisonError::into_inner);
            // They may have brought another token in this moment.
            if why == EndReason::Expired && principal.as_ref().is_some_and(|principal| !principal.is_over()) {
                return;
            }
            *principal = None;
        }
        let Realtime { recovery, .. } = &*self.realtime;
        // Before it is said: a client that is told, and leaves by itself, has not meant more than that.
        match why {
            EndReason::Expired => recovery.leave(&self.session, self.owner),
            EndReason::LoggedOut | EndReason::Deactivated => recovery.end(&self.session, self.owner),
        }
        self.realtime.rooms().leave_all(&self.sender);
        match Event::with(SESSION_ENDED.name, &SessionEnded { code: why.code(), message: why.message() }) {
            Ok(event) => {
                self.sender.send(&event);
            }
            Err(error) => tracing::error!(%error, "a farewell could not be encoded"),
        }
        tracing::debug!(reason = why.code(), "a socket is sent away");
        if !self.realtime.disconnect(self.socket) {
            self.sender.kill();
        }
    }

    /// Lets the socket into its rooms: those of its session, behind what it missed, and the order desk.
    ///
    /// Nothing goes out before CONNECT is answered: until then the sender holds it.
    pub(super) fn restore(&self, replay: Option<Replay>, desk: bool) {
        let realtime = &self.realtime;
        let of_the_desk = || desk.then_some(Room::OrderDesk).into_iter().collect();
        let rooms: Vec<Room> = replay.as_ref().map_or_else(of_the_desk, Replay::rooms);
        let admission = (!rooms.is_empty()).then(|| realtime.rooms().admit(&self.sender, rooms));
        let (events, upto) = match replay {
            None => (Vec::new(), 0),
            Some(replay) => match replay.complete(&realtime.recovery.recent) {
                Some(complete) => complete,
                // So much has happened in this moment that the memory is short: the client comes back.
                None => return self.sender.kill(),
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
        self.session.enter(room, right, position, self.allowance.rooms).ok_or_else(|| {
            let message = format!("A connection follows at most {} orders", self.allowance.rooms);
            Error::invalid(Code::TooManyRooms, message)
        })
    }

    /// Has what the socket follows written soon.
    pub(super) fn save(&self) {
        self.realtime.recovery.save(&self.session);
    }

    /// The client has been told of everything up to this place in the log.
    pub(super) fn settle(&self, room: &Room, position: u64) {
        self.session.settle(room, i64::try_from(position).unwrap_or(i64::MAX));
        self.save();
    }

    /// Returns when what the client is about to be told it follows would survive the end of this process.
    pub(super) async fn saved(&self) {
        self.realtime.recovery.saved(&self.session).await;
    }

    /// Whether the socket may follow what it asked for a moment ago: a link may have ended since.
    pub(super) fn may_follow(&self, room: &Room) -> bool {
        self.session.is_in(room)
    }

    /// A link has ended: a socket that follows by it leaves, and is told why.
    pub(super) fn link_ended(&self, link: &str, room: &Room, order_id: &str) {
        if !self.session.link_ended(link, room) {
            return;
        }
        self.realtime.recovery.save(&self.session);
        self.realtime.rooms().leave(&self.sender, room.clone());
        self.refuse(None, Some(order_id), &Error::NotFound(Resource::TrackingLink));
    }

    /// Forgets that the socket follows an order.
    pub(super) fn exit(&self, room: &Room) {
        self.session.exit(room);
        self.save();
    }

    /// Answers, if the client asked for an answer.
    pub(super) fn answer<T: Serialize>(&self, ack: Option<Ack>, answer: &T) {
        if let Some(ack) = ack {
            ack.send(answer);
        }
    }
}

impl Connected for Connection {
    fn socket(&self) -> Sid {
        self.socket
    }

    fn is_recognised(&self) -> bool {
        self.principal.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn rooms(&self) -> Vec<Room> {
        self.session.rights().into_iter().map(|(room, _)| room).collect()
    }
}
