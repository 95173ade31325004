//! The admin's first page.

use axum::{Json as Answer, extract::State};

use crate::{
    app::AppState,
    auth::extract::MaybeUser,
    error::Result,
    services::dashboard::{self, Dashboard},
};

/// Figures about the shop. The page asks without a token: everybody gets counts, the shop's people all the rest.
pub async fn stats(State(app): State<AppState>, MaybeUser(user): MaybeUser) -> Result<Answer<Dashboard>> {
    let shop = user.is_some_and(|user| user.person().role.handles_orders());
    dashboard::stats(&app, shop).await.map(Answer)
}
