//! Texts that people type: trimmed, not empty, not endless, without control characters.

use crate::error::{Code, Error, Result};

/// Trims a text; an empty one is none.
///
/// # Errors
/// `invalid_request` when it is longer than `max` characters or holds control characters (line breaks and tabs
/// are allowed).
pub(crate) fn optional(field: &str, text: Option<String>, max: usize) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > max {
        return Err(Error::invalid(Code::InvalidRequest, format!("{field} must have at most {max} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::invalid(Code::InvalidRequest, format!("{field} must not contain control characters")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}
