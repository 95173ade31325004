//! Tracking links: an order shared with somebody who has no account.

use axum::{
    Json as Answer,
    extract::{FromRequestParts, State},
    http::{StatusCode, header, request::Parts},
    response::IntoResponse,
};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::extract::parts::{Json, OrderPath, Path, RequestId};
use crate::{
    app::AppState,
    clock::Timestamp,
    domain::{ids::OrderRef, order_status::OrderStatus},
    error::{Code, Error, Resource, Result},
    event_log::RecordedOrderEvent,
    http::extract::authority::CurrentUser,
    services::tracking_links,
    store::entities::{order_state::OrderState, tracking_link},
    views::{order::StatusTimes, order_state::OrderSnapshot},
};

const DEFAULT_HOURS: i64 = 30 * 24;
const MAX_HOURS: i64 = 366 * 24;
/// The longest history that one answer holds.
const MAX_HISTORY: u64 = 1_000;

/// Body of a new link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NewTrackingLink)]
pub struct NewLinkBody {
    /// 720 by default: a month.
    #[schema(minimum = 1, maximum = 8_784)]
    expires_in_hours: Option<i64>,
}

/// A link as its order's owner and the shop see it. The ticket is shown once, when the link is made.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TrackingLink)]
pub struct LinkView {
    id: String,
    created_at: Timestamp,
    expires_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revoked_at: Option<Timestamp>,
}

impl From<tracking_link::Model> for LinkView {
    fn from(link: tracking_link::Model) -> Self {
        Self {
            id: link.id,
            created_at: link.created_at.into(),
            expires_at: link.expires_at.into(),
            revoked_at: link.revoked_at.map(Timestamp),
        }
    }
}

/// A new link with its ticket.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewLink {
    id: String,
    /// The page that opens it.
    path: String,
    /// A bearer secret; it is shown this once.
    ticket: String,
    created_at: Timestamp,
    expires_at: Timestamp,
}

/// The answer to a new link.
#[derive(Debug, Serialize, ToSchema)]
struct LinkMade {
    success: bool,
    link: NewLink,
}

/// All links of an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkList {
    success: bool,
    links: Vec<LinkView>,
}

/// The answer to taking a link back.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkRevoked {
    success: bool,
    message: &'static str,
    link: LinkView,
}

/// Makes a link to one's own order, or, for the shop's people, to any.
#[utoipa::path(
    post, path = "/orders/{order_id}/tracking-links", tag = "tracking links", operation_id = "createTrackingLink",
    request_body = NewLinkBody,
    responses((status = 201, description = "The link, with its ticket", body = LinkMade)),
    extensions(("x-refusals" = json!([Code::OrderNotFound, Code::TooManyLinks]))),
    security(("bearer" = []))
)]
pub async fn create(
    State(app): State<AppState>,
    user: CurrentUser,
    RequestId(request_id): RequestId,
    OrderPath(wanted): OrderPath,
    Json(body): Json<NewLinkBody>,
) -> Result<impl IntoResponse> {
    let hours = body.expires_in_hours.unwrap_or(DEFAULT_HOURS);
    if !(1..=MAX_HOURS).contains(&hours) {
        let message = format!("expiresInHours must be between 1 and {MAX_HOURS}");
        return Err(Error::invalid(Code::InvalidRequest, message));
    }
    let new = tracking_links::create(&app, &user.person(), &wanted, TimeDelta::hours(hours), request_id).await?;
    let link = NewLink {
        id: new.link.id,
        path: format!("/track/{}", new.ticket),
        ticket: new.ticket,
        created_at: new.link.created_at.into(),
        expires_at: new.link.expires_at.into(),
    };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, Answer(LinkMade { success: true, link })))
}

/// The links of an order.
#[utoipa::path(
    get, path = "/orders/{order_id}/tracking-links", tag = "tracking links", operation_id = "listTrackingLinks",
    responses((status = 200, description = "The links", body = LinkList)),
    extensions(("x-refusals" = json!([Code::OrderNotFound]))),
    security(("bearer" = []))
)]
pub async fn list(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<Answer<LinkList>> {
    let links = tracking_links::list(&app, &user.person(), &wanted).await?;
    let links = links.into_iter().map(LinkView::from).collect();
    Ok(Answer(LinkList { success: true, links }))
}

/// An order and one of its links, as a path names them.
#[derive(Debug)]
pub struct LinkPath {
    order: OrderRef,
    link: String,
}

impl FromRequestParts<AppState> for LinkPath {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Error> {
        let path = axum::extract::Path::<(String, String)>::from_request_parts(parts, app).await;
        let Ok(axum::extract::Path((order, link))) = path else { return Err(Error::NotFound(Resource::Order)) };
        let order = OrderRef::parse(&order).ok_or(Error::NotFound(Resource::Order))?;
        if link.contains('\0') { Err(Error::NotFound(Resource::TrackingLink)) } else { Ok(Self { order, link }) }
    }
}

/// Takes a link back. Whoever follows the order by it is told and follows it no more.
#[utoipa::path(
    delete, path = "/orders/{order_id}/tracking-links/{id}", tag = "tracking links", operation_id = "revokeTrackingLink",
    responses((status = 200, description = "The link, revoked", body = LinkRevoked)),
    extensions(("x-refusals" = json!([Code::OrderNotFound, Code::TrackingLinkNotFound]))),
    security(("bearer" = []))
)]
pub async fn revoke(
    State(app): State<AppState>,
    user: CurrentUser,
    LinkPath { order, link }: LinkPath,
) -> Result<Answer<LinkRevoked>> {
    let link = tracking_links::revoke(&app, &user.person(), &order, &link).await?;
    Ok(Answer(LinkRevoked { success: true, message: "Tracking link revoked", link: link.into() }))
}

/// What a ticket shows: where the parcel is, and nothing about people, goods or money.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SharedOrder {
    #[serde(flatten)]
    now: OrderSnapshot,
    order_date: Timestamp,
    #[serde(flatten)]
    reached: StatusTimes,
}

/// One step of the parcel's way.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SharedEvent {
    seq: i64,
    status: OrderStatus,
    created_at: Timestamp,
}

impl From<RecordedOrderEvent> for SharedEvent {
    fn from(recorded: RecordedOrderEvent) -> Self {
        Self { seq: recorded.seq, status: recorded.event.status(), created_at: recorded.at.into() }
    }
}

/// The order behind a ticket, and its way so far.
#[derive(Debug, Serialize, ToSchema)]
struct Shared {
    success: bool,
    order: SharedOrder,
    events: Vec<SharedEvent>,
}

/// The order behind a ticket.
#[utoipa::path(
    get, path = "/track/{ticket}", tag = "tracking links", operation_id = "trackOrder",
    responses((status = 200, description = "Where the parcel is", body = Shared)),
    extensions(("x-refusals" = json!([Code::TrackingLinkNotFound])))
)]
pub async fn track(State(app): State<AppState>, path: Result<Path>) -> Result<impl IntoResponse> {
    let Path(ticket) = path.map_err(|_| Error::NotFound(Resource::TrackingLink))?;
    let (_, order) = tracking_links::open(&app, &ticket).await?;
    let mut events = app.log.history_of(order.id, MAX_HISTORY).await?;
    // One picture: a change that was committed in between belongs to the next.
    events.retain(|event| event.seq <= order.seq);
    let events = events.into_iter().map(SharedEvent::from).collect();
    let order = SharedOrder {
        now: OrderSnapshot::from(&OrderState::from(&order)),
        order_date: order.order_date.into(),
        reached: StatusTimes::from(&order),
    };
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((headers, Answer(Shared { success: true, order, events })))
}
