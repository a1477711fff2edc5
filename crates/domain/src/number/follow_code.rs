//! The follow code: whoever holds number and code sees the matter without signing in.

use std::fmt;
use std::hint::black_box;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::typed;

/// Crockford's base 32: no I, L, O, U.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 16;

/// 80 random bits, shown once to the reporter as `7K3M-00QX-ZV4T-9AEH` and stored as a hash.
///
/// Comparison takes the same time wherever the difference is; `Debug` does not show the code.
#[derive(Clone, Copy)]
pub struct FollowCode([u8; 10]);

/// The text is not a follow code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidFollowCode {
    /// A character that no code has.
    #[error("a follow code has no such character")]
    Character,
    /// Not sixteen characters.
    #[error("a follow code has 16 characters, not {got}")]
    Length {
        /// Characters without spaces and hyphens.
        got: usize,
    },
}

impl FollowCode {
    /// From ten bytes of a cryptographic random source.
    pub const fn from_random(bytes: [u8; 10]) -> Self {
        Self(bytes)
    }

    /// What the database keeps. 80 random bits need no salt and no slow hash.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update("huisheng follow code\0").chain_update(self.0).finalize().into()
    }

    /// Whether this is the code whose [`hash`](Self::hash) was stored. A hash of another length
    /// never fits.
    pub fn opens(&self, stored: &[u8]) -> bool {
        same(&self.hash(), stored)
    }
}

fn same(left: &[u8], right: &[u8]) -> bool {
    let differing = left.iter().zip(right).fold(0, |all, (l, r)| black_box(all | (l ^ r)));
    left.len() == right.len() && differing == 0
}

impl PartialEq for FollowCode {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

impl Eq for FollowCode {}

impl fmt::Debug for FollowCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FollowCode(…)")
    }
}

impl fmt::Display for FollowCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        for place in (0..LENGTH).rev() {
            let digit = DIGITS[(bits >> (5 * place)) as usize & 31];
            write!(f, "{}", char::from(digit))?;
            if place % 4 == 0 && place > 0 {
                f.write_str("-")?;
            }
        }
        Ok(())
    }
}

impl FromStr for FollowCode {
    type Err = InvalidFollowCode;

    /// Takes what people type: small letters, full width, spaces, hyphens, O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, InvalidFollowCode> {
        let mut bits = 0_u128;
        let mut got = 0;
        for c in typed(text) {
            let c = match c {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let digit = DIGITS.iter().position(|d| char::from(*d) == c);
            bits = bits << 5 | digit.ok_or(InvalidFollowCode::Character)? as u128;
            got += 1;
        }
        if got != LENGTH {
            return Err(InvalidFollowCode::Length { got });
        }
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&bits.to_be_bytes()[6..]);
        Ok(Self(bytes))
    }
}
