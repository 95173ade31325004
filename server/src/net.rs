//! What a request says of its sender: a bearer token, and the address of the client, behind the proxies that are trusted (`TRUSTED_PROXIES`).
//!
//! Anybody can write an `X-Forwarded-For`. Only what a trusted proxy appended counts: read from the right, up to
//! the first address that no trusted proxy has.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};

use crate::config::TrustedProxies;

/// The client's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) Option<IpAddr>, Origin);

/// How sure an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// It is the client's.
    Client,
    /// It may be that of a proxy: of one that nobody has told us of, or of one that did not say for whom it asks.
    Proxy,
}

impl ClientAddress {
    /// The address, if it is the client's for sure: for who is let in because of it. A proxy's may stand for everybody.
    pub(crate) fn certain(self) -> Option<IpAddr> {
        self.0.filter(|_| self.1 == Origin::Client)
    }
}

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self(None, Origin::Proxy)))
    }
}

/// Finds the client's address and keeps it with the request.
pub(crate) fn find(request: &mut Request, trusted: &TrustedProxies) {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let client = peer.map(|peer| client(peer, request.headers(), trusted));
    let (client, origin) = client.unzip();
    request.extensions_mut().insert(ClientAddress(client, origin.unwrap_or(Origin::Proxy)));
}

/// What proxies write. We read the first alone, but any of them tells that there is one.
const FORWARDED: [&str; 7] =
    ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "via"];

fn client(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> (IpAddr, Origin) {
    let peer = peer.to_canonical();
    let listed = headers.get_all("x-forwarded-for").iter().map(|value| value.to_str().unwrap_or_default());
    let listed: Vec<&str> = listed.flat_map(|value| value.split(',')).map(str::trim).collect();
    // A proxy may write the port as well.
    let parse = |text: &str| text.parse().or_else(|_| text.parse::<SocketAddr>().map(|with_port| with_port.ip()));
    let mut nearest_first = listed.iter().rev().map_while(|text| parse(text).ok().map(|ip: IpAddr| ip.to_canonical()));
    let direct = || {
        let forwarded = FORWARDED.iter().any(|name| headers.contains_key(*name));
        (peer, if forwarded { Origin::Proxy } else { Origin::Client })
    };
    match trusted {
        TrustedProxies::None => direct(),
        TrustedProxies::Hops(hops) => {
            let told: Vec<IpAddr> = nearest_first.take(*hops).collect();
            // Fewer than there are proxies: one of them did not say for whom it asks.
            let origin = if told.len() == *hops { Origin::Client } else { Origin::Proxy };
            (told.last().copied().unwrap_or(peer), origin)
        }
        TrustedProxies::Networks(networks) => {
            let is_trusted = |ip: &IpAddr| networks.iter().any(|network| network.contains(ip));
            if !is_trusted(&peer) {
                return direct();
            }
            let mut client = (peer, Origin::Proxy);
            while is_trusted(&client.0) {
                let Some(before) = nearest_first.next() else { break };
                let origin = if is_trusted(&before) { Origin::Proxy } else { Origin::Client };
                client = (before, origin);
            }
            client
        }
    }
}

/// The bearer token of a request (RFC 6750, section 2.1).
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(peer: &str, forwarded: &[&str], trusted: &str) -> (IpAddr, Origin) {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client(peer.parse().unwrap(), &headers, &trusted.parse().unwrap())
    }

    fn of(peer: &str, forwarded: &[&str], trusted: &str) -> String {
        told(peer, forwarded, trusted).0.to_string()
    }

    #[test]
    fn an_address_is_certain_unless_a_proxy_may_stand_between() {
        let certain = |peer, forwarded: &[&str], trusted| told(peer, forwarded, trusted).1 == Origin::Client;
        assert!(certain("192.0.2.9", &[], "none"));
        assert!(!certain("192.0.2.9", &["198.51.100.1"], "none"), "a proxy that is not named");
        assert!(certain("10.0.0.1", &["198.51.100.1"], "1"));
        assert!(certain("10.0.0.1", &["198.51.100.1"], "10.0.0.0/24"));
        assert!(certain("192.0.2.9", &[], "10.0.0.0/24"));
        assert!(!certain("192.0.2.9", &["10.8.0.1"], "10.0.0.0/24"), "a proxy that is not named");
        assert!(!certain("10.0.0.1", &["198.51.100.1"], "2"), "one of two proxies did not say for whom it asks");
        assert!(!certain("10.0.0.1", &["10.0.0.2"], "10.0.0.0/24"), "a chain that ends at a proxy");
        for header in super::FORWARDED {
            let headers = HeaderMap::from_iter([(header.parse().unwrap(), "x".parse().unwrap())]);
            let (_, origin) = client("192.0.2.9".parse().unwrap(), &headers, &TrustedProxies::None);
            assert_eq!(origin, Origin::Proxy, "{header}");
        }
        for silent in [&[][..], &["nonsense"]] {
            for trusted in ["1", "10.0.0.0/24", "::ffff:10.0.0.1"] {
                assert!(!certain("10.0.0.1", silent, trusted), "a proxy that does not say for whom it asks");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_skipped() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", "10.8.0.1".parse().unwrap());
        headers.append("x-forwarded-for", http::HeaderValue::from_bytes(b"\xff, 198.51.100.9").unwrap());
        for trusted in ["1", "10.0.0.0/24"] {
            let (address, origin) = client("10.0.0.1".parse().unwrap(), &headers, &trusted.parse().unwrap());
            assert_eq!((address.to_string().as_str(), origin), ("10.0.0.1", Origin::Proxy));
        }
    }

    #[test]
    fn nobody_is_believed_by_default() {
        assert_eq!(of("192.0.2.9", &["198.51.100.1"], "none"), "192.0.2.9");
    }

    #[test]
    fn a_number_of_proxies_is_counted_from_the_right() {
        assert_eq!(of("10.0.0.1", &["6.6.6.6, 198.51.100.1"], "1"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &["6.6.6.6", "198.51.100.1, 10.0.0.2"], "2"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &["198.51.100.1"], "3"), "198.51.100.1");
        assert_eq!(of("10.0.0.1", &[], "1"), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &["nonsense"], "1"), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &["[2001:db8::1]:443"], "1"), "2001:db8::1");
    }

    #[test]
    fn proxies_that_are_named_are_believed_and_others_not() {
        let trusted = "10.0.0.0/8, 203.0.113.7";
        assert_eq!(of("192.0.2.9", &["198.51.100.1"], trusted), "192.0.2.9");
        assert_eq!(of("10.1.2.3", &["6.6.6.6, 198.51.100.1"], trusted), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["198.51.100.1, 203.0.113.7, 10.9.9.9"], trusted), "198.51.100.1");
        assert_eq!(of("::ffff:10.1.2.3", &["198.51.100.1"], trusted), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["6.6.6.6, nonsense, 10.9.9.9"], trusted), "10.9.9.9");
    }
}
