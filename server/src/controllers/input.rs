//! Texts that people type: trimmed, not empty, not endless, without control characters.

use crate::error::{Error, Result};

/// Trims a text; an empty one is none.
///
/// # Errors
/// `invalid_request` when it is longer than `max` characters or holds control characters (line breaks and tabs
/// are allowed).
pub(super) fn optional(field: &str, text: Option<String>, max: usize) -> Result<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > max {
        return Err(Error::invalid("invalid_request", format!("{field} must have at most {max} characters")));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::invalid("invalid_request", format!("{field} must not contain control characters")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Reads one of a few words; `default` when there is none.
///
/// # Errors
/// `invalid_request` for any other word.
pub(super) fn choice(field: &str, text: Option<String>, choices: &[&str], default: &str) -> Result<String> {
    match text {
        None => Ok(default.to_owned()),
        Some(text) if choices.contains(&text.as_str()) => Ok(text),
        Some(_) => Err(Error::invalid("invalid_request", format!("{field} must be one of: {}", choices.join(", ")))),
    }
}
