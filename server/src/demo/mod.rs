//! A demo shop for development: people, a catalogue, and orders in every status. Production refuses it, because its
//! passwords are public.

mod catalogue;
mod orders;
mod people;

use sea_orm::{EntityTrait as _, PaginatorTrait as _};

pub use people::{Account, accounts};

use crate::{
    core::Core,
    error::Result,
    store::entities::{order, user},
};

/// Fills a database that has no users.
///
/// # Errors
/// The database failed.
pub async fn fill_if_empty(core: &Core) -> Result<()> {
    if user::Entity::find().count(core.db.read()).await? > 0 {
        return Ok(());
    }
    let customers = people::create(core).await?;
    let products = catalogue::create(core).await?;
    orders::create(core, &customers, &products).await?;
    tracing::info!("made the demo shop");
    Ok(())
}

/// Adds made-up orders until there are `wanted`, and returns how many there are.
///
/// # Errors
/// The database failed.
pub async fn fill_up_to(core: &Core, wanted: u32) -> Result<u64> {
    let there = order::Entity::find().count(core.db.read()).await?;
    let missing = u64::from(wanted).saturating_sub(there);
    orders::create_many(core, u32::try_from(missing).unwrap_or(u32::MAX)).await?;
    Ok(there.max(u64::from(wanted)))
}
