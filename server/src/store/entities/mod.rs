//! One file per table: the row and its finders.

pub mod address;
pub mod category;
pub mod event_log_head;
pub mod event_subscription;
pub mod idempotency_key;
pub mod login_session;
pub mod order;
pub mod order_counter;
pub mod order_event;
pub mod order_item;
pub mod order_state;
pub mod product;
pub mod shop_setting;
pub mod socket_session;
pub mod stored_word;
pub mod tracking_link;
pub mod user;

use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A list of texts in a JSON column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Vec<String>)]
pub struct StringList(pub Vec<String>);
