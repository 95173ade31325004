//! Activation and roles of people. The promise: an active admin remains, whatever changes are made at the same time.

use anyhow::Context as _;
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};

use super::accounts;
use crate::{
    auth::gate::require,
    bus::Notice,
    clock,
    core::Core,
    domain::{
        person::{Permission, Person},
        role::Role,
    },
    error::{AuthFailure, Code, Error, Resource, Result},
    store::entities::user,
};

/// Activates or deactivates a person. A deactivation takes effect at their next request and ends their sockets.
///
/// # Errors
/// [`Error::NotFound`], `cannot_deactivate_self`, `by` is no admin any more, or the database failed.
pub async fn set_active(core: &Core, by: &Person, id: &str, active: bool) -> Result<user::Model> {
    let tx = core.db.begin().await?;
    let user = lock(&tx, by, id).await?;
    if user.id == by.id && !active {
        return Err(Error::invalid(Code::CannotDeactivateSelf, "You cannot deactivate your own account"));
    }
    let mut row = user.into_active_model();
    row.is_active = Set(active);
    row.updated_at = Set(clock::now());
    let user = row.update(&tx).await?;
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::RightsChanged);
    tracing::info!(user = id, active, by.id, "let somebody in or kept them out");
    Ok(user)
}

/// Gives a person a role. It takes effect at their next request, and on their open sockets.
///
/// # Errors
/// [`Error::NotFound`], `cannot_change_own_role`, `by` is no admin any more, or the database failed.
pub async fn set_role(core: &Core, by: &Person, id: &str, role: Role) -> Result<user::Model> {
    let tx = core.db.begin().await?;
    let user = lock(&tx, by, id).await?;
    // So an admin who gives a role remains an admin.
    if user.id == by.id {
        return Err(Error::invalid(Code::CannotChangeOwnRole, "You cannot change your own role"));
    }
    let user = give(&tx, user, role).await?;
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::RightsChanged);
    tracing::info!(user = id, role = role.as_str(), by.id, "gave somebody a role");
    Ok(user)
}

/// Gives a role to the account with this e-mail address or phone number, for the operator on the command line.
///
/// # Errors
/// There is no such account, it is the shop's only admin, or the database failed.
pub async fn appoint(core: &Core, account: &str, role: Role) -> anyhow::Result<user::Model> {
    let unknown = "no account has this e-mail address or phone number";
    let called = accounts::called(account).context("this is neither an e-mail address nor a phone number")?;
    let id = user::Entity::find().filter(called).one(core.db.read()).await?.context(unknown)?.id;
    let tx = core.db.begin().await?;
    // One of the last two admins must stay, so both rows are locked.
    let admins_too = Condition::any().add(user::Column::Id.eq(&id)).add(user::Column::Role.eq(Role::Admin));
    let mut people = user::Entity::lock_all(&tx, admins_too).await?;
    let at = people.iter().position(|user| user.id == id).context(unknown)?;
    let user = people.swap_remove(at);
    let is_kept = role == Role::Admin || people.iter().any(|user| user.role == Role::Admin && user.is_active);
    anyhow::ensure!(is_kept || user.role != Role::Admin, "this is the shop's only admin");
    let user = give(&tx, user, role).await?;
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::RightsChanged);
    tracing::info!(user = id, role = role.as_str(), "the operator gave somebody a role");
    Ok(user)
}

/// Locks the rows of an admin and of the person whom they change, in the order of their ids. If two admins change each
/// other at the same time, the second is refused. Returns the row of the person.
async fn lock<C: ConnectionTrait>(tx: &C, by: &Person, id: &str) -> Result<user::Model> {
    let both = Condition::all().add(user::Column::Id.is_in([by.id.as_str(), id]));
    let both = user::Entity::lock_all(tx, both).await?;
    let admin = both.iter().find(|user| user.id == by.id && user.is_active);
    require(&admin.ok_or(Error::Unauthenticated(AuthFailure::Deactivated))?.into(), Permission::Administer)?;
    both.into_iter().find(|user| user.id == id).ok_or(Error::NotFound(Resource::User))
}

async fn give<C: ConnectionTrait>(tx: &C, user: user::Model, role: Role) -> Result<user::Model> {
    let mut row = user.into_active_model();
    row.role = Set(role);
    row.updated_at = Set(clock::now());
    Ok(row.update(tx).await?)
}
