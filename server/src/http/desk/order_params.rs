//! The parameters of the admin's order lists, described. `order_query` reads them.

use utoipa::IntoParams;

/// Parameters of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description")]
pub(super) struct OrderListParams {
    /// From 1. Any parameter makes the answer a page.
    #[param(minimum = 1)]
    page: Option<u32>,
    /// How many orders a page holds; 20 by default, more than 200 are cut to 200.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// `createdAt` (the default), `updatedAt`, `totalAmount`, `status` or `orderId`.
    sort: Option<String>,
    /// `desc` (the default) or `asc`.
    order: Option<String>,
    /// A text in order id, customer's name, phone number or e-mail address, without regard to case.
    #[param(max_length = 100)]
    search: Option<String>,
    /// One or several, with commas.
    #[param(example = "pending,confirmed")]
    status: Option<String>,
    /// One or several, with commas.
    #[param(example = "cod")]
    #[param(rename = "paymentMethod")]
    payment_method: Option<String>,
    /// One or several, with commas.
    #[param(rename = "paymentStatus")]
    payment_status: Option<String>,
    /// A whole postal code.
    #[param(max_length = 20)]
    pincode: Option<String>,
    /// The first instant, or a date by UTC; of `createdAt`.
    #[param(example = "2026-01-01")]
    from: Option<String>,
    /// The last instant, or a date by UTC with its whole day; of `createdAt`.
    #[param(example = "2026-01-31")]
    to: Option<String>,
    /// Another name of `from`.
    #[param(rename = "startDate")]
    start_date: Option<String>,
    /// Another name of `to`.
    #[param(rename = "endDate")]
    end_date: Option<String>,
}

/// Parameters of the export: the filters of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description")]
pub(super) struct ExportParams {
    /// `csv`, or anything else for JSON.
    #[param(example = "csv")]
    format: Option<String>,
    /// See the list of orders.
    #[param(rename = "filters[search]", max_length = 100)]
    search: Option<String>,
    /// See the list of orders.
    #[param(rename = "filters[status]")]
    status: Option<String>,
    /// See the list of orders.
    #[param(rename = "filters[paymentMethod]")]
    payment_method: Option<String>,
    /// See the list of orders.
    #[param(rename = "filters[paymentStatus]")]
    payment_status: Option<String>,
    /// See the list of orders.
    #[param(rename = "filters[pincode]", max_length = 20)]
    pincode: Option<String>,
    /// See the list of orders; also `filters[from]`.
    #[param(rename = "filters[startDate]", example = "2026-01-01")]
    start_date: Option<String>,
    /// See the list of orders; also `filters[to]`.
    #[param(rename = "filters[endDate]", example = "2026-01-31")]
    end_date: Option<String>,
}
