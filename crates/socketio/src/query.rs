//! [`Query`]: the query parameters of an Engine.IO request.

use std::borrow::Cow;

/// The transports of Engine.IO 4 that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransportName {
    Polling,
    WebSocket,
}

/// The parameters of Engine.IO 4 ("Protocol"). As with the official server, the last of several counts, and an empty
/// `sid` counts as none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Query<'a> {
    /// `None`: unknown, or not given.
    pub(crate) transport: Option<TransportName>,
    pub(crate) sid: Option<Cow<'a, str>>,
    /// `EIO` is 4.
    pub(crate) is_version_4: bool,
}

impl<'a> Query<'a> {
    pub(crate) fn parse(query: &'a str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "EIO" => parsed.is_version_4 = value == "4",
                "sid" => parsed.sid = Some(value).filter(|sid| !sid.is_empty()),
                "transport" => {
                    parsed.transport = match &*value {
                        "polling" => Some(TransportName::Polling),
                        "websocket" => Some(TransportName::WebSocket),
                        _ => None,
                    }
                }
                _ => {}
            }
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_the_official_server_reads_it() {
        let query = Query::parse("b64=1&EIO=3&EIO=%34&transport=websocket&transport=polling&sid=x%2B&t=a=b");
        let sid = Some("x+".into());
        assert_eq!(query, Query { transport: Some(TransportName::Polling), sid, is_version_4: true });
        assert_eq!(Query::parse("sid=a&sid=&transport=webtransport&EIO"), Query::default());
        assert!(!Query::parse("EIO=4&EIO=3").is_version_4);
    }
}
