//! Which passwords are accepted.

/// The shortest password that is accepted, in characters.
const MIN_LEN: usize = 8;
/// The longest, in bytes: hashing cost must not depend on what a stranger sends.
pub(crate) const MAX_BYTES: usize = 128;

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too few characters.
    #[error("Password must have at least 8 characters")]
    TooShort,
    /// Too many bytes.
    #[error("Password must have at most 128 bytes")]
    TooLong,
}

/// Checks a new password.
///
/// # Errors
/// [`WeakPassword`] says which rule it breaks.
pub fn check_strength(password: &str) -> Result<(), WeakPassword> {
    if password.chars().count() < MIN_LEN {
        Err(WeakPassword::TooShort)
    } else if password.len() > MAX_BYTES {
        Err(WeakPassword::TooLong)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_have_a_length() {
        assert_eq!(check_strength("1234567"), Err(WeakPassword::TooShort));
        assert_eq!(check_strength("12345678"), Ok(()));
        assert_eq!(check_strength(&"é".repeat(65)), Err(WeakPassword::TooLong));
    }
}
