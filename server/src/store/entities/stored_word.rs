//! A column that holds a word of a closed list.

use sea_orm::{
    ActiveValue, ColIdx, IntoActiveValue, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr},
};
use serde::{Serialize, Serializer};

use crate::domain::payment::Word;

/// A word as the database has it.
///
/// A text that is not in the list, as an import or a later version may have left it, is kept: the order is read, shown
/// with that text, and written back with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoredWord<T> {
    /// A word of the list.
    Known(T),
    /// Another text.
    Other(Box<str>),
}

impl<T: Word> StoredWord<T> {
    /// How the word is spelled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(word) => word.as_str(),
            Self::Other(text) => text,
        }
    }
}

impl<T: Word> From<T> for StoredWord<T> {
    fn from(word: T) -> Self {
        Self::Known(word)
    }
}

impl<T: Word> From<String> for StoredWord<T> {
    fn from(text: String) -> Self {
        T::parse(&text).map_or_else(|| Self::Other(text.into()), Self::Known)
    }
}

impl<T: Word> PartialEq<&str> for StoredWord<T> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<T: Word> Serialize for StoredWord<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<T: Word> From<StoredWord<T>> for Value {
    fn from(word: StoredWord<T>) -> Self {
        word.as_str().into()
    }
}

impl<T: Word> TryGetable for StoredWord<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, column: I) -> Result<Self, TryGetError> {
        String::try_get_by(row, column).map(Self::from)
    }
}

impl<T: Word> ValueType for StoredWord<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <String as ValueType>::try_from(value).map(Self::from)
    }

    fn type_name() -> String {
        "StoredWord".to_owned()
    }

    fn array_type() -> ArrayType {
        ArrayType::String
    }

    fn column_type() -> ColumnType {
        ColumnType::String(StringLen::None)
    }
}

impl<T: Word> Nullable for StoredWord<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T: Word> IntoActiveValue<Self> for StoredWord<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::payment::PaymentMethod;

    #[test]
    fn a_text_that_is_no_word_of_the_list_is_kept_as_it_is() {
        for text in ["upi", "barter"] {
            let word = StoredWord::<PaymentMethod>::from(text.to_owned());
            assert_eq!((word.as_str(), json!(word)), (text, json!(text)));
            assert_eq!(Value::from(word.clone()), Value::from(text));
            assert_eq!(<StoredWord<PaymentMethod> as ValueType>::try_from(Value::from(text)).ok(), Some(word));
        }
        assert_eq!(StoredWord::from("upi".to_owned()), StoredWord::Known(PaymentMethod::Upi));
    }
}
