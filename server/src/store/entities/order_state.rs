//! The part of an order's row that a change of status reads and writes.

use sea_orm::{
    ActiveEnum as _, ColumnTrait as _, Condition, ConnectionTrait, DbBackend, DbErr, DerivePartialModel,
    EntityTrait as _, IdenStatic as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Statement, Value,
    prelude::DateTimeUtc,
};

use super::order::{Column, Entity, MAX_IN_LIST, Model};
use crate::domain::{
    ids::{OrderNumber, OrderRef, Seq},
    order_status::OrderStatus,
};

/// The ids of an order, its status and its tracking details: columns of [`super::order::Model`].
#[derive(Clone, Debug, PartialEq, Eq, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub struct OrderState {
    /// The order's number.
    #[sea_orm(from_col = "id")]
    pub number: OrderNumber,
    /// The document id by which the front end knows the order.
    pub public_id: String,
    /// What people call it.
    pub order_id: String,
    /// Where the order stands.
    pub status: OrderStatus,
    /// The carrier's number of the parcel.
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    pub estimated_delivery: Option<DateTimeUtc>,
    /// The `seq` of the order's newest event.
    pub seq: Seq,
    /// When it was last confirmed.
    pub confirmed_at: Option<DateTimeUtc>,
    /// When its processing last began.
    pub processing_at: Option<DateTimeUtc>,
    /// When it was last shipped.
    pub shipped_at: Option<DateTimeUtc>,
    /// When it was last delivered.
    pub delivered_at: Option<DateTimeUtc>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// When it was refunded.
    pub refunded_at: Option<DateTimeUtc>,
    /// When the row last changed.
    pub updated_at: DateTimeUtc,
}

impl From<&Model> for OrderState {
    fn from(order: &Model) -> Self {
        Self {
            number: OrderNumber(order.id),
            public_id: order.public_id.clone(),
            order_id: order.order_id.clone(),
            status: order.status,
            tracking_number: order.tracking_number.clone(),
            estimated_delivery: order.estimated_delivery,
            seq: Seq(order.seq),
            confirmed_at: order.confirmed_at,
            processing_at: order.processing_at,
            shipped_at: order.shipped_at,
            delivered_at: order.delivered_at,
            cancelled_at: order.cancelled_at,
            refunded_at: order.refunded_at,
            updated_at: order.updated_at,
        }
    }
}

/// A column that a change of status writes, and its value.
type Written = (Column, fn(&OrderState) -> Value);

/// The columns that a change of status writes.
const WRITTEN: [Written; 11] = [
    (Column::Status, |order| order.status.to_value().into()),
    (Column::TrackingNumber, |order| order.tracking_number.clone().into()),
    (Column::EstimatedDelivery, |order| order.estimated_delivery.into()),
    (Column::Seq, |order| order.seq.into()),
    (Column::ConfirmedAt, |order| order.confirmed_at.into()),
    (Column::ProcessingAt, |order| order.processing_at.into()),
    (Column::ShippedAt, |order| order.shipped_at.into()),
    (Column::DeliveredAt, |order| order.delivered_at.into()),
    (Column::CancelledAt, |order| order.cancelled_at.into()),
    (Column::RefundedAt, |order| order.refunded_at.into()),
    (Column::UpdatedAt, |order| order.updated_at.into()),
];

impl OrderState {
    /// Locks every order that one of these spellings may mean, as [`OrderState::lock`] does.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock_refs<'a, C: ConnectionTrait>(
        db: &C,
        wanted: impl Iterator<Item = &'a OrderRef> + Clone,
    ) -> Result<Vec<Self>, DbErr> {
        let mut spelled = Condition::any().add(Column::OrderId.is_in(wanted.clone().flat_map(|one| &one.order_ids)));
        let public_ids: Vec<&String> = wanted.filter_map(|one| one.public_id.as_ref()).collect();
        if !public_ids.is_empty() {
            spelled = spelled.add(Column::PublicId.is_in(public_ids));
        }
        Self::locked(db, spelled).await
    }

    /// Reads the orders with these numbers and locks them in the order of their numbers, so that two writers never wait
    /// for each other in a circle. On SQLite the transaction has locked the whole database already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock<C: ConnectionTrait>(db: &C, mut numbers: Vec<OrderNumber>) -> Result<Vec<Self>, DbErr> {
        numbers.sort_unstable();
        numbers.dedup();
        let mut locked = Vec::with_capacity(numbers.len());
        for chunk in numbers.chunks(MAX_IN_LIST) {
            locked.extend(Self::locked(db, Condition::all().add(Column::Id.is_in(chunk.iter().copied()))).await?);
        }
        Ok(locked)
    }

    async fn locked<C: ConnectionTrait>(db: &C, which: Condition) -> Result<Vec<Self>, DbErr> {
        let query = Entity::find().filter(which).order_by_asc(Column::Id).lock_exclusive();
        query.into_partial_model().all(db).await
    }

    /// Writes status, tracking details, times and `seq` of these locked orders, up to a thousand with one statement.
    ///
    /// # Errors
    /// The database failed.
    pub async fn write<C: ConnectionTrait>(db: &C, orders: &[&Self]) -> Result<(), DbErr> {
        for chunk in orders.chunks(MAX_IN_LIST) {
            Self::write_some(db, chunk).await?;
        }
        Ok(())
    }

    async fn write_some<C: ConnectionTrait>(db: &C, orders: &[&Self]) -> Result<(), DbErr> {
        let backend = db.get_database_backend();
        let width = WRITTEN.len() + 1;
        // Both databases call the columns of a `VALUES` list column1, column2 and so on.
        let set: Vec<String> =
            WRITTEN.iter().zip(2..).map(|((column, _), n)| format!("{} = v.column{n}", column.as_str())).collect();
        let rows: Vec<String> = (0..orders.len())
            .map(|row| {
                let place = |n: usize| match backend {
                    DbBackend::Postgres => format!("${}", row * width + n),
                    _ => "?".to_owned(),
                };
                format!("({})", (1..=width).map(place).collect::<Vec<_>>().join(", "))
            })
            .collect();
        let sql = format!(
            "UPDATE orders SET {} FROM (VALUES {}) AS v WHERE orders.id = v.column1",
            set.join(", "),
            rows.join(", ")
        );
        let values = orders.iter().flat_map(|order| {
            std::iter::once(order.number.into()).chain(WRITTEN.iter().map(|(_, value)| value(order)))
        });
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }
}
