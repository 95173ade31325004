//! [`Asked`]: what a request's query asks for.

use std::borrow::Cow;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    Polling,
    WebSocket,
}

/// The parameters of Engine.IO 4 ("Protocol"). As with the official server, the last of several counts, and an empty `sid`
/// is none.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked<'a> {
    /// `transport`; nothing if it is unknown.
    pub(crate) carrier: Option<Carrier>,
    /// `sid`.
    pub(crate) session: Option<Cow<'a, str>>,
    /// `EIO` is 4.
    pub(crate) speaks_4: bool,
}

impl<'a> Asked<'a> {
    pub(crate) fn by(query: &'a str) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "EIO" => asked.speaks_4 = value == "4",
                "sid" => asked.session = Some(value).filter(|sid| !sid.is_empty()),
                "transport" => {
                    asked.carrier = match &*value {
                        "polling" => Some(Carrier::Polling),
                        "websocket" => Some(Carrier::WebSocket),
                        _ => None,
                    }
                }
                _ => {}
            }
        }
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_the_official_server_reads_it() {
        let asked = Asked::by("b64=1&EIO=3&EIO=%34&transport=websocket&transport=polling&sid=x%2B&t=a=b");
        let session = Some("x+".into());
        assert_eq!(asked, Asked { carrier: Some(Carrier::Polling), session, speaks_4: true });
        assert_eq!(Asked::by("sid=a&sid=&transport=webtransport&EIO"), Asked::default());
        assert!(!Asked::by("EIO=4&EIO=3").speaks_4);
    }
}
