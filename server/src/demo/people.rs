//! The people of the demo shop.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    config::Secret,
    core::Core,
    domain::role::Role,
    error::{Error, Result},
    services::{
        accounts::{self, Registration},
        addresses::{self, NewAddress},
    },
    store::entities::{address, user},
};

/// A demo account, for the log-in page of a development server.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DemoAccount)]
pub struct Account {
    /// Who it is.
    pub label: &'static str,
    /// What to type.
    pub identifier: &'static str,
    /// And the password.
    pub password: &'static str,
    /// What they may do.
    pub role: Role,
}

struct Profile {
    account: Account,
    phone: &'static str,
    address: Option<(&'static str, &'static str, &'static str, &'static str, &'static str)>,
}

const ADMIN_PASSWORD: &str = "trackroom-admin";
const STAFF_PASSWORD: &str = "trackroom-staff";
const CUSTOMER_PASSWORD: &str = "trackroom-demo";

const fn customer(label: &'static str, identifier: &'static str) -> Account {
    Account { label, identifier, password: CUSTOMER_PASSWORD, role: Role::User }
}

const PEOPLE: [Profile; 5] = [
    Profile {
        account: Account {
            label: "Admin",
            identifier: "admin@trackroom.example",
            password: ADMIN_PASSWORD,
            role: Role::Admin,
        },
        phone: "1234567890",
        address: None,
    },
    Profile {
        account: Account {
            label: "Priya Nair",
            identifier: "staff@trackroom.example",
            password: STAFF_PASSWORD,
            role: Role::Staff,
        },
        phone: "9876543213",
        address: None,
    },
    Profile {
        account: customer("Asha Raman", "asha@trackroom.example"),
        phone: "9876543210",
        address: Some(("Home", "14 Lake View Road", "Chennai", "Tamil Nadu", "600033")),
    },
    Profile {
        account: customer("Ravi Kumar", "ravi@trackroom.example"),
        phone: "9876543211",
        address: Some(("Office", "3rd Floor, 27 Residency Road", "Bengaluru", "Karnataka", "560025")),
    },
    Profile {
        account: customer("Meena Iyer", "meena@trackroom.example"),
        phone: "9876543212",
        address: Some(("Home", "8 Gandhi Nagar", "Madurai", "Tamil Nadu", "625020")),
    },
];

/// The demo accounts.
#[must_use]
pub fn accounts() -> Vec<Account> {
    PEOPLE.iter().map(|profile| profile.account.clone()).collect()
}

/// Makes the people, and returns the customers with their addresses.
pub(super) async fn create(core: &Core) -> Result<Vec<(user::Model, address::Model)>> {
    let mut customers = Vec::new();
    for Profile { account, phone, address } in PEOPLE {
        let made_up = |_| Error::Internal(anyhow::anyhow!("a demo account is not valid"));
        let user = accounts::register(
            core,
            Registration {
                name: account.label.to_owned(),
                email: Some(account.identifier.parse().map_err(|_| made_up(()))?),
                phone: Some(phone.parse().map_err(|_| made_up(()))?),
                password: Secret::new(account.password),
                role: account.role,
            },
        )
        .await?;
        let Some((label, street, city, state, zip_code)) = address else { continue };
        let address = NewAddress {
            label: label.to_owned(),
            street: street.to_owned(),
            city: city.to_owned(),
            state: state.to_owned(),
            zip_code: zip_code.to_owned(),
            country: "India".to_owned(),
            is_default: true,
        };
        let address = addresses::add(core, &user.id, address).await?;
        customers.push((user, address));
    }
    Ok(customers)
}
