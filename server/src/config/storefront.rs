//! The shop as its customers meet it: its name, its demo data, and the pace of its orders page.

use std::time::Duration;

use super::env::{ConfigError, Env, Setting};

const SHOP_NAME: Setting = Setting::new("SHOP_NAME", "Trackroom Naturals");
const DEMO_DATA: Setting = Setting::by_environment("DEMO_DATA", "on", "off");
const MY_ORDERS_PACE_MS: Setting = Setting::new("MY_ORDERS_PACE_MS", "1000");

#[cfg(test)]
pub(super) const SETTINGS: &[Setting] = &[SHOP_NAME, DEMO_DATA, MY_ORDERS_PACE_MS];

/// The shop as its customers meet it.
#[derive(Clone, Debug)]
pub struct StorefrontConfig {
    /// `SHOP_NAME`: the shop's name, as pages and invoices show it.
    pub name: String,
    /// `DEMO_DATA`: whether an empty database is filled with a demo shop. Default: on in development.
    pub demo_data: bool,
    /// `MY_ORDERS_PACE_MS`: how long a repeated call for one's own orders is held while nothing changes. The shop's
    /// page asks without end.
    pub my_orders_pace: Duration,
}

impl StorefrontConfig {
    pub(super) fn read(env: &Env<'_>) -> Result<Self, ConfigError> {
        let demo_data = env.switch(&DEMO_DATA)?;
        if demo_data && env.is_production() {
            return DEMO_DATA.refuse("must be off in production: its accounts have published passwords");
        }
        Ok(Self {
            name: env.text(&SHOP_NAME).unwrap_or_default(),
            demo_data,
            my_orders_pace: env.milliseconds(&MY_ORDERS_PACE_MS)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{PRODUCTION, SECRET, read, refused};

    #[test]
    fn a_demo_shop_is_for_development() {
        assert!(read(&[SECRET]).unwrap().storefront.demo_data);
        assert!(!read(&PRODUCTION).unwrap().storefront.demo_data);
        refused("DEMO_DATA", &[&PRODUCTION[..], &[("DEMO_DATA", "on")]].concat());
    }
}
