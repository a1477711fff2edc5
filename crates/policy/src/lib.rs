//! Who may do what. The policies of an installation are Cedar texts that an auditor can read
//! (`policies/`); here they are checked, asked, explained, and turned into what a list shows.
//!
//! Nothing is looked up while a policy is decided: the caller says where the principal and the thing
//! stand, as [`Staff`] and [`Thing`]. So an answer costs some microseconds however many accounts,
//! units and divisions there are.

mod ask;
mod reach;
mod read;
mod subject;

pub use ask::Decision;
pub use reach::Reach;
pub use read::{About, InvalidPolicies, Policies, Policy, Source};
pub use subject::{Staff, Thing};

#[cfg(test)]
mod tests;
