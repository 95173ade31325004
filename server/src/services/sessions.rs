//! Log-ins: opened, extended, ended. The promise: an ended log-in is refused from the next request on, and a stolen
//! refresh token is worthless as soon as it is used a second time.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, sea_query::Expr,
};

use crate::{
    bus::Notice,
    clock,
    core::Core,
    credentials::refresh::RefreshSecret,
    domain::ids::DocumentId,
    error::{AuthFailure, Error, Result},
    store::entities::{login_session, user},
};

/// How long the previous refresh token is still accepted: for two tabs that refresh at once, and for an answer that was
/// lost.
pub const GRACE: TimeDelta = TimeDelta::seconds(10);

/// What the client gets from a log-in or an extension.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Who logged in.
    pub user: user::Model,
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

/// Opens a session for a person who has just been authenticated, if their credentials are still valid.
///
/// # Errors
/// [`AuthFailure::BadCredentials`] when the password was changed since, [`AuthFailure::Deactivated`], or the database
/// failed.
pub async fn open(core: &Core, user: user::Model) -> Result<Opened> {
    let now = clock::now();
    let tx = core.db.begin().await?;
    // A change of password ends all sessions. A session opened with the old password must either exist by then or be
    // refused. So the user's row is read again, and locked until the session is written.
    let known = user::Entity::lock(&tx, &user.id).await?.filter(|now| now.password_hash == user.password_hash);
    let user = known.ok_or(Error::Unauthenticated(AuthFailure::BadCredentials))?;
    if !user.is_active {
        return Err(Error::Unauthenticated(AuthFailure::Deactivated));
    }
    let secret = RefreshSecret::random();
    let id = DocumentId::new().to_string();
    let row = login_session::ActiveModel {
        id: Set(id.clone()),
        user_id: Set(user.id.clone()),
        refresh_hash: Set(secret.hash()),
        previous_hash: Set(None),
        rotated_at: Set(now),
        created_at: Set(now),
        expires_at: Set(end(core, now)?),
        revoked_at: Set(None),
    };
    login_session::Entity::insert(row).exec_without_returning(&tx).await?;
    core.db.commit(tx).await?;
    let access = core.credentials.tokens.issue(&user.id, user.role, &id)?;
    Ok(Opened { user, access, refresh: secret.token(&id) })
}

/// Exchanges a refresh token for the next one and a fresh access token.
///
/// # Errors
/// [`AuthFailure::BadToken`]: unknown, expired, ended, or used before; in the last case the session ends.
/// [`AuthFailure::Deactivated`], or the database failed.
pub async fn refresh(core: &Core, token: &str) -> Result<Opened> {
    let refused = || Error::Unauthenticated(AuthFailure::BadToken);
    let (id, secret) = RefreshSecret::read(token).ok_or_else(refused)?;
    let session = login_session::Entity::find_by_id(id).one(core.db.read()).await?.ok_or_else(refused)?;
    let now = clock::now();
    if session.revoked_at.is_some() || session.expires_at <= now {
        return Err(refused());
    }
    let user = user::Entity::find_by_id(&session.user_id).one(core.db.read()).await?.ok_or_else(refused)?;
    if !user.is_active {
        return Err(Error::Unauthenticated(AuthFailure::Deactivated));
    }
    let (hash, next) = (secret.hash(), core.credentials.refresh_chain.next(&secret));
    if hash == session.refresh_hash {
        // If another request exchanged it at this moment, that request returned the same next token.
        login_session::Entity::update_many()
            .col_expr(login_session::Column::RefreshHash, Expr::value(next.hash()))
            .col_expr(login_session::Column::PreviousHash, Expr::value(&hash))
            .col_expr(login_session::Column::RotatedAt, Expr::value(now))
            .col_expr(login_session::Column::ExpiresAt, Expr::value(end(core, now)?))
            .filter(login_session::Column::Id.eq(id))
            .filter(login_session::Column::RefreshHash.eq(&hash))
            .filter(login_session::Column::RevokedAt.is_null())
            .exec(core.db.write())
            .await?;
    } else if session.previous_hash.as_ref() != Some(&hash) || session.rotated_at + GRACE <= now {
        tracing::warn!(user.id = session.user_id, "a used refresh token came again: its session is ended");
        revoke(core, id).await?;
        return Err(refused());
    }
    let access = core.credentials.tokens.issue(&user.id, user.role, id)?;
    Ok(Opened { user, access, refresh: next.token(id) })
}

/// The session of a refresh token that is valid, or was before the last exchange. For a log-out.
///
/// # Errors
/// The database failed.
pub async fn of_refresh_token(core: &Core, token: &str) -> Result<Option<login_session::Model>> {
    let Some((id, secret)) = RefreshSecret::read(token) else { return Ok(None) };
    let hash = secret.hash();
    let session = login_session::Entity::find_by_id(id).one(core.db.read()).await?;
    Ok(session.filter(|session| session.refresh_hash == hash || session.previous_hash.as_ref() == Some(&hash)))
}

/// Ends a session.
///
/// # Errors
/// The database failed.
pub async fn revoke(core: &Core, id: &str) -> Result<()> {
    end_where(core.db.write(), login_session::Column::Id.eq(id).into()).await?;
    core.bus.publish(&Notice::RightsChanged);
    Ok(())
}

/// Ends all sessions of a person, or all but one, in the caller's transaction. The caller makes sockets check their
/// rights after the commit.
///
/// # Errors
/// The database failed.
pub(super) async fn revoke_all<C: ConnectionTrait>(tx: &C, user_id: &str, but: Option<&str>) -> Result<()> {
    let mut which = sea_orm::Condition::all().add(login_session::Column::UserId.eq(user_id));
    if let Some(kept) = but {
        which = which.add(login_session::Column::Id.ne(kept));
    }
    end_where(tx, which).await
}

async fn end_where<C: ConnectionTrait>(db: &C, which: sea_orm::Condition) -> Result<()> {
    login_session::Entity::update_many()
        .col_expr(login_session::Column::RevokedAt, Expr::value(clock::now()))
        .filter(which)
        .filter(login_session::Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Deletes sessions that ended more than a day ago. Returns how many.
///
/// # Errors
/// The database failed.
pub async fn forget_ended(core: &Core) -> Result<u64> {
    let old = clock::now() - TimeDelta::days(1);
    let ended = sea_orm::Condition::any()
        .add(login_session::Column::ExpiresAt.lt(old))
        .add(login_session::Column::RevokedAt.lt(old));
    Ok(login_session::Entity::delete_many().filter(ended).exec(core.db.write()).await?.rows_affected)
}

/// The end of a session that is opened or extended now. It is never before the end of its newest access token.
fn end(core: &Core, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let lifetime = core.config.auth.refresh_lifetime.max(core.credentials.tokens.lifetime());
    let lifetime = TimeDelta::from_std(lifetime).map_err(anyhow::Error::from)?;
    Ok(now + lifetime)
}
