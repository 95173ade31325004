//! [`Origin`]: where a page or an app comes from, written in one way, so that two spellings of one origin are equal.

use std::fmt;

use http::{HeaderMap, header};
use url::{Host, Url};

/// Schemes under which nothing has an origin of its own: `null`, or whatever lies on somebody's disk.
const WITHOUT_ORIGIN: [&str; 6] = ["about", "blob", "data", "file", "filesystem", "javascript"];

/// An origin (RFC 6454): scheme, host, and the port unless it is the scheme's own; in lower case, the host in ASCII.
///
/// `ws` and `wss` mean `http` and `https`: apps send the address that they connect to. Schemes of apps
/// (`capacitor://localhost`, `chrome-extension://…`) are as good as the web's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// Reads `scheme://host[:port]`. `None` for what is none, above all for `*`, `null` and `file:`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (written, rest) = text.split_once("://")?;
        // What the parser would forgive, or take for a part of the host.
        if rest.contains(|c: char| c == '*' || c == '\\' || c == '@' || c.is_whitespace() || c.is_control()) {
            return None;
        }
        let web = if written.eq_ignore_ascii_case("ws") {
            Some("http")
        } else if written.eq_ignore_ascii_case("wss") {
            Some("https")
        } else {
            None
        };
        let url = Url::parse(&format!("{}://{rest}", web.unwrap_or(written))).ok()?;
        let scheme = url.scheme();
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if WITHOUT_ORIGIN.contains(&scheme) || !is_bare || rest.starts_with('/') {
            return None;
        }
        let host = match url.host()? {
            Host::Domain("") => return None,
            // Only the web's schemes have theirs lower-cased by the parser.
            Host::Domain(name) => name.to_ascii_lowercase(),
            address => address.to_string(),
        };
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(Self(format!("{scheme}://{host}{port}")))
    }

    /// Whether this is the host, and the port, that a request was sent to. Behind a proxy that ends TLS the scheme
    /// differs; the `Host` header is what the client wrote.
    fn is_host_of(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let scheme = self.0.split("://").next().unwrap_or_default();
        matches!(scheme, "http" | "https")
            && host.is_some_and(|host| Self::read(&format!("{scheme}://{host}")).as_ref() == Some(self))
    }
}

/// Whether this page, by its `Origin` header, is one of those.
#[must_use]
pub(crate) fn is_among(header: &http::HeaderValue, origins: &[Origin]) -> bool {
    header.to_str().ok().and_then(Origin::read).is_some_and(|origin| origins.contains(&origin))
}

/// Whether whoever sends this may call us: a page of these origins, one of our own, or nobody's.
#[must_use]
pub(crate) fn may_call(headers: &HeaderMap, origins: &[Origin]) -> bool {
    let Some(sent) = headers.get(header::ORIGIN) else { return true };
    let Some(origin) = sent.to_str().ok().and_then(Origin::read) else { return false };
    origins.contains(&origin) || origin.is_host_of(headers)
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq<&str> for Origin {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_spellings_of_one_origin_are_equal() {
        for (written, read) in [
            ("https://shop.example", "https://shop.example"),
            ("HTTPS://Shop.Example:443/", "https://shop.example"),
            ("wss://shop.example", "https://shop.example"),
            ("WSS://shop.example:443", "https://shop.example"),
            ("ws://shop.example:80", "http://shop.example"),
            ("ws://shop.example:443", "http://shop.example:443"),
            ("http://shop.example:443", "http://shop.example:443"),
            ("https://shop.example:8443", "https://shop.example:8443"),
            ("http://[::1]:5173", "http://[::1]:5173"),
            ("http://[0:0:0:0:0:0:0:1]:80", "http://[::1]"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("https://läden.example", "https://xn--lden-loa.example"),
            ("https://XN--LDEN-LOA.example", "https://xn--lden-loa.example"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("Ionic://LocalHost/", "ionic://localhost"),
            ("tauri://localhost", "tauri://localhost"),
            ("app://shop:8080", "app://shop:8080"),
            (
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            ),
            (
                "moz-extension://0F8B5A3C-1D2E-4F60-8A9B-0C1D2E3F4A5B",
                "moz-extension://0f8b5a3c-1d2e-4f60-8a9b-0c1d2e3f4a5b",
            ),
        ] {
            assert_eq!(Origin::read(written).expect(written), read);
        }
    }

    #[test]
    fn what_is_no_origin_is_not_read() {
        for text in [
            "*",
            "null",
            "",
            "shop.example",
            "shop.example:443",
            "localhost:5173",
            "//shop.example",
            "https:shop.example",
            "https:/shop.example",
            "https:///shop.example",
            r"https:\\shop.example",
            r"https://shop.example\",
            "file://",
            "file:///",
            "file://host",
            "FILE://host",
            "data://x",
            "blob:https://shop.example",
            "blob://shop.example",
            "javascript://shop.example",
            "about://blank",
            "https://*",
            "https://*.shop.example",
            "capacitor://*",
            "capacitor://",
            "capacitor:///",
            "https://",
            "https://me@shop.example",
            "https://me:pw@shop.example",
            "https://@shop.example",
            "https://shop.example/path",
            "https://shop.example//",
            "capacitor://localhost/path",
            "https://shop.example?page=1",
            "https://shop.example#top",
            "https://shop.example:70000",
            "https://shop.example:port",
            "https://shop example",
            "https://shop.example https://evil.example",
            "https://[::1",
            "*://shop.example",
        ] {
            assert_eq!(Origin::read(text), None, "{text}");
        }
    }

    #[test]
    fn only_known_pages_and_our_own_may_call() {
        let known = ["https://shop.example", "capacitor://localhost"].map(|text| Origin::read(text).unwrap());
        let check = |origin: Option<&str>, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            may_call(&headers, &known)
        };
        assert!(check(None, "api.example"));
        for welcome in
            ["https://shop.example", "https://shop.example:443", "wss://SHOP.example", "capacitor://localhost"]
        {
            assert!(check(Some(welcome), "api.example"), "{welcome}");
        }
        for (own, host) in [
            ("https://API.example", "api.example"),
            ("https://api.example", "api.example:443"),
            ("https://api.example:443", "Api.example"),
            ("wss://api.example", "api.example"),
            ("http://localhost:5000", "localhost:5000"),
            ("http://[::1]:5000", "[::1]:5000"),
        ] {
            assert!(check(Some(own), host), "{own} at {host}");
        }
        for foreign in [
            "https://evil.example",
            "null",
            "http://shop.example",
            "https://shop.example.evil.example",
            "http://localhost:5001",
            "http://localhost",
            "capacitor://localhost:5000",
            "ionic://localhost",
        ] {
            assert!(!check(Some(foreign), "localhost:5000"), "{foreign}");
        }
        assert!(!check(Some("capacitor://api.example"), "api.example"), "no page of ours has such a scheme");
    }
}
