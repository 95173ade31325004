//! What people prove who they are with: made and checked here, whoever shows it.

pub mod device;
pub(crate) mod keys;
pub mod log_ins;
pub mod password;
pub mod refresh;
pub mod ticket;
pub mod token;

use self::{
    device::Devices, log_ins::LogIns, password::Passwords, refresh::RefreshChain, ticket::Tickets, token::Tokens,
};
use crate::{config::AuthConfig, store::database::Database};

/// Makes and checks every kind of credential.
#[derive(Debug)]
pub struct Credentials {
    /// Access tokens (JWT, RFC 7519).
    pub tokens: Tokens,
    /// The secrets in tracking links.
    pub tickets: Tickets,
    /// Cookies of devices that have logged in before.
    pub devices: Devices,
    /// Which user a log-in belongs to.
    pub log_ins: LogIns,
    /// The key of refresh tokens.
    pub refresh_chain: RefreshChain,
    /// Password hashes.
    pub passwords: Passwords,
}

impl Credentials {
    /// With these secrets, over this database.
    #[must_use]
    pub fn new(config: &AuthConfig, db: &Database) -> Self {
        Self {
            tokens: Tokens::new(config),
            tickets: Tickets::new(config),
            devices: Devices::new(config),
            log_ins: LogIns::new(db.clone()),
            refresh_chain: RefreshChain::new(&config.jwt_secret),
            passwords: Passwords::default(),
        }
    }
}
