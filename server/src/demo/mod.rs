//! A demo shop: people, a catalogue, and orders in every status. For development; production refuses it, for
//! its passwords are published.

mod catalogue;
mod orders;
mod people;

use sea_orm::{EntityTrait as _, PaginatorTrait as _};

pub use people::{Account, accounts};

use crate::{
    app::App,
    error::Result,
    store::entities::{order, user},
};

/// Fills a database that holds nobody.
///
/// # Errors
/// The database failed.
pub async fn fill_if_empty(app: &App) -> Result<()> {
    if user::Entity::find().count(app.db.read()).await? > 0 {
        return Ok(());
    }
    let customers = people::create(app).await?;
    let products = catalogue::create(app).await?;
    orders::create(app, &customers, &products).await?;
    tracing::info!("made the demo shop");
    Ok(())
}

/// Adds made-up orders until there are `wanted`, and returns how many there are.
///
/// # Errors
/// The database failed.
pub async fn fill_up_to(app: &App, wanted: u32) -> Result<u64> {
    let there = order::Entity::find().count(app.db.read()).await?;
    let missing = u64::from(wanted).saturating_sub(there);
    orders::create_many(app, u32::try_from(missing).unwrap_or(u32::MAX)).await?;
    Ok(there.max(u64::from(wanted)))
}
