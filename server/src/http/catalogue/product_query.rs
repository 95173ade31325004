//! The query of product lists, for everybody and for admins.

use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    domain::{money::Money, page::Page},
    error::{Code, Error, Result},
    http::extract::paging,
    services::catalogue::{ProductFilter, ProductSort, StockStatus},
};

const MAX_LIMIT: u64 = 100;
const MAX_SEARCH: usize = 100;

/// Query of a product list. Values that make no sense count as absent, as pages send all sorts of things.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// From 1.
    #[param(value_type = Option<u32>, minimum = 1)]
    page: Option<String>,
    /// How many products a page holds; more than the most is cut.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000)]
    limit: Option<String>,
    /// A category's id or its name in addresses.
    pub(super) category: Option<String>,
    /// A text in name, description or tags, without regard to case.
    #[param(max_length = 100)]
    pub(super) search: Option<String>,
    /// Another name of `search`.
    #[param(max_length = 100)]
    pub(super) q: Option<String>,
    /// In rupees.
    #[param(value_type = Option<f64>, minimum = 0)]
    pub(super) min_price: Option<String>,
    /// In rupees.
    #[param(value_type = Option<f64>, minimum = 0)]
    pub(super) max_price: Option<String>,
    /// `createdAt` (the default), `price`, `name`, `stock` or `ratings`.
    sort: Option<String>,
    /// `asc` or `desc` (the default).
    order: Option<String>,
    /// Some, with commas; a product has one of them.
    tags: Option<String>,
    /// `true`: only what can be had.
    in_stock: Option<String>,
    /// The most that may be left of what runs out; 10 by default.
    #[param(value_type = Option<u32>)]
    threshold: Option<String>,
    /// For admins: `in_stock`, `low_stock` or `out_of_stock`.
    stock_status: Option<String>,
}

impl ProductQuery {
    /// The page that is asked for, of at most a hundred products.
    pub(super) fn page(&self, default_limit: u64) -> Page {
        self.page_up_to(default_limit, MAX_LIMIT)
    }

    /// The same with another largest page.
    pub(crate) fn page_up_to(&self, default_limit: u64, max_limit: u64) -> Page {
        paging::page(self.page.as_deref(), self.limit.as_deref(), default_limit, max_limit)
    }

    /// The most pieces that may be left of what runs out.
    pub(super) fn threshold(&self) -> i32 {
        let given = paging::whole_number(self.threshold.as_deref());
        given.and_then(|most| i32::try_from(most).ok()).unwrap_or(10)
    }

    /// The products that everybody may see.
    ///
    /// # Errors
    /// `invalid_request` when the searched text is too long.
    pub(super) fn filter(&self) -> Result<ProductFilter> {
        let price = |text: Option<&String>| {
            text.and_then(|text| text.trim().parse::<f64>().ok()).and_then(Money::from_rupees).map(|money| money.0)
        };
        let given = |text: Option<&String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let search = given(self.search.as_ref().or(self.q.as_ref()));
        if search.as_ref().is_some_and(|text| text.chars().count() > MAX_SEARCH) {
            return Err(Error::invalid(
                Code::InvalidRequest,
                format!("search must have at most {MAX_SEARCH} characters"),
            ));
        }
        let tags = given(self.tags.as_ref()).unwrap_or_default();
        Ok(ProductFilter {
            category: given(self.category.as_ref()),
            search,
            min_price: price(self.min_price.as_ref()),
            max_price: price(self.max_price.as_ref()),
            tags: tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).take(20).collect(),
            in_stock: self.in_stock.as_deref() == Some("true"),
            // The public list ignores `stockStatus`, as the original does.
            stock: None,
            inactive_too: false,
            featured: false,
            sort: self.sort.as_deref().map(ProductSort::parse).unwrap_or_default(),
            ascending: self.order.as_deref() == Some("asc"),
        })
    }

    /// The filter of the admin's list: every product, also by what is left.
    ///
    /// # Errors
    /// As [`filter`](Self::filter).
    pub(crate) fn admin_filter(&self) -> Result<ProductFilter> {
        let stock = self.stock_status.as_deref().and_then(StockStatus::parse);
        Ok(ProductFilter { stock, inactive_too: true, ..self.filter()? })
    }
}
