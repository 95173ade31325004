//! The web client: out of a folder (`WEB_CLIENT_DIR`), or out of the binary itself.
//!
//! The folder `web-client/dist` becomes part of a release build. Files with a hash in their name never change,
//! so browsers keep them; `index.html` is asked for each time. Ready-made `.br` and `.gz` twins are preferred
//! where the browser takes them. A path of the client's own pages, which has no file, is `index.html`.

use std::{borrow::Cow, path::PathBuf};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};

use crate::{
    config::Config,
    embedded::{Embedded, INDEX, is_embedded},
};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// Where the web client comes from.
#[derive(Clone, Debug)]
pub(crate) enum WebClient {
    /// A folder.
    Folder(PathBuf),
    /// The binary.
    Binary,
}

impl WebClient {
    /// What is configured, or what was built in, if anything.
    pub(crate) fn of(config: &Config) -> Option<Self> {
        let folder = config.files.web_client_dir.clone().map(Self::Folder);
        folder.or_else(|| is_embedded().then_some(Self::Binary))
    }

    /// The answer to a request for a page or a file; `None` where neither can be meant.
    pub(crate) async fn serve(&self, request: &Parts) -> Option<Response> {
        if ![Method::GET, Method::HEAD].contains(&request.method) {
            return None;
        }
        let path = request.uri.path().trim_start_matches('/');
        let name = file_name(path);
        let found = match name {
            Some(name) => self.file(name, &request.headers).await,
            None => None,
        };
        if found.is_some() {
            return found;
        }
        // A page of the client has no extension. Anything else that is not there is not there.
        let is_page = !path.rsplit('/').next().unwrap_or_default().contains('.');
        if is_page { self.file(INDEX, &request.headers).await } else { None }
    }

    async fn file(&self, name: &str, asked: &HeaderMap) -> Option<Response> {
        let mut found = None;
        for (coding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if found.is_none() && accepts(asked, coding) {
                found = self.bytes(&format!("{name}{suffix}")).await.map(|bytes| (bytes, Some(coding)));
            }
        }
        if found.is_none() {
            found = self.bytes(name).await.map(|bytes| (bytes, None));
        }
        let (bytes, coding) = found?;
        let tag = etag(&bytes);
        let mut response = if asked.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes.into_owned()).into_response()
        };
        let headers = response.headers_mut();
        let kind = mime_guess::from_path(name).first_or_octet_stream();
        let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
        headers.insert(header::CONTENT_TYPE, HeaderValue::try_from(kind).ok()?);
        headers.insert(header::ETAG, tag);
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(coding) = coding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        let keep = if name.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        Some(response)
    }

    async fn bytes(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Folder(folder) => tokio::fs::read(folder.join(name)).await.ok().map(Cow::Owned),
            Self::Binary => Embedded::get(name).map(|file| file.data),
        }
    }
}

/// The file that a path names; none that could lead out of the folder, and none that hides.
fn file_name(path: &str) -> Option<&str> {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+@".contains(&byte))
    };
    (!path.is_empty() && path.split('/').all(plain)).then_some(path)
}

/// Whether the client takes a content coding (RFC 9110, section 12.5.3).
fn accepts(asked: &HeaderMap, coding: &str) -> bool {
    let listed = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

fn etag(bytes: &[u8]) -> HeaderValue {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(bytes);
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::try_from(format!("\"{hex}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_files() {
        assert_eq!(file_name("assets/index-Ab_1.js"), Some("assets/index-Ab_1.js"));
        for bad in ["", "../x", "a/../b", "a//b", "/etc/passwd", ".env", "a/.git/config", "a%2fb", "a\\b", "a b"] {
            assert_eq!(file_name(bad), None, "{bad}");
        }
    }

    #[test]
    fn codings_are_used_where_they_are_welcome() {
        let asked = |value: &str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]);
        assert!(accepts(&asked("gzip, deflate, br"), "br"));
        assert!(accepts(&asked("GZIP;q=0.5"), "gzip"));
        assert!(!accepts(&asked("br;q=0, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "gzip"));
    }
}
