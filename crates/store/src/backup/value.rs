//! One value as both engines keep it, and as a copy keeps it.

use sea_orm::{DbErr, QueryResult, TryGetable, Value};
use serde_json::Value as Json;
use uuid::Uuid;

/// A word of the migrations for a type, see [`crate::Engine::words`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    I32,
    I64,
    F64,
    Bool,
    Text,
    Blob,
}

impl Kind {
    /// The type a word in braces stands for.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "{uuid}" => Self::Uuid,
            "{i32}" => Self::I32,
            "{i64}" => Self::I64,
            "{f64}" => Self::F64,
            "{bool}" => Self::Bool,
            "{text}" => Self::Text,
            "{blob}" => Self::Blob,
            _ => return None,
        })
    }

    /// The value of a row as JSON: ids as text, bytes as hexadecimal digits. `None` for a number that
    /// JSON cannot hold.
    pub fn read(self, row: &QueryResult, at: usize) -> Result<Option<Json>, DbErr> {
        fn get<T: TryGetable>(row: &QueryResult, at: usize) -> Result<Option<T>, DbErr> {
            row.try_get_by_index(at)
        }
        Ok(Some(match self {
            Self::Uuid => get::<Uuid>(row, at)?.map(|id| id.to_string()).into(),
            Self::I32 => get::<i32>(row, at)?.into(),
            Self::I64 => get::<i64>(row, at)?.into(),
            Self::F64 => match get::<f64>(row, at)? {
                None => Json::Null,
                Some(number) => return Ok(serde_json::Number::from_f64(number).map(Json::Number)),
            },
            Self::Bool => get::<bool>(row, at)?.into(),
            Self::Text => get::<String>(row, at)?.into(),
            Self::Blob => get::<Vec<u8>>(row, at)?.map(hex::encode).into(),
        }))
    }

    /// The value for the database; `None` if it is not of this type.
    pub fn value(self, json: &Json) -> Option<Value> {
        let none = json.is_null();
        Some(match self {
            Self::Uuid if none => None::<Uuid>.into(),
            Self::I32 if none => None::<i32>.into(),
            Self::I64 if none => None::<i64>.into(),
            Self::F64 if none => None::<f64>.into(),
            Self::Bool if none => None::<bool>.into(),
            Self::Text if none => None::<String>.into(),
            Self::Blob if none => None::<Vec<u8>>.into(),
            Self::Uuid => json.as_str()?.parse::<Uuid>().ok()?.into(),
            Self::I32 => i32::try_from(json.as_i64()?).ok()?.into(),
            Self::I64 => json.as_i64()?.into(),
            Self::F64 => json.as_f64()?.into(),
            Self::Bool => json.as_bool()?.into(),
            Self::Text => json.as_str()?.into(),
            Self::Blob => bytes(json.as_str()?)?.into(),
        })
    }
}

/// Bytes from hexadecimal digits.
pub(super) fn bytes(digits: &str) -> Option<Vec<u8>> {
    hex::decode(digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_of_the_type_is_refused() {
        for (kind, text) in [
            (Kind::Uuid, "\"no id\""),
            (Kind::I32, "2147483648"),
            (Kind::I64, "1.5"),
            (Kind::Bool, "1"),
            (Kind::Text, "7"),
            (Kind::Blob, "\"0\""),
            (Kind::Blob, "\"路灯\""),
            (Kind::Blob, "\"+1\""),
        ] {
            let json: Json = serde_json::from_str(text).expect("JSON");
            assert!(kind.value(&json).is_none(), "{kind:?} {text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(data: Vec<u8>) {
            prop_assert_eq!(bytes(&hex::encode(&data)), Some(data));
        }

        #[test]
        fn any_text_is_bytes_or_nothing(text: String) {
            if let Some(found) = bytes(&text) {
                prop_assert_eq!(hex::encode(&found), text.to_lowercase());
            }
        }
    }
}
