//! E-mail addresses and phone numbers: parsed once, trusted after.

use std::{fmt, str::FromStr};

use email_address::EmailAddress as Syntax;

/// An e-mail address in lower case, at most 254 characters (RFC 5321, section 4.5.3.1.3). Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

/// The domain of the made-up addresses of people who gave only a phone number. RFC 2606 reserves it, so it is never a
/// real mailbox.
const MADE_UP_DOMAIN: &str = "customers.trackroom.invalid";

/// The text is not an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Please enter a valid email address")]
pub struct InvalidEmail;

impl EmailAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The made-up address of a person who gave only this phone number. No two numbers share one: foreign numbers keep
    /// their `+`, because an Indian number may have the same digits.
    #[must_use]
    pub fn made_up_for(phone: &PhoneNumber) -> Self {
        let mailbox = if phone.is_indian() { phone.national_digits() } else { phone.as_str() };
        Self(format!("{mailbox}@{MADE_UP_DOMAIN}"))
    }

    /// Whether the server made it up. No account can register or change to such an address.
    #[must_use]
    pub fn is_made_up(&self) -> bool {
        self.0.rsplit_once('@').is_some_and(|(_, domain)| domain == MADE_UP_DOMAIN)
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        if text.len() > 254 || !Syntax::is_valid(text) || text.contains(['"', '<', '[', ' ']) {
            return Err(InvalidEmail);
        }
        Ok(Self(text.to_lowercase()))
    }
}

/// A phone number as `+` and digits. Ten digits are read as an Indian number, as the shop's log-in page does. Its
/// `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

/// The text is not a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Please enter a valid 10-digit phone number")]
pub struct InvalidPhone;

impl PhoneNumber {
    /// The number as `+` and digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_indian(&self) -> bool {
        self.0.starts_with("+91")
    }

    /// The digits that people dial within the country: without `+91`.
    #[must_use]
    pub fn national_digits(&self) -> &str {
        self.0.strip_prefix("+91").unwrap_or(&self.0[1..])
    }
}

impl FromStr for PhoneNumber {
    type Err = InvalidPhone;

    /// Everything but digits is ignored, as the original does; E.164 allows at most 15 digits.
    fn from_str(text: &str) -> Result<Self, InvalidPhone> {
        if text.len() > 40 {
            return Err(InvalidPhone);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let international = text.trim_start().starts_with('+');
        match digits.len() {
            10 if !international => Ok(Self(format!("+91{digits}"))),
            11 if digits.starts_with('0') && !international => Ok(Self(format!("+91{}", &digits[1..]))),
            10..=15 => Ok(Self(format!("+{digits}"))),
            _ => Err(InvalidPhone),
        }
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[e-mail address]")
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[phone number]")
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indian_numbers_in_any_spelling_are_one_number() {
        for text in ["9876543210", "+91 98765 43210", "098765-43210", "919876543210"] {
            assert_eq!(text.parse::<PhoneNumber>().unwrap().as_str(), "+919876543210", "{text}");
        }
        assert_eq!("+49 30 1234567".parse::<PhoneNumber>().unwrap().as_str(), "+49301234567");
    }

    #[test]
    fn no_two_numbers_share_a_made_up_address() {
        let made_up = |phone: &str| EmailAddress::made_up_for(&phone.parse().unwrap());
        assert_eq!(made_up("9876543210").as_str(), "9876543210@customers.trackroom.invalid");
        assert_eq!(made_up("9876543210"), made_up("+91 98765 43210"));
        assert_ne!(made_up("9876543210"), made_up("+98 76543210"));
        for address in [made_up("+9876543210"), "x@Customers.Trackroom.invalid".parse().unwrap()] {
            assert!(address.is_made_up() && address.as_str().parse::<EmailAddress>().is_ok(), "{}", address.0);
        }
        assert!(!"x@trackroom.example".parse::<EmailAddress>().unwrap().is_made_up());
    }

    #[test]
    fn too_few_or_too_many_digits_are_refused() {
        for text in ["", "123456789", "1234567890123456", "abc"] {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn email_addresses_are_lower_cased_and_checked() {
        assert_eq!(" Asha@Example.ORG ".parse::<EmailAddress>().unwrap().as_str(), "asha@example.org");
        for text in ["", "a", "a@", "@b.c", "a b@c.d", "Asha <a@b.c>"] {
            assert!(text.parse::<EmailAddress>().is_err(), "{text}");
        }
    }
}
