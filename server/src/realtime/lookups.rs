//! What the server asks the database when a client comes: the same for thousands that come back at once, so it is asked
//! for all of a moment together.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, FromQueryResult, JoinType, PartialModelTrait as _, QueryFilter as _,
    QuerySelect as _,
};

use crate::{
    clock,
    credentials::token::Claims,
    domain::{ids::OrderRef, person::Person, role::Role},
    error::Result,
    services::tracking_links,
    store::{
        batching::loader::Gathered,
        database::Database,
        entities::{login_session, order, order_event, order_standing::OrderStanding, tracking_link, user},
    },
};

/// One way to spell an order's id: see [`OrderRef`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Spelling {
    OrderId(String),
    PublicId(String),
}

/// What of an order tells who may follow it.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct KnownOrder {
    /// Its number.
    pub(super) id: i64,
    pub(super) order_id: String,
    pub(super) public_id: String,
    /// Whose it is; none: of an account that is gone.
    pub(super) user_id: Option<String>,
}

impl KnownOrder {
    /// Whether `person` placed it.
    pub(super) fn is_of(&self, person: &Person) -> bool {
        self.user_id.as_deref() == Some(person.id.as_str())
    }
}

impl From<order::Model> for KnownOrder {
    fn from(order: order::Model) -> Self {
        Self { id: order.id, order_id: order.order_id, public_id: order.public_id, user_id: order.user_id }
    }
}

/// Somebody with a log-in that has not ended.
#[derive(Clone, Debug, FromQueryResult)]
struct KnownPerson {
    log_in: String,
    id: String,
    role: Role,
    is_active: bool,
}

/// An order as it is now.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct OrderNow {
    #[sea_orm(nested)]
    pub(super) order: OrderStanding,
    /// Where in the log its newest event is, of those that `order` tells of.
    pub(super) position: Option<i64>,
}

/// The look-ups.
#[derive(Debug)]
pub(super) struct Lookups {
    /// Whose a log-in is that has not ended, by its id.
    people: Gathered<String, KnownPerson>,
    /// An order, as somebody spelled its id.
    orders: Gathered<Spelling, KnownOrder>,
    /// An order as it is, by its number.
    now: Gathered<i64, OrderNow>,
    /// Whose an order is, by its number.
    owners: Gathered<i64, Option<String>>,
    /// A tracking link that is good, and its order.
    links: Gathered<String, (tracking_link::Model, order::Model)>,
}

impl Lookups {
    pub(super) fn new(db: &Database) -> Self {
        let (people, orders, now, owners, links) = (db.clone(), db.clone(), db.clone(), db.clone(), db.clone());
        Self {
            people: Gathered::new(move |log_ins| read_people(people.clone(), log_ins)),
            orders: Gathered::new(move |spelled| read_orders(orders.clone(), spelled)),
            now: Gathered::new(move |numbers| read_now(now.clone(), numbers)),
            owners: Gathered::new(move |numbers| read_owners(owners.clone(), numbers)),
            links: Gathered::new(move |ids| {
                let db = links.clone();
                async move {
                    let found = tracking_links::live(&db, ids).await?;
                    Ok(found.into_iter().map(|(link, order)| (link.id.clone(), (link, order))).collect())
                }
            }),
        }
    }

