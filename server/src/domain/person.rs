//! Who acts, and what each role may do.

use crate::domain::{order_event::Actor, role::Role};

/// Somebody the server knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user's id.
    pub id: String,
    /// What they may do.
    pub role: Role,
}

/// What some roles may do and others may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Read and move everybody's orders.
    OrderDesk,
    /// Change the catalogue, people, settings: everything.
    Administer,
}

impl Person {
    /// The person as the one who makes something happen.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let id = self.id.clone();
        match self.role {
            Role::User => Actor::Customer(id),
            Role::Staff => Actor::Staff(id),
            Role::Admin => Actor::Admin(id),
        }
    }

    /// Whether the person's role has a permission.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        match permission {
            Permission::OrderDesk => self.role.handles_orders(),
            Permission::Administer => self.role == Role::Admin,
        }
    }
}
