//! An order: who bought, where it goes, and where it stands.

use sea_orm::{Condition, DbBackend, IdenStatic as _, QueryOrder, QuerySelect, Statement, entity::prelude::*};

use crate::{
    auth::Person,
    domain::{ids::OrderRef, order_status::OrderStatus},
};

/// A row of `orders`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    /// The order's number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// The document id by which the front end knows the order.
    pub public_id: String,
    /// What people call it: `ORD00042`.
    pub order_id: String,
    /// Whose it is; none when the customer's account was deleted.
    pub user_id: Option<String>,
    /// What the customer pays, in minor units; tax and delivery included.
    pub total_minor: i64,
    /// How many pieces.
    pub item_count: i32,
    /// The customer's name, as given at checkout.
    pub customer_name: String,
    /// The customer's e-mail address, as given at checkout.
    pub customer_email: String,
    /// The customer's phone number, as given at checkout.
    pub customer_phone: String,
    /// The saved address that was chosen.
    pub ship_address_id: Option<String>,
    /// Its label.
    pub ship_label: String,
    /// House and street.
    pub ship_street: String,
    /// Town.
    pub ship_city: String,
    /// State.
    pub ship_state: String,
    /// Postal code.
    pub ship_zip_code: String,
    /// Country.
    pub ship_country: String,
    /// Where the order stands.
    pub status: OrderStatus,
    /// `pending`, `paid`, `failed` or `refunded`.
    pub payment_status: String,
    /// `cod`, `online`, `card` or `upi`.
    pub payment_method: String,
    /// The payment provider's reference.
    pub payment_id: Option<String>,
    /// `standard`, `express` or `same-day`.
    pub shipping_method: String,
    /// What the shipping method adds, in minor units.
    pub shipping_cost_minor: i64,
    /// Weight of the goods in grams, as checkout gave it; 0 if it gave none.
    pub order_weight: f64,
    /// The carrier's number of the parcel.
    pub tracking_number: Option<String>,
    /// When the parcel should arrive.
    pub estimated_delivery: Option<DateTimeUtc>,
    /// What the customer wrote beside the order.
    #[sea_orm(column_type = "Text", nullable)]
    pub notes: Option<String>,
    /// The `seq` of the order's newest event.
    pub seq: i64,
    /// When it was placed.
    pub order_date: DateTimeUtc,
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
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When the row last changed.
    pub updated_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many values one `IN (…)` takes: far below the 32,766 variables of SQLite and 65,535 of PostgreSQL.
pub(crate) const IN_LIST: usize = 1_000;

/// What a change of status may touch.
const STANDING: [Column; 11] = [
    Column::Status,
    Column::TrackingNumber,
    Column::EstimatedDelivery,
    Column::Seq,
    Column::ConfirmedAt,
    Column::ProcessingAt,
    Column::ShippedAt,
    Column::DeliveredAt,
    Column::CancelledAt,
    Column::RefundedAt,
    Column::UpdatedAt,
];

impl Entity {
    /// The orders that `person` may see: the shop's people all, a customer their own. An order that somebody
    /// may not see does not exist for them.
    #[must_use]
    pub fn visible_to(person: &Person) -> Select<Self> {
        let all = Self::find();
        if person.role.handles_orders() { all } else { all.filter(Column::UserId.eq(&person.id)) }
    }

    /// The best match for a client's spelling of an order's id among `scope`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_ref<C: ConnectionTrait>(
        db: &C,
        scope: Select<Self>,
        wanted: &OrderRef,
    ) -> Result<Option<Model>, DbErr> {
        let mut spelled = Condition::any().add(Column::OrderId.is_in(&wanted.order_ids));
        if let Some(public_id) = &wanted.public_id {
            spelled = spelled.add(Column::PublicId.eq(public_id));
        }
        let found = scope.filter(spelled).all(db).await?;
        Ok(found.into_iter().min_by_key(|order| wanted.rank(&order.order_id)))
    }

    /// Reads every order that one of these spellings may mean for writing, in the order of their numbers: see
    /// [`Entity::lock`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock_refs<'a, C: ConnectionTrait>(
        db: &C,
        wanted: impl Iterator<Item = &'a OrderRef> + Clone,
    ) -> Result<Vec<Model>, DbErr> {
        let mut spelled = Condition::any().add(Column::OrderId.is_in(wanted.clone().flat_map(|one| &one.order_ids)));
        let public_ids: Vec<&String> = wanted.filter_map(|one| one.public_id.as_ref()).collect();
        if !public_ids.is_empty() {
            spelled = spelled.add(Column::PublicId.is_in(public_ids));
        }
        Self::find().filter(spelled).order_by_asc(Column::Id).lock_exclusive().all(db).await
    }

    /// Writes where these locked orders stand: status, tracking details, times and `seq`. One statement for very many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn write_standing<C: ConnectionTrait>(db: &C, orders: &[&Model]) -> Result<(), DbErr> {
        for chunk in orders.chunks(IN_LIST) {
            Self::write_some(db, chunk).await?;
        }
        Ok(())
    }

    async fn write_some<C: ConnectionTrait>(db: &C, orders: &[&Model]) -> Result<(), DbErr> {
        let backend = db.get_database_backend();
        let width = STANDING.len() + 1;
        // Both databases call the columns of a `VALUES` list column1, column2 and so on.
        let set: Vec<String> =
            STANDING.iter().zip(2..).map(|(column, n)| format!("{} = v.column{n}", column.as_str())).collect();
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
            let id = order.get(Column::Id);
            std::iter::once(id).chain(STANDING.iter().map(|column| order.get(*column)))
        });
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }

    /// Reads the orders with these numbers for writing, in the order of their numbers, so that two writers
    /// never wait for each other in a circle. SQLite's writer has locked the whole database already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn lock<C: ConnectionTrait>(db: &C, mut numbers: Vec<i64>) -> Result<Vec<Model>, DbErr> {
        numbers.sort_unstable();
        numbers.dedup();
        let mut locked = Vec::with_capacity(numbers.len());
        for chunk in numbers.chunks(IN_LIST) {
            let query = Self::find().filter(Column::Id.is_in(chunk.iter().copied())).order_by_asc(Column::Id);
            locked.extend(query.lock_exclusive().all(db).await?);
        }
        Ok(locked)
    }
}
