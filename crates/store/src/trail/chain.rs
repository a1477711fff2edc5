//! The hash of an entry, over the hash before and everything the entry says.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What stands before the first entry of an area.
pub(crate) const BEGINNING: [u8; 32] = [0; 32];

/// What is hashed of an entry: all columns but the reason, for which its salted hash stands.
#[derive(Clone, Debug)]
pub(crate) struct Hashed<'a> {
    pub area: i32,
    pub seq: i64,
    pub recorded: i64,
    pub account: Option<Uuid>,
    pub unit: Option<Uuid>,
    pub kind: &'a str,
    pub outcome: &'a str,
    pub matter: Option<Uuid>,
    pub report: Option<Uuid>,
    pub subject: Option<&'a str>,
    pub details: &'a str,
    pub reason_hash: Option<&'a [u8]>,
}

impl Hashed<'_> {
    /// Each part with its length before it, so that no text can pass into the next part.
    pub fn after(&self, before: &[u8]) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix(b"huisheng trail 1");
        let mut part = |bytes: Option<&[u8]>| match bytes {
            None => hasher.update([0]),
            Some(bytes) => {
                hasher.update([1]);
                hasher.update((bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            }
        };
        part(Some(before));
        part(Some(&self.area.to_be_bytes()));
        part(Some(&self.seq.to_be_bytes()));
        part(Some(&self.recorded.to_be_bytes()));
        for id in [&self.account, &self.unit, &self.matter, &self.report] {
            part(id.as_ref().map(|id| id.as_bytes().as_slice()));
        }
        part(Some(self.kind.as_bytes()));
        part(Some(self.outcome.as_bytes()));
        part(self.subject.map(str::as_bytes));
        part(Some(self.details.as_bytes()));
        part(self.reason_hash);
        hasher.finalize().into()
    }
}
