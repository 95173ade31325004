//! An order: who bought, where it goes, and where it stands.

use sea_orm::{Condition, entity::prelude::*};

use super::{address, stored_word::StoredWord};
use crate::domain::{
    ids::{DocumentId, OrderNumber, OrderRef, Seq},
    money::Money,
    order_status::OrderStatus,
    payment::{PaymentMethod, PaymentStatus, ShippingMethod},
    person::Person,
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
    /// Whether it is paid for.
    pub payment_status: StoredWord<PaymentStatus>,
    /// How it is paid for.
    pub payment_method: StoredWord<PaymentMethod>,
    /// The payment provider's reference.
    pub payment_id: Option<String>,
    /// How it is carried.
    pub shipping_method: StoredWord<ShippingMethod>,
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

/// What an order is made of when it is placed.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// Its number.
    pub number: OrderNumber,
    /// The user whose order it is.
    pub user_id: String,
    /// The customer's name, as given at checkout.
    pub customer_name: String,
    /// The customer's e-mail address, as given at checkout.
    pub customer_email: String,
    /// The customer's phone number, as given at checkout.
    pub customer_phone: String,
    /// The saved address that the parcel goes to: the order keeps a copy.
    pub address: address::Model,
    /// What the customer pays; tax and delivery included.
    pub total: Money,
    /// How many pieces.
    pub item_count: i32,
    /// How it is paid for.
    pub payment_method: PaymentMethod,
    /// How it is carried.
    pub shipping_method: ShippingMethod,
    /// What that adds.
    pub shipping_cost: Money,
    /// Weight of the goods in grams; 0 if it is not known.
    pub order_weight: f64,
    /// What the customer wrote beside the order.
    pub notes: Option<String>,
    /// When it is placed.
    pub placed_at: DateTimeUtc,
}

impl From<NewOrder> for Model {
    /// The row of an order that was just placed: pending, unpaid, at its first version.
    fn from(new: NewOrder) -> Self {
        Self {
            id: new.number.0,
            public_id: DocumentId::new().to_string(),
            order_id: new.number.order_id(),
            user_id: Some(new.user_id),
            total_minor: new.total.0,
            item_count: new.item_count,
            customer_name: new.customer_name,
            customer_email: new.customer_email,
            customer_phone: new.customer_phone,
            ship_address_id: Some(new.address.id),
            ship_label: new.address.label,
            ship_street: new.address.street,
            ship_city: new.address.city,
            ship_state: new.address.state,
            ship_zip_code: new.address.zip_code,
            ship_country: new.address.country,
            status: OrderStatus::Pending,
            payment_status: PaymentStatus::Pending.into(),
            payment_method: new.payment_method.into(),
            payment_id: None,
            shipping_method: new.shipping_method.into(),
            shipping_cost_minor: new.shipping_cost.0,
            order_weight: new.order_weight,
            tracking_number: None,
            estimated_delivery: None,
            notes: new.notes,
            seq: Seq::FIRST.0,
            order_date: new.placed_at,
            confirmed_at: None,
            processing_at: None,
            shipped_at: None,
            delivered_at: None,
            cancelled_at: None,
            refunded_at: None,
            created_at: new.placed_at,
            updated_at: new.placed_at,
        }
    }
}

/// The most values in one `IN (…)`: far below the 32,766 variables of SQLite and the 65,535 of PostgreSQL.
pub(crate) const MAX_IN_LIST: usize = 1_000;

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
}