    /// Whom verified claims name, if the account is active and the log-in has not ended.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn person(&self, claims: &Claims) -> Result<Option<Person>> {
        let found = self.people.get(claims.sid.clone()).await?;
        let found = found.filter(|person| person.id == claims.sub && person.is_active);
        Ok(found.map(|KnownPerson { id, role, .. }| Person { id, role }))
    }

    /// The order that is called exactly so, whoever may see it, asked for many clients at once.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn order(&self, order_id: &str) -> Result<Option<KnownOrder>> {
        self.orders.get(Spelling::OrderId(order_id.to_owned())).await
    }

    /// The orders that a client's spelling of an id may mean: as for [`order::Entity::find_ref`].
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn orders(&self, wanted: &OrderRef) -> Result<Vec<KnownOrder>> {
        let order_ids = wanted.order_ids.iter().cloned().map(Spelling::OrderId);
        let spelled = order_ids.chain(wanted.public_id.clone().map(Spelling::PublicId));
        Ok(self.orders.get_all(spelled).await?.into_iter().map(|(_, order)| order).collect())
    }

    /// The order with this number, as it is now.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn now(&self, number: i64) -> Result<Option<OrderNow>> {
        self.now.get(number).await
    }

    /// Those of these orders, by number, that a customer owns.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn owned(&self, by: &str, numbers: &[i64]) -> Result<Vec<i64>> {
        let found = self.owners.get_all(numbers.iter().copied()).await?;
        Ok(found.into_iter().filter(|(_, owner)| owner.as_deref() == Some(by)).map(|(number, _)| number).collect())
    }

    /// Those of these tracking links that are good, with their orders.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn links(&self, ids: Vec<String>) -> Result<Vec<(tracking_link::Model, order::Model)>> {
        let found = self.links.get_all(ids).await?.into_iter().map(|(_, found)| found);
        // It may have expired since it was read.
        Ok(found.filter(|(link, _)| link.is_live(clock::now())).collect())
    }
}

async fn read_people(db: Database, log_ins: Vec<String>) -> Result<HashMap<String, KnownPerson>> {
    let theirs =
        login_session::Entity::belongs_to(user::Entity).from(login_session::Column::UserId).to(user::Column::Id).into();
    let rows: Vec<KnownPerson> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Role, user::Column::IsActive])
        .column_as(login_session::Column::Id, "log_in")
        .join_rev(JoinType::InnerJoin, theirs)
        .filter(login_session::Column::Id.is_in(log_ins))
        .filter(login_session::Column::RevokedAt.is_null())
        .into_model()
        .all(db.read())
        .await?;
    Ok(rows.into_iter().map(|person| (person.log_in.clone(), person)).collect())
}

async fn read_orders(db: Database, spelled: Vec<Spelling>) -> Result<HashMap<Spelling, KnownOrder>> {
    let (mut order_ids, mut public_ids) = (Vec::new(), Vec::new());
    for spelling in &spelled {
        match spelling {
            Spelling::OrderId(id) => order_ids.push(id.as_str()),
            Spelling::PublicId(id) => public_ids.push(id.as_str()),
        }
    }
    let mut wanted = Condition::any().add(order::Column::OrderId.is_in(order_ids));
    if !public_ids.is_empty() {
        wanted = wanted.add(order::Column::PublicId.is_in(public_ids));
    }
    let columns = [order::Column::Id, order::Column::OrderId, order::Column::PublicId, order::Column::UserId];
    let found = order::Entity::find().select_only().columns(columns).filter(wanted);
    let found: Vec<KnownOrder> = found.into_model().all(db.read()).await?;
    let both = found.into_iter().flat_map(|order| {
        let (by_id, by_public_id) = (order.order_id.clone(), order.public_id.clone());
        [(Spelling::OrderId(by_id), order.clone()), (Spelling::PublicId(by_public_id), order)]
    });
    Ok(both.collect())
}

/// One statement, so that an order and the place of its event are of the same moment.
async fn read_now(db: Database, numbers: Vec<i64>) -> Result<HashMap<i64, OrderNow>> {
    let newest = order::Entity::belongs_to(order_event::Entity)
        .from((order::Column::Id, order::Column::Seq))
        .to((order_event::Column::OrderId, order_event::Column::Seq))
        .into();
    let found = OrderStanding::select_cols(order::Entity::find().select_only())
        .join(JoinType::LeftJoin, newest)
        .column_as(order_event::Column::Position, "position")
        .filter(order::Column::Id.is_in(numbers));
    let found: Vec<OrderNow> = found.into_model().all(db.read()).await?;
    Ok(found.into_iter().map(|now| (now.order.id, now)).collect())
}

async fn read_owners(db: Database, numbers: Vec<i64>) -> Result<HashMap<i64, Option<String>>> {
    let owners: Vec<(i64, Option<String>)> = order::Entity::find()
        .select_only()
        .columns([order::Column::Id, order::Column::UserId])
        .filter(order::Column::Id.is_in(numbers))
        .into_tuple()
        .all(db.read())
        .await?;
    Ok(owners.into_iter().collect())
}
