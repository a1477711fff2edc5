//! By which way somebody came in.

use jiff::SignedDuration;

/// Whoever goes to the identity provider has to be back by then.
pub const RETURNS_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Whoever is asked for a passkey has to show it by then.
pub const SHOWN_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// Passkeys of an account, at most.
pub const MOST_PASSKEYS: usize = 10;

/// What an account proved itself with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The password of the account, and its second factor if it has one.
    Password,
    /// A passkey, whose device made sure who holds it: possession, and knowledge or a feature of the body.
    Passkey,
    /// The identity provider of the office.
    Provider {
        /// It said that the person has shown a second factor there.
        twice: bool,
    },
}

impl Way {
    /// Whether it was the identity provider.
    pub const fn is_provider(self) -> bool {
        matches!(self, Self::Provider { .. })
    }

    /// Whether a second factor was shown where nobody here sees it: the account needs none of its own then.
    pub const fn is_twice_elsewhere(self) -> bool {
        matches!(self, Self::Provider { twice: true })
    }
}
