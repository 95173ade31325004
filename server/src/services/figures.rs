//! Aggregates with the same meaning on SQLite and PostgreSQL.

use sea_orm::{
    ColumnTrait, DbBackend,
    sea_query::{Asterisk, Expr, ExprTrait as _, Func},
};

/// How many rows.
pub(super) fn count() -> Expr {
    Func::count(Expr::col(Asterisk)).into()
}

/// The sum of a column of integers, as an integer: PostgreSQL would make a decimal number of it.
pub(super) fn sum<C: ColumnTrait>(column: C) -> Expr {
    let sum = Func::sum(Expr::col(column.as_column_ref()));
    Func::coalesce([sum.into(), Expr::value(0)]).cast_as("bigint")
}

/// The UTC date of a row's `created_at`: the first `length` characters of `2026-01-31`. SQLite stores an instant as
/// text that begins with its date.
pub(super) fn calendar(backend: DbBackend, table: &'static str, length: u8) -> Expr {
    match backend {
        DbBackend::Postgres => {
            Expr::cust(format!("substr(CAST(\"{table}\".\"created_at\" AT TIME ZONE 'UTC' AS text), 1, {length})"))
        }
        _ => Expr::cust(format!("substr(\"{table}\".\"created_at\", 1, {length})")),
    }
}
