//! A socket session that may outlive its connection.

use sea_orm::entity::prelude::*;

/// A row of `socket_sessions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "socket_sessions")]
pub struct Model {
    /// A hash of the session's recovery id. The id itself is a bearer secret and stored nowhere.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Whose it is; none for a stranger's.
    pub user_id: Option<String>,
    /// By which log-in they connected last; none for a stranger's, and for one of before this was kept.
    pub log_in: Option<String>,
    /// The connection that has the session now; older ones write to it no more.
    pub owner: i64,
    /// Where the session began in the log.
    pub base: i64,
    /// The rooms and where in the log each was joined, as JSON.
    #[sea_orm(column_type = "Text")]
    pub rooms: String,
    /// When the session was last known to be alive.
    pub touched_at: DateTimeUtc,
}

/// No relations are declared: rows are joined where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
