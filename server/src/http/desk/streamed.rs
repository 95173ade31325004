//! Answers that hold very many orders: written while they are read, a batch at a time, as fast as the client takes
//! them. What cannot be read at the start is an error answer as always; what fails later ends the connection in
//! the middle, so that nobody takes half of it for the whole.

use std::collections::{HashMap, VecDeque};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse as _, Response},
};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream};
use http::header;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::AppState,
    domain::{ids::OrderNumber, weight::WeightClass},
    error::{Error, Result},
    services::orders::{self, Batch, Groups},
    views::order::OrderView,
};

/// How many orders of a group are read at a time.
const CHUNK: usize = 500;

/// Answers with a stream of bytes of a media type.
///
/// # Errors
/// The first part could not be made.
pub(super) async fn bytes(
    media_type: &'static str,
    parts: impl Stream<Item = Result<Bytes>> + Send + 'static,
) -> Result<Response> {
    let mut parts = Box::pin(parts);
    let first = parts.try_next().await?.unwrap_or_default();
    let rest = parts.inspect_err(|error| {
        error.log();
        tracing::warn!(error = %error, "a streamed answer ended early");
    });
    let all = stream::once(async { Ok(first) }).chain(rest);
    Ok(([(header::CONTENT_TYPE, media_type)], Body::from_stream(all)).into_response())
}

/// `{success, orders: […]}`.
///
/// # Errors
/// The first batch could not be read.
pub(super) async fn orders(batches: impl Stream<Item = Result<Batch>> + Send + 'static) -> Result<Response> {
    let mut batches = Box::pin(batches);
    let first = batches.try_next().await?.unwrap_or_default();
    let mut list = List::default();
    let parts = stream::once(async { Ok(first) })
        .chain(batches)
        .map(move |batch| list.write(batch?.into_iter().map(|(_, order)| order)));
    let head = stream::once(async { Ok(Bytes::from_static(b"{\"success\":true,\"orders\":[")) });
    let tail = stream::once(async { Ok(Bytes::from_static(b"]}")) });
    bytes("application/json", head.chain(parts).chain(tail)).await
}

/// The orders of a JSON list, with the commas between them.
#[derive(Default)]
struct List {
    begun: bool,
}

impl List {
    fn write<T: Serialize>(&mut self, orders: impl Iterator<Item = T>) -> Result<Bytes> {
        let mut text = Vec::new();
        for order in orders {
            if std::mem::replace(&mut self.begun, true) {
                text.push(b',');
            }
            serde_json::to_writer(&mut text, &order).map_err(anyhow::Error::from)?;
        }
        Ok(text.into())
    }
}

/// The answer with orders by postal code, described.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description of what `groups` writes")]
pub(super) struct OrdersByPincode {
    success: bool,
    grouped_orders: HashMap<String, Vec<OrderView>>,
    total_orders: usize,
}

/// The answer with orders by weight, described.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "a description of what `groups` writes")]
pub(super) struct OrdersByWeight {
    success: bool,
    /// `light`, `medium` and `heavy`.
    grouped_orders: HashMap<String, Vec<Weighed>>,
    total_orders: usize,
}

/// An order in a group by weight.
#[derive(Serialize, ToSchema)]
#[schema(as = WeighedOrder)]
#[serde(rename_all = "camelCase")]
struct Weighed {
    #[serde(flatten)]
    order: OrderView,
    /// In grams.
    total_weight: f64,
    /// `light` (below a kilogram), `medium` (below five) or `heavy`.
    weight_category: &'static str,
}

impl From<OrderView> for Weighed {
    fn from(order: OrderView) -> Self {
        let (grams, _) = order.weight();
        Self { total_weight: grams, weight_category: WeightClass::of(grams).as_str(), order }
    }
}

/// What is still to be written of an answer in groups.
enum Step {
    Text(String),
    Orders(Vec<OrderNumber>),
}

/// `{success, groupedOrders: {name: […]}, totalOrders}`; with `weighed`, each order says what it weighs.
///
/// # Errors
/// The first part could not be made.
pub(super) async fn groups(app: AppState, groups: Groups, weighed: bool) -> Result<Response> {
    let total: usize = groups.iter().map(|(_, numbers)| numbers.len()).sum();
    let mut steps = VecDeque::new();
    let mut before = "{\"success\":true,\"groupedOrders\":{".to_owned();
    for (name, numbers) in groups {
        let name = serde_json::to_string(&name).map_err(anyhow::Error::from)?;
        steps.push_back(Step::Text(format!("{before}{name}:[")));
        steps.extend(numbers.chunks(CHUNK).map(|chunk| Step::Orders(chunk.to_vec())));
        before = "],".to_owned();
    }
    let end = if before == "]," { "]" } else { &before };
    steps.push_back(Step::Text(format!("{end}}},\"totalOrders\":{total}}}")));
    let parts = stream::try_unfold((app, steps, List::default()), move |(app, mut steps, mut list)| async move {
        let part = match steps.pop_front() {
            None => return Ok::<_, Error>(None),
            Some(Step::Text(text)) => {
                list = List::default();
                Bytes::from(text)
            }
            Some(Step::Orders(numbers)) => {
                let orders = orders::of_numbers(&app, &numbers).await?.into_iter();
                if weighed { list.write(orders.map(Weighed::from))? } else { list.write(orders)? }
            }
        };
        Ok(Some((part, (app, steps, list))))
    });
    bytes("application/json", parts).await
}
