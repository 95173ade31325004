//! From where an admin's phone number alone is enough (`ADMIN_PHONE_LOGIN`), and what that means in words.
//!
//! The shop's unchanged pages can send a phone number and nothing else, so with them no admin could ever get in where a
//! number alone is not enough. A number is no secret: here the network is what has to be one.

use std::{net::IpAddr, str::FromStr};

use ipnet::{IpNet, Ipv4Net};

use super::{Config, PhoneLogin, TrustedProxies};

/// The widest network of IPv4 that may be named: the largest private one, 10.0.0.0/8 (RFC 1918).
const WIDEST_V4: u8 = 8;
/// The widest network of IPv6: what a provider gets for all its customers. A site has a /48 (RFC 6177).
const WIDEST_V6: u8 = 32;

/// The networks from which an admin is let in by their phone number alone. None: from nowhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdminPhoneLogin(Vec<IpNet>);

/// The text names no networks, or one that holds strangers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNetworks {
    /// It is no list of addresses and networks.
    #[error("must be off, or addresses and networks such as 10.8.0.0/16,203.0.113.7: `{0}` is neither")]
    Malformed(String),
    /// Whoever knows an admin's number would be let in from everywhere.
    #[error(
        "lets an admin in without a password from `{0}`, which holds strangers: \
         name networks of at most /{WIDEST_V4} (IPv4) or /{WIDEST_V6} (IPv6)"
    )]
    TooWide(String),
}

impl FromStr for AdminPhoneLogin {
    type Err = InvalidNetworks;

    fn from_str(text: &str) -> Result<Self, InvalidNetworks> {
        if text == "off" {
            return Ok(Self::default());
        }
        let networks = text.split(',').map(str::trim).map(|text| {
            let network = network(text).ok_or_else(|| InvalidNetworks::Malformed(text.to_owned()))?;
            let widest = if matches!(network, IpNet::V4(_)) { WIDEST_V4 } else { WIDEST_V6 };
            let narrow = network.prefix_len() >= widest;
            if narrow { Ok(network) } else { Err(InvalidNetworks::TooWide(text.to_owned())) }
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl AdminPhoneLogin {
    /// Whether an admin's number alone is enough from this address.
    #[must_use]
    pub fn lets_in_from(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// A network, or an address as the network of one. An IPv4 address that is mapped into IPv6 (RFC 4291, section 2.5.5.2) is
/// the IPv4 address that it stands for, as everywhere.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let network: IpNet = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?;
    let IpNet::V6(v6) = network else { return Some(network.trunc()) };
    let mapped = v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    let v4 = mapped.and_then(|(address, length)| Ipv4Net::new(address, length).ok());
    // One that holds all mapped addresses and more is told by its length alone, as every other of IPv6.
    Some(v4.map_or(network, IpNet::V4).trunc())
}

/// Who is let in without a password, and from where: a sentence for each way. What an operator should know before anybody
/// else finds out.
pub(super) fn doors(config: &Config) -> Vec<String> {
    let AdminPhoneLogin(networks) = &config.auth.admin_phone_login;
    let mut doors = Vec::new();
    let others = if config.is_production() {
        "customers who have no password, never an admin or staff"
    } else {
        "customers, staff and admins, as this is no production"
    };
    match &config.auth.phone_login {
        PhoneLogin::Off => {}
        PhoneLogin::Open => doors.push(format!(
            "PHONE_LOGIN=open: whoever types a phone number is let in as its owner, without a password, from \
             everywhere ({others})"
        )),
        PhoneLogin::Allowlist(numbers) => doors.push(format!(
            "PHONE_LOGIN=allowlist: whoever types one of {} phone numbers is let in as its owner, without a password, \
             from everywhere ({others})",
            numbers.len()
        )),
    }
    if networks.is_empty() {
        return doors;
    }
    let names: Vec<String> = networks.iter().map(IpNet::to_string).collect();
    let names = names.join(", ");
    doors.push(format!(
        "ADMIN_PHONE_LOGIN: whoever types an admin's phone number is let in as that admin, without a password, from \
         {names}"
    ));
    match &config.limits.trusted_proxies {
        TrustedProxies::None => doors.push(
            "ADMIN_PHONE_LOGIN without TRUSTED_PROXIES: whoever connects from there is let in, be it a person or a proxy \
             that does not say so; a request with a proxy's headers is not, as nobody knows where it comes from"
                .to_owned(),
        ),
        TrustedProxies::Hops(hops) => doors.push(format!(
            "ADMIN_PHONE_LOGIN with TRUSTED_PROXIES={hops}: whoever reaches this port past the proxies writes where \
             they come from, and is let in; close it to all others, or name the proxies' addresses"
        )),
        TrustedProxies::Networks(proxies) => {
            let shared = |network: &&IpNet| proxies.iter().any(|proxy| overlap(proxy, network));
            if let Some(network) = networks.iter().find(shared) {
                doors.push(format!(
                    "ADMIN_PHONE_LOGIN and TRUSTED_PROXIES share addresses ({network}): each of them may write where \
                     a request comes from; name the proxies alone in TRUSTED_PROXIES"
                ));
            }
        }
    }
    doors
}

fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lets_in(networks: &str, address: &str) -> bool {
        networks.parse::<AdminPhoneLogin>().unwrap().lets_in_from(address.parse().unwrap())
    }

    #[test]
    fn addresses_within_the_networks_are_let_in_and_no_others() {
        let networks = "10.8.0.0/16, 203.0.113.7,2001:db8:7::/48";
        for inside in ["10.8.0.0", "10.8.255.255", "203.0.113.7", "::ffff:10.8.3.4", "2001:db8:7:1::9"] {
            assert!(lets_in(networks, inside), "{inside}");
        }
        for outside in ["10.9.0.1", "203.0.113.8", "::ffff:203.0.113.8", "2001:db8:8::1", "::10.8.3.4", "::1"] {
            assert!(!lets_in(networks, outside), "{outside}");
            assert!(!lets_in("off", outside), "{outside}");
        }
        // The host's bits say nothing, and mapped networks are those of IPv4.
        for network in ["10.8.7.7/16", "::ffff:10.8.0.0/112", "::ffff:10.8.1.1", "10.0.0.0/8"] {
            assert!(lets_in(network, "10.8.1.1"), "{network}");
        }
    }

    #[test]
    fn what_is_no_network_or_holds_strangers_is_refused() {
        for bad in ["on", "10.8.0.0/33", "10.8.0", "10.8.0.0/16,", ",", "localhost", "10.8.0.0-10.8.0.9", "OFF"] {
            let refused = bad.parse::<AdminPhoneLogin>();
            assert!(matches!(refused, Err(InvalidNetworks::Malformed(_))), "{bad}: {refused:?}");
        }
        for wide in
            ["0.0.0.0/0", "::/0", "0.0.0.0/1,128.0.0.0/1", "::ffff:0.0.0.0/96", "10.8.0.0/16,8.0.0.0/7", "2000::/3"]
        {
            let refused = wide.parse::<AdminPhoneLogin>();
            assert!(matches!(refused, Err(InvalidNetworks::TooWide(_))), "{wide}: {refused:?}");
        }
    }
}
