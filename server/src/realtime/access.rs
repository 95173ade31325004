//! Who may follow which order.

use sea_orm::EntityTrait as _;

use crate::{
    app::App,
    auth::Person,
    config::TrackingAccess,
    domain::ids::OrderRef,
    entities::order,
    error::{Error, Result},
};

/// The order that a client spelled, if the client may follow it: its owner and the shop's people may, and under
/// `TRACKING_ACCESS=public` whoever knows the id.
///
/// # Errors
/// [`Error::NotFound`] for an unknown order and a forbidden one alike, or the database failed.
pub(super) async fn followable(app: &App, viewer: Option<&Person>, text: &str) -> Result<order::Model> {
    let unknown = || Error::NotFound("order");
    let wanted = OrderRef::parse(text).ok_or_else(unknown)?;
    let scope = match (app.config.realtime.tracking_access, viewer) {
        (TrackingAccess::Public, _) => order::Entity::find(),
        (TrackingAccess::Owner, Some(person)) => order::Entity::visible_to(person),
        (TrackingAccess::Owner, None) => return Err(unknown()),
    };
    order::Entity::find_ref(app.db.read(), scope, &wanted).await?.ok_or_else(unknown)
}
