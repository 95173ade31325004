//! Who may follow which order, and by what right.

use std::collections::HashSet;

use super::{
    lookups::{KnownOrder, Lookups},
    protocol::wire::JoinOrder,
    room::Right,
};
use crate::{
    config::TrackingAccess,
    core::Core,
    domain::{ids::OrderRef, person::Person},
    error::{Code, Error, Resource, Result},
    realtime::room::Room,
    services::tracking_links,
    store::entities::{order, tracking_link},
};

/// An order that a client may follow.
#[derive(Debug)]
pub(super) struct Granted {
    pub(super) order: KnownOrder,
    /// The link, if nothing else lets the client follow.
    pub(super) link: Option<tracking_link::Model>,
}

impl Granted {
    pub(super) fn right(&self) -> Right {
        self.link.as_ref().map_or(Right::Own, |link| Right::Link(link.id.clone()))
    }
}

/// The order that a client asks to follow, if it may. A ticket must be good and, when the client also names an
/// order, that order's.
///
/// # Errors
/// [`Error::NotFound`] for what is unknown and what is forbidden alike, `invalid_request` when neither an order
/// nor a ticket is named, or the database failed.
pub(super) async fn grant(
    core: &Core,
    lookups: &Lookups,
    viewer: Option<&Person>,
    join: &JoinOrder,
) -> Result<Granted> {
    let Some(ticket) = &join.ticket else {
        let order_id = join.order_id.as_deref();
        let order_id = order_id.ok_or_else(|| Error::invalid(Code::InvalidRequest, "orderId or ticket is required"))?;
        return Ok(Granted { order: followable(core, lookups, viewer, order_id).await?, link: None });
    };
    let (link, order) = tracking_links::open(core, ticket).await?;
    if let Some(order_id) = &join.order_id
        && !OrderRef::parse(order_id).is_some_and(|wanted| wanted.names(&order.order_id, &order.public_id))
    {
        return Err(Error::NotFound(Resource::TrackingLink));
    }
    // Who may see the order anyway goes on following it when the link ends.
    let order = KnownOrder::from(order);
    let own = viewer.is_some_and(|person| person.role.handles_orders() || order.is_of(person));
    Ok(Granted { order, link: (!own).then_some(link) })
}

/// The order that a client spelled, if the client may follow it: its owner and the shop's people may, and under
/// `TRACKING_ACCESS=public` whoever knows the id.
///
/// # Errors
/// [`Error::NotFound`] for an unknown order and a forbidden one alike, or the database failed.
pub(super) async fn followable(
    core: &Core,
    lookups: &Lookups,
    viewer: Option<&Person>,
    text: &str,
) -> Result<KnownOrder> {
    let unknown = || Error::NotFound(Resource::Order);
    let wanted = OrderRef::parse(text).ok_or_else(unknown)?;
    let everybodys = core.config.realtime.tracking_access == TrackingAccess::Public;
    // A stranger's guess is not worth a query.
    if !everybodys && viewer.is_none() {
        return Err(unknown());
    }
    let allowed = |order: &KnownOrder| {
        everybodys || viewer.is_some_and(|person| person.role.handles_orders() || order.is_of(person))
    };
    // What is written exactly as the order is called needs no other spelling.
    if let Some(order) = lookups.order(text.trim()).await?.filter(&allowed) {
        return Ok(order);
    }
    let found = lookups.orders(&wanted).await?;
    found.into_iter().filter(allowed).min_by_key(|order| wanted.rank(&order.order_id)).ok_or_else(unknown)
}

/// Which of these orders, by number, a person may follow: the rule of [`order::Entity::visible_to`], asked for many
/// clients at once.
///
/// # Errors
/// The database failed.
pub(super) async fn visible(core: &Core, lookups: &Lookups, person: &Person, numbers: &[i64]) -> Result<Vec<i64>> {
    if core.config.realtime.tracking_access == TrackingAccess::Public {
        return Ok(numbers.to_vec());
    }
    if person.role.handles_orders() {
        return Ok(numbers.to_vec());
    }
    lookups.owned(&person.id, numbers).await
}

/// What a client that comes back may still follow.
#[derive(Debug, Default)]
pub(super) struct StillAllowed {
    pub(super) rooms: HashSet<Room>,
    /// The links by which it follows some of them.
    pub(super) links: Vec<(tracking_link::Model, order::Model)>,
}

/// Which of the rooms that a client had it may still have.
///
/// # Errors
/// The database failed.
pub(super) async fn still_allowed(
    core: &Core,
    lookups: &Lookups,
    viewer: Option<&Person>,
    held: Vec<(Room, Right)>,
) -> Result<StillAllowed> {
    let mut allowed = StillAllowed::default();
    // The desk's room is joined by being of the shop.
    allowed.rooms.extend(viewer.filter(|person| person.role.handles_orders()).map(|_| Room::OrderDesk));
    let (mut own, mut links) = (Vec::new(), Vec::new());
    for (room, right) in held {
        match (room, right) {
            (Room::Order(number), Right::Own) => own.push(number),
            (Room::Order(_), Right::Link(link)) => links.push(link),
            (room @ Room::Sandbox(_), _) if core.config.realtime.sandbox => {
                allowed.rooms.insert(room);
            }
            (Room::Sandbox(_) | Room::OrderDesk, _) => {}
        }
    }
    let everybodys = match (core.config.realtime.tracking_access, viewer) {
        (TrackingAccess::Public, _) => true,
        (TrackingAccess::Owner, Some(person)) => person.role.handles_orders(),
        (TrackingAccess::Owner, None) => false,
    };
    if let (false, Some(person)) = (everybodys, viewer) {
        own = visible(core, lookups, person, &own).await?;
    } else if !everybodys {
        own.clear();
    }
    allowed.rooms.extend(own.into_iter().map(Room::Order));
    if !links.is_empty() {
        allowed.links = lookups.links(links).await?;
        allowed.rooms.extend(allowed.links.iter().map(|(_, order)| Room::Order(order.id)));
    }
    Ok(allowed)
}
