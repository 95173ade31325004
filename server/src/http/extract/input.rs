//! Texts that people type: trimmed, not empty, not endless, without control characters.

use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

use crate::error::{Code, Error, Result};
pub(crate) use crate::views::text::optional;

/// Reads one of a few words; `default` when there is none.
///
/// # Errors
/// `invalid_request` for any other word.
pub(crate) fn choice(field: &str, text: Option<String>, choices: &[&str], default: &str) -> Result<String> {
    match text {
        None => Ok(default.to_owned()),
        Some(text) if choices.contains(&text.as_str()) => Ok(text),
        Some(_) => Err(Error::invalid(Code::InvalidRequest, format!("{field} must be one of: {}", choices.join(", ")))),
    }
}

/// A number as forms send it: a JSON number, or a text that reads as one. An empty text is none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum FormNumber {
    Number(f64),
    Text(String),
}

/// Reads a form's number.
///
/// # Errors
/// `invalid_request` when it is none, or not within `range`.
pub(crate) fn number(
    field: &str,
    given: Option<&FormNumber>,
    range: std::ops::RangeInclusive<f64>,
) -> Result<Option<f64>> {
    let number = match given {
        None => None,
        Some(FormNumber::Number(number)) => Some(*number),
        Some(FormNumber::Text(text)) if text.trim().is_empty() => None,
        Some(FormNumber::Text(text)) => Some(text.trim().parse().unwrap_or(f64::NAN)),
    };
    match number {
        Some(number) if !range.contains(&number) => {
            let message = format!("{field} must be a number between {} and {}", range.start(), range.end());
            Err(Error::invalid(Code::InvalidRequest, message))
        }
        number => Ok(number),
    }
}

/// Reads a form's whole number, from 0.
///
/// # Errors
/// `invalid_request` when it is none, or above `max`.
pub(crate) fn whole(field: &str, given: Option<&FormNumber>, max: i32) -> Result<Option<i32>> {
    let Some(number) = number(field, given, 0.0..=f64::from(max))? else { return Ok(None) };
    if number.fract() != 0.0 {
        return Err(Error::invalid(Code::InvalidRequest, format!("{field} must be a whole number")));
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole, and between 0 and an i32")]
    let whole = number as i32;
    Ok(Some(whole))
}

/// A list as forms send it: an array, or one text with commas.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum FormList {
    Many(Vec<String>),
    One(String),
}

/// Reads a form's list of texts; empty ones are left out.
///
/// # Errors
/// `invalid_request` when it has more than 50 texts or one is longer than `max` characters.
pub(crate) fn list(field: &str, given: Option<FormList>, max: usize) -> Result<Option<Vec<String>>> {
    let texts: Vec<String> = match given {
        None => return Ok(None),
        Some(FormList::Many(texts)) => texts,
        Some(FormList::One(text)) => text.split(',').map(str::to_owned).collect(),
    };
    if texts.len() > 50 {
        return Err(Error::invalid(Code::InvalidRequest, format!("{field} must have at most 50 entries")));
    }
    let texts = texts.into_iter().map(|text| optional(field, Some(text), max));
    Ok(Some(texts.filter_map(Result::transpose).collect::<Result<_>>()?))
}

/// For a field that may be absent, null or there: the three are different things. With `#[serde(default)]`.
///
/// # Errors
/// What is there is of the wrong shape.
pub(crate) fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The id of another document, alone or inside the document.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Reference {
    Id(String),
    Document {
        #[serde(rename = "_id")]
        id: String,
    },
}

impl Reference {
    /// The id; none if it is empty.
    pub(crate) fn id(self) -> Option<String> {
        let (Self::Id(id) | Self::Document { id }) = self;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }
}

/// Whether a text is a picture's address as the pages understand it: a URL, a path, or a bare file name. Nothing
/// that a browser would run.
pub(crate) fn picture(text: &str) -> bool {
    let url = ["https://", "http://"].iter().any(|scheme| text.to_ascii_lowercase().starts_with(scheme));
    let inside = !text.contains(':') && !text.starts_with("//") && !text.contains('\\');
    (url || inside) && !text.chars().any(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(json: &str) -> Option<FormNumber> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn forms_send_numbers_as_numbers_and_as_texts() {
        assert_eq!(number("n", given("12.5").as_ref(), 0.0..=20.0).unwrap(), Some(12.5));
        assert_eq!(number("n", given("\" 12.5 \"").as_ref(), 0.0..=20.0).unwrap(), Some(12.5));
        assert_eq!(number("n", given("\"\"").as_ref(), 0.0..=20.0).unwrap(), None);
        assert_eq!(whole("n", given("\"7\"").as_ref(), 10).unwrap(), Some(7));
        for bad in ["21", "-1", "\"x\"", "\"NaN\"", "\"inf\""] {
            assert!(number("n", given(bad).as_ref(), 0.0..=20.0).is_err(), "{bad}");
        }
        assert!(whole("n", given("1.5").as_ref(), 10).is_err());
    }

    #[test]
    fn a_picture_is_no_script() {
        for good in ["neem.png", "/uploads/products/a-1.webp", "https://cdn.example/a.png?w=3"] {
            assert!(picture(good), "{good}");
        }
        for bad in ["javascript:alert(1)", "data:image/svg+xml,x", "//evil.example/x", "a b.png", "\"><script>"] {
            assert!(!picture(bad), "{bad}");
        }
    }

    #[test]
    fn forms_send_lists_as_arrays_and_as_texts() {
        let one = list("l", Some(FormList::One("a, b,, c ".to_owned())), 10).unwrap().unwrap();
        let many = list("l", Some(FormList::Many(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()])), 10);
        assert_eq!((&one, one.len()), (&many.unwrap().unwrap(), 3));
        assert!(list("l", Some(FormList::One("x".repeat(11))), 10).is_err());
    }
}
