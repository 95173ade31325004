//! The query strings of the admin's order lists: every parameter is known and makes sense, or the answer is 400
//! and names it. A list that passed a typing error over would show the wrong orders and look right.

use axum::extract::FromRequestParts;
use chrono::{DateTime, Duration, Utc};
use http::request::Parts;

use crate::{
    app::AppState,
    clock,
    domain::{
        order_status::OrderStatus,
        payment::{PaymentMethod, PaymentStatus},
    },
    error::{Code, Error, Result},
    http::extract::parts::Query,
    services::orders::{OrderFilter, OrderPage, OrderSort},
};

const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 200;
const MAX_SEARCH: usize = 100;
const MAX_PINCODE: usize = 20;

/// The parameters of a query string that have a value, in their order.
#[derive(Debug)]
pub struct Parameters(Vec<(String, String)>);

impl FromRequestParts<AppState> for Parameters {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, app).await?;
        let given = pairs.into_iter().map(|(name, value)| (name, value.trim().to_owned()));
        Ok(Self(given.filter(|(_, value)| !value.is_empty()).collect()))
    }
}

fn unknown<T>(name: &str) -> Result<T> {
    let name: String = name.chars().take(40).collect();
    Err(Error::invalid(Code::UnknownParameter, format!("There is no parameter {name}")))
}

/// What a list of orders is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListQuery {
    /// Nothing: the contract's plain call, which answers with every order.
    Everything,
    /// A page.
    Page(OrderFilter, OrderPage),
}

impl Parameters {
    /// `GET /api/orders/admin/all`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or makes no sense.
    pub fn list(self) -> Result<ListQuery> {
        if self.0.is_empty() {
            return Ok(ListQuery::Everything);
        }
        let mut filter = OrderFilter::default();
        let mut page = OrderPage { number: 1, limit: DEFAULT_LIMIT, sort: OrderSort::default(), ascending: false };
        for (name, value) in self.0 {
            match name.as_str() {
                "page" => page.number = positive("page", &value)?,
                "limit" => page.limit = positive("limit", &value)?.min(MAX_LIMIT),
                "sort" => {
                    let names = OrderSort::NAMES.join(", ");
                    page.sort = OrderSort::parse(&value)
                        .ok_or_else(|| Error::invalid(Code::InvalidSort, format!("sort must be one of: {names}")))?;
                }
                "order" => {
                    page.ascending = match value.as_str() {
                        "asc" => true,
                        "desc" => false,
                        _ => return Err(Error::invalid(Code::InvalidSort, "order must be asc or desc")),
                    }
                }
                _ => add(&mut filter, &name, &value)?,
            }
        }
        Ok(ListQuery::Page(filter, page))
    }

    /// `GET /api/orders/admin/export`: the wanted format, and filters as `filters[name]`. Anything but `csv` is
    /// JSON, as in the original.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or makes no sense.
    pub fn export(self) -> Result<(bool, OrderFilter)> {
        let mut csv = false;
        let mut filter = OrderFilter::default();
        for (name, value) in self.0 {
            match name.strip_prefix("filters[").and_then(|name| name.strip_suffix(']')) {
                Some(inner) => add(&mut filter, inner, &value)?,
                None if name == "format" => csv = value.eq_ignore_ascii_case("csv"),
                None => return unknown(&name),
            }
        }
        Ok((csv, filter))
    }

    /// `GET /api/orders/admin/by-pincode`.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or makes no sense.
    pub fn pincode(self) -> Result<OrderFilter> {
        let mut filter = OrderFilter::default();
        for (name, value) in self.0 {
            match name.as_str() {
                "pincode" => add(&mut filter, &name, &value)?,
                _ => return unknown(&name),
            }
        }
        Ok(filter)
    }

    /// `GET /api/orders/admin/analytics`: two dates that count only together, both inclusive.
    ///
    /// # Errors
    /// 400 for a parameter that is unknown or makes no sense.
    pub fn period(self) -> Result<OrderFilter> {
        let mut filter = OrderFilter::default();
        for (name, value) in self.0 {
            match name.as_str() {
                "startDate" | "endDate" => add(&mut filter, &name, &value)?,
                _ => return unknown(&name),
            }
        }
        if filter.from.is_none() || filter.before.is_none() {
            return Ok(OrderFilter::default());
        }
        Ok(filter)
    }
}

