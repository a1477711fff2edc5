//! Signing in 登录: how often somebody may try, which passwords will do, and when a session ends.
//!
//! Time and chance come in as values. Source of the numbers: GB/T 22239-2019, 8.1.4.1 身份鉴别, as assessors
//! commonly read it.

mod device;
mod password;
mod scope;
mod second_factor;
mod session;
#[cfg(test)]
mod tests;
mod tries;
mod way;

pub use device::{Device, DeviceKind};
pub use password::{KEPT, LONGEST, PasswordRefusal, SHORTEST, check};
pub use scope::{LONGEST_LIFE, Scope, allows};
pub use second_factor::{RECOVERY_CODES, is_fresh, is_of_app, plain_code, recovery_code};
pub use session::{Idle, Span};
pub use tries::{DAY, HOUR, LOCKS, OF_AN_ACCOUNT, OF_AN_ADDRESS, Tries};
pub use way::{MOST_PASSKEYS, RETURNS_WITHIN, SHOWN_WITHIN, Way};
