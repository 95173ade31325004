//! Requests that have their effect once, however often they are sent (draft-ietf-httpapi-idempotency-key-header).
//!
//! The key's row is written in the transaction of the effect. So a crash leaves both or neither, and of two
//! equal requests at the same time the second waits for the first (on the row's key in PostgreSQL, on the
//! database's one writer in SQLite) and then finds its answer. Refusals have no effect and are not kept: the
//! same request may succeed later, once.

use anyhow::Context as _;
use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};
use serde_json::Value;

use crate::{
    clock,
    core::Core,
    error::{Error, Result},
    store::entities::idempotency_key::{Column, Entity, Model},
};

/// How long answers are kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A request that is to have its effect once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// Who asks.
    pub user_id: String,
    /// The key that they gave it.
    pub key: String,
    /// What the route and the body hash to.
    pub fingerprint: String,
}

/// How a request was answered, by itself or by an equal one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The body: JSON.
    pub body: String,
    /// Whether an earlier request had the effect.
    pub replayed: bool,
}

/// Claims the key for the caller's transaction, or finds how it was answered before. Call it first in the
/// transaction: it may wait for an equal request, and must not hold anything while it does.
///
/// # Errors
/// `idempotency_key_reused` when the key belongs to another request, or the database failed.
pub async fn claim<C: ConnectionTrait>(tx: &C, once: Option<&Once>) -> Result<Option<KeptAnswer>> {
    let Some(once) = once else { return Ok(None) };
    let now = clock::now();
    let this = || Entity::find_by_id((once.user_id.clone(), once.key.clone()));
    Entity::delete_many()
        .filter(Column::UserId.eq(&once.user_id))
        .filter(Column::Key.eq(&once.key))
        .filter(Column::CreatedAt.lte(now - KEPT))
        .exec(tx)
        .await?;
    let row = Model {
        user_id: once.user_id.clone(),
        key: once.key.clone(),
        fingerprint: once.fingerprint.clone(),
        answer: None,
        created_at: now,
    };
    let inserted = Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([Column::UserId, Column::Key]).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await;
    match inserted {
        Ok(0) | Err(sea_orm::DbErr::RecordNotInserted) => {}
        Ok(_) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let earlier = this().one(tx).await?.context("an idempotency key is neither new nor there")?;
    if earlier.fingerprint != once.fingerprint {
        return Err(Error::KeyReused);
    }
    let body = earlier.answer.context("an idempotency key was committed without its answer")?;
    Ok(Some(KeptAnswer { body, replayed: true }))
}

/// Keeps the answer in the transaction that has claimed the key.
///
/// # Errors
/// The database failed; then the transaction must roll back.
pub async fn keep<C: ConnectionTrait>(tx: &C, once: Option<&Once>, answer: &Value) -> Result<KeptAnswer> {
    let body = answer.to_string();
    if let Some(once) = once {
        Entity::update_many()
            .col_expr(Column::Answer, Expr::value(body.as_str()))
            .filter(Column::UserId.eq(&once.user_id))
            .filter(Column::Key.eq(&once.key))
            .exec(tx)
            .await?;
    }
    Ok(KeptAnswer { body, replayed: false })
}

/// Deletes answers that have been kept long enough.
///
/// # Errors
/// The database failed.
pub async fn clean_up(core: &Core) -> Result<u64> {
    let old = Entity::delete_many().filter(Column::CreatedAt.lte(clock::now() - KEPT));
    Ok(old.exec(core.db.write()).await?.rows_affected)
}
