//! The admin's first page.

use axum::{Json as Answer, extract::State};

use crate::{
    app::AppState,
    auth::gate::require,
    domain::person::Permission,
    error::{AuthFailure, Error, Result},
    http::extract::authority::MaybeUser,
    services::dashboard::{self, Dashboard},
};

/// Figures about the shop. The page asks without a token: in development everybody gets counts, the shop's people
/// all the rest. In production what a shop earns is nobody else's business.
#[utoipa::path(
    get, path = "/dashboard/stats", tag = "order desk", operation_id = "getDashboard",
    responses((status = 200, description = "The figures", body = Dashboard)),
    security(("bearer" = ["staff"]))
)]
pub async fn stats(State(app): State<AppState>, MaybeUser(user): MaybeUser) -> Result<Answer<Dashboard>> {
    let person = user.map(|user| user.person());
    if app.config.is_production() {
        require(person.as_ref().ok_or(Error::Unauthenticated(AuthFailure::NoToken))?, Permission::OrderDesk)?;
    }
    let shop = person.is_some_and(|person| person.role.handles_orders());
    dashboard::stats(&app, shop).await.map(Answer)
}
