//! Stable codes of an enum.

/// Writes the stable codes of an enum once: `code()` tells that of a value, `CODES` are all of them.
#[macro_export]
macro_rules! codes {
    ($of:ident: $($value:pat => $code:literal,)*) => {
        impl $of {
            /// All codes there are.
            pub const CODES: &[&str] = &[$($code),*];

            /// The stable code of the API.
            pub const fn code(&self) -> &'static str {
                match self {
                    $($value => $code,)*
                }
            }
        }
    };
}
