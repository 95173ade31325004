//! The `Idempotency-Key` header, and responses that may be those of an earlier, equal request.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::http::extract::parts::{check_media_type, json_body, parse_json};
use crate::{
    app::AppState,
    credentials::keys::hex,
    error::{Code, Error},
    services::idempotency::{IdempotencyKey, StoredResponse},
};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that the response is that of an earlier request.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
const MAX_KEY: usize = 255;

/// A JSON body, and the key under which it is to have its effect once, if the client gave one.
#[derive(Debug)]
pub struct Idempotent<T> {
    /// The body.
    pub body: T,
    key: Option<(String, String)>,
}

impl<T> Idempotent<T> {
    /// The key, as one of this user's.
    pub fn key_of(&self, user_id: &str) -> Option<IdempotencyKey> {
        let (key, fingerprint) = self.key.clone()?;
        Some(IdempotencyKey { user_id: user_id.to_owned(), key, fingerprint })
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Idempotent<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, Error> {
        check_media_type(request.headers())?;
        let key = key(request.headers())?;
        let route = format!("{} {}", request.method(), request.uri().path());
        let bytes = json_body(request, app).await?;
        let body = parse_json(&bytes)?;
        let key = match key {
            Some(key) => Some((key, fingerprint(&route, &bytes)?)),
            None => None,
        };
        Ok(Self { body, key })
    }
}

/// What makes two requests equal: their route, and what their bodies mean. White space and the order of fields
/// are no difference.
fn fingerprint(route: &str, body: &Bytes) -> Result<String, Error> {
    let meaning: Value = parse_json(body)?;
    let hash = Sha256::new().chain_update(route).chain_update([0]).chain_update(meaning.to_string());
    Ok(hex(&hash.finalize()))
}

/// The key: a Structured Fields string (`"8e03978e"`), as the draft has it, or, as many clients send it, bare.
fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    let refuse = || {
        let message = format!("Idempotency-Key must be one text of 1 to {MAX_KEY} visible ASCII characters");
        Error::invalid(Code::InvalidIdempotencyKey, message)
    };
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map_err(|_| refuse())?.trim();
    let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let text = quoted.unwrap_or(text);
    let sound = (1..=MAX_KEY).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
    if sound && values.next().is_none() { Ok(Some(text.to_owned())) } else { Err(refuse()) }
}

impl IntoResponse for StoredResponse {
    fn into_response(self) -> Response {
        let mut response = self.body.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if self.replayed {
            headers.insert(REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[&str]) -> Option<Option<String>> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY, value.parse().unwrap());
        }
        key(&headers).ok()
    }

    #[test]
    fn a_key_is_one_short_visible_text_quoted_or_not() {
        assert_eq!(read(&[]), Some(None));
        assert_eq!(read(&["abc-1"]), Some(Some("abc-1".to_owned())));
        assert_eq!(read(&["\"abc-1\""]), Some(Some("abc-1".to_owned())));
        for bad in ["", "\"\"", "a b", "a\"b", &"x".repeat(256)] {
            assert_eq!(read(&[bad]), None, "{bad}");
        }
        assert_eq!(read(&["a", "b"]), None);
    }

    #[test]
    fn equal_requests_have_equal_fingerprints() {
        let print = |route: &str, body: &'static str| fingerprint(route, &Bytes::from_static(body.as_bytes())).unwrap();
        assert_eq!(print("POST /a", r#"{"a":1,"b":2}"#), print("POST /a", r#"{ "b": 2, "a": 1 }"#));
        assert_ne!(print("POST /a", r#"{"a":1}"#), print("POST /a", r#"{"a":2}"#));
        assert_ne!(print("POST /a", r#"{"a":1}"#), print("POST /b", r#"{"a":1}"#));
    }
}
