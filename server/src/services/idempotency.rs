//! Requests that have their effect once, however often they are sent (draft-ietf-httpapi-idempotency-key-header).
//!
//! The key's row is written in the transaction of the effect. So a crash leaves both or neither, and of two equal
//! requests at the same time the second waits for the first (on the row's key in PostgreSQL, on the database's one
//! writer in SQLite) and then finds its response. A refusal has no effect and is not stored: the same request may
//! succeed later, once.

use anyhow::Context as _;
use chrono::TimeDelta;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    sea_query::{Expr, OnConflict},
};
use serde::Serialize;

use crate::{
    bus::Notice,
    clock,
    core::Core,
    error::{Error, Result},
    store::{
        database::Transaction,
        entities::idempotency_key::{Column, Entity, Model},
    },
};

/// How long responses are stored.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The key of a request that is to have its effect once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The user who sends the request: keys of different users have nothing in common.
    pub user_id: String,
    /// The key, as the client chose it.
    pub key: String,
    /// A hash of the route and of what the body means: a key belongs to one request.
    pub fingerprint: String,
}

/// The response to a request, or to an equal one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResponse {
    /// The body: JSON.
    pub body: String,
    /// Whether an earlier request had the effect.
    pub replayed: bool,
}

/// Has an effect in one transaction with the row of its key.
///
/// `effect` gets the transaction and returns the body of the response, which is stored with the key. If an equal request
/// came before, its response is returned and nothing happens. Without a key, the effect happens each time.
///
/// # Errors
/// `idempotency_key_reused` when the key belongs to another request, the error of `effect`, or the database failed:
/// then nothing has happened, and no response is stored.
pub async fn run<T: Serialize>(
    core: &Core,
    key: Option<&IdempotencyKey>,
    effect: impl AsyncFnOnce(&Transaction) -> Result<T>,
) -> Result<StoredResponse> {
    let tx = core.db.begin().await?;
    if let Some(key) = key
        && let Some(body) = claim(&tx, key).await?
    {
        return Ok(StoredResponse { body, replayed: true });
    }
    let response = effect(&tx).await?;
    let body = serde_json::to_value(response).context("a response cannot be written as JSON")?.to_string();
    if let Some(key) = key {
        store(&tx, key, &body).await?;
    }
    core.db.commit(tx).await?;
    core.bus.publish(&Notice::LogGrew);
    Ok(StoredResponse { body, replayed: false })
}

/// Claims the key for this transaction, or finds the body of the response that it has already. It comes first in the
/// transaction: it may wait for an equal request, and must hold nothing while it does.
async fn claim(tx: &Transaction, key: &IdempotencyKey) -> Result<Option<String>> {
    let now = clock::now();
    Entity::delete_many()
        .filter(Column::UserId.eq(&key.user_id))
        .filter(Column::Key.eq(&key.key))
        .filter(Column::CreatedAt.lte(now - KEPT))
        .exec(tx)
        .await?;
    let row = Model {
        user_id: key.user_id.clone(),
        key: key.key.clone(),
        fingerprint: key.fingerprint.clone(),
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
    let earlier = Entity::find_by_id((key.user_id.clone(), key.key.clone())).one(tx).await?;
    let earlier = earlier.context("an idempotency key is neither new nor there")?;
    if earlier.fingerprint != key.fingerprint {
        return Err(Error::KeyReused);
    }
    Ok(Some(earlier.answer.context("an idempotency key was committed without its response")?))
}

/// Stores the body of the response in the transaction that has claimed the key.
async fn store(tx: &Transaction, key: &IdempotencyKey, body: &str) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Answer, Expr::value(body))
        .filter(Column::UserId.eq(&key.user_id))
        .filter(Column::Key.eq(&key.key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes responses that have been stored long enough.
///
/// # Errors
/// The database failed.
pub async fn clean_up(core: &Core) -> Result<u64> {
    let old = Entity::delete_many().filter(Column::CreatedAt.lte(clock::now() - KEPT));
    Ok(old.exec(core.db.write()).await?.rows_affected)
}