/// Adds one filter by its name.
fn add(filter: &mut OrderFilter, name: &str, value: &str) -> Result<()> {
    match name {
        "search" => filter.search = Some(short(name, value, MAX_SEARCH)?),
        "status" => {
            let names = value.split(',').map(str::trim).filter(|name| !name.is_empty());
            let statuses = names.map(|name| {
                OrderStatus::parse(name).ok_or_else(|| Error::invalid(Code::InvalidStatus, "Invalid status"))
            });
            filter.statuses = statuses.collect::<Result<_>>()?;
        }
        "paymentMethod" => filter.payment_methods = choices(name, value, &PaymentMethod::NAMES)?,
        "paymentStatus" => filter.payment_statuses = choices(name, value, &PaymentStatus::NAMES)?,
        "pincode" => filter.pincode = Some(short(name, value, MAX_PINCODE)?),
        "from" | "startDate" => filter.from = Some(instant(name, value)?),
        "to" | "endDate" => filter.before = Some(just_after(name, value)?),
        _ => return unknown(name),
    }
    Ok(())
}

fn positive(name: &str, value: &str) -> Result<u32> {
    value
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| Error::invalid(Code::InvalidPage, format!("{name} must be a whole number from 1")))
}

fn short(name: &str, value: &str, max: usize) -> Result<String> {
    if value.chars().count() > max || value.chars().any(char::is_control) {
        return Err(Error::invalid(
            Code::InvalidFilter,
            format!("{name} must have at most {max} printable characters"),
        ));
    }
    Ok(value.to_owned())
}

fn choices(name: &str, value: &str, known: &[&str]) -> Result<Vec<String>> {
    let given = value.split(',').map(str::trim).filter(|choice| !choice.is_empty());
    let checked = given.map(|choice| {
        let known_choice = known.contains(&choice).then(|| choice.to_owned());
        known_choice
            .ok_or_else(|| Error::invalid(Code::InvalidFilter, format!("{name} must be one of: {}", known.join(", "))))
    });
    checked.collect()
}

fn instant(name: &str, value: &str) -> Result<DateTime<Utc>> {
    clock::parse(value).ok_or_else(|| Error::invalid(Code::InvalidDate, format!("{name} must be an ISO 8601 date")))
}

/// The instant that ends a period which includes `value`: the next midnight after a plain date, the next
/// millisecond after an instant, for that is how finely time is stored.
fn just_after(name: &str, value: &str) -> Result<DateTime<Utc>> {
    let plain_date = value.len() == "2026-01-02".len();
    Ok(instant(name, value)? + if plain_date { Duration::days(1) } else { Duration::milliseconds(1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &str)]) -> Parameters {
        Parameters(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_plain_end_date_includes_its_day_and_an_instant_its_millisecond() {
        let before = |to| match given(&[("to", to)]).list().unwrap() {
            ListQuery::Page(filter, _) => filter.before.unwrap().to_rfc3339(),
            ListQuery::Everything => panic!("a filter is a page"),
        };
        assert_eq!(before("2026-02-28"), "2026-03-01T00:00:00+00:00");
        assert_eq!(before("2026-02-28T10:00:00Z"), "2026-02-28T10:00:00.001+00:00");
    }

    #[test]
    fn what_is_unknown_or_makes_no_sense_is_named_by_a_code() {
        for (name, value, code) in [
            ("sort", "password", "invalid_sort"),
            ("order", "up", "invalid_sort"),
            ("page", "0", "invalid_page"),
            ("page", "-1", "invalid_page"),
            ("limit", "all", "invalid_page"),
            ("status", "pending,lost", "invalid_status"),
            ("paymentMethod", "gold", "invalid_filter"),
            ("paymentStatus", "perhaps", "invalid_filter"),
            ("from", "yesterday", "invalid_date"),
            ("to", "2026-13-01", "invalid_date"),
            ("stauts", "pending", "unknown_parameter"),
            ("$where", "1", "unknown_parameter"),
        ] {
            assert_eq!(given(&[(name, value)]).list().unwrap_err().code(), code, "{name}={value}");
        }
    }

    #[test]
    fn a_larger_page_than_allowed_is_cut_and_dates_of_a_period_count_only_together() {
        let ListQuery::Page(_, page) = given(&[("limit", "1000")]).list().unwrap() else { panic!("a page") };
        assert_eq!(page.limit, MAX_LIMIT);
        assert_eq!(given(&[("startDate", "2026-01-01")]).period().unwrap(), OrderFilter::default());
        let period = given(&[("startDate", "2026-01-01"), ("endDate", "2026-01-31")]).period().unwrap();
        assert!(period.from.is_some() && period.before.is_some());
    }
}
