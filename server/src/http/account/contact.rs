//! E-mail addresses and phone numbers as bodies bring them. An empty text is none.

use crate::{
    domain::contact::{EmailAddress, InvalidEmail, InvalidPhone, PhoneNumber},
    error::{Code, Error, Result},
};

/// Reads an e-mail address.
///
/// # Errors
/// `invalid_email`.
pub(super) fn parse_email(text: Option<String>) -> Result<Option<EmailAddress>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse().map_err(invalid_email)).transpose()
}

/// Refuses an address that we made up for a phone number: whoever took it would keep out the number's owner.
///
/// # Errors
/// `invalid_email`.
pub(super) fn check_owned(email: Option<&EmailAddress>) -> Result<()> {
    if email.is_some_and(EmailAddress::is_made_up) { Err(invalid_email(InvalidEmail)) } else { Ok(()) }
}

/// Reads a phone number.
///
/// # Errors
/// `invalid_phone`.
pub(super) fn parse_phone(text: Option<String>) -> Result<Option<PhoneNumber>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse().map_err(invalid_phone)).transpose()
}

fn invalid_email(error: InvalidEmail) -> Error {
    Error::invalid(Code::InvalidEmail, error.to_string())
}

pub(super) fn invalid_phone(error: InvalidPhone) -> Error {
    Error::invalid(Code::InvalidPhone, error.to_string())
}
