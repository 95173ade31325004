//! Orders as a file: CSV for a spreadsheet, or JSON.

use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse as _, Response},
};
use futures_util::{StreamExt as _, stream};
use http::header;

use crate::http::desk::{order_params::ExportParams, order_query::Parameters, streamed};
use crate::{
    app::AppState,
    error::{Code, Result},
    http::extract::authority::OrderDesk,
    services::orders::{self, Batch, OrderList},
    views::order_csv,
};

/// The orders that the filters let through, newest first, as a file to save.
#[utoipa::path(
    get, path = "/orders/admin/export", tag = "order desk", operation_id = "exportOrders",
    params(ExportParams),
    responses(
        (status = 200, description = "The orders, as a file", content((OrderList = "application/json"), (String = "text/csv")),
            headers(("Content-Disposition" = String, description = "The file's name")))
    ),
    extensions(("x-refusals" = json!([
        Code::UnknownParameter, Code::InvalidStatus, Code::InvalidFilter, Code::InvalidDate
    ]))),
    security(("bearer" = ["staff"]))
)]
pub async fn export(State(app): State<AppState>, _: OrderDesk, query: Parameters) -> Result<Response> {
    let (csv, filter) = query.export()?;
    let batches = orders::newest_first(app.core.clone(), filter);
    let (answer, name) = if csv {
        let head = stream::once(async { Ok(order_csv::header()?.into()) });
        let lines = batches.map(|batch: Result<Batch>| Ok::<Bytes, _>(order_csv::rows(&batch?)?.into()));
        (streamed::bytes("text/csv; charset=utf-8", head.chain(lines)).await?, "orders.csv")
    } else {
        (streamed::orders(batches).await?, "orders.json")
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_DISPOSITION, disposition)], answer).into_response())
}
