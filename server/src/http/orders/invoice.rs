//! An order's invoice.

use axum::{extract::State, response::IntoResponse};
use http::header;

use crate::{
    app::AppState,
    error::{Code, Result},
    http::extract::{authority::CurrentUser, parts::OrderPath},
    services::orders,
};

/// An order's invoice, for whoever may see the order: a PDF to save.
#[utoipa::path(
    get, path = "/orders/{order_id}/invoice", tag = "orders", operation_id = "getInvoice",
    responses(
        (status = 200, description = "The invoice", body = Vec<u8>, content_type = "application/pdf", headers(("Content-Disposition" = String, description = "The file's name")))
    ),
    extensions(("x-refusals" = json!([Code::OrderNotFound]))),
    security(("bearer" = []))
)]
pub async fn invoice(
    State(app): State<AppState>,
    user: CurrentUser,
    OrderPath(wanted): OrderPath,
) -> Result<impl IntoResponse> {
    let invoice = orders::invoice(&app, &user.person(), &wanted).await?;
    let disposition = format!("attachment; filename=\"{}\"", invoice.file_name());
    // Fonts are searched and texts measured: nothing for the threads that everybody shares.
    let pdf = tokio::task::spawn_blocking(move || invoice.pdf()).await.map_err(anyhow::Error::from)??;
    Ok(([(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)], pdf))
}
