//! Identifiers: one newtype a noun, made from values the caller brings.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An identifier of one kind of thing. `K` is the thing; it is never stored.
pub struct Id<K>(Uuid, std::marker::PhantomData<fn() -> K>);

/// What a [`MatterId`] names.
#[derive(Debug)]
pub enum Matter {}
/// What a [`ReportId`] names.
#[derive(Debug)]
pub enum Report {}
/// What an [`AssignmentId`] names.
#[derive(Debug)]
pub enum Assignment {}
/// What a [`PartyId`] names.
#[derive(Debug)]
pub enum Party {}
/// What an [`AccountId`] names.
#[derive(Debug)]
pub enum Account {}
/// What a [`PostId`] names.
#[derive(Debug)]
pub enum Post {}
/// What an [`ExtractId`] names.
#[derive(Debug)]
pub enum Extract {}
/// What a [`ShiftId`] names.
#[derive(Debug)]
pub enum Shift {}
/// What a [`UnitId`] names.
#[derive(Debug)]
pub enum Unit {}
/// What a [`FileId`] names.
#[derive(Debug)]
pub enum File {}
/// What a [`DivisionId`] names.
#[derive(Debug)]
pub enum Division {}
/// What a [`GridId`] names.
#[derive(Debug)]
pub enum Grid {}
/// What a [`PlaceId`] names.
#[derive(Debug)]
pub enum Place {}
/// What a [`CategoryId`] names.
#[derive(Debug)]
pub enum Category {}
/// What a [`ResponsibilityId`] names.
#[derive(Debug)]
pub enum Responsibility {}

/// One matter 事项.
pub type MatterId = Id<Matter>;
/// One voice in a matter 诉求.
pub type ReportId = Id<Report>;
/// One unit's share of a matter 交办.
pub type AssignmentId = Id<Assignment>;
/// A person who reports; the person's data stands apart from history.
pub type PartyId = Id<Party>;
/// An account of a member of staff, or a system account.
pub type AccountId = Id<Account>;
/// A post 岗位 that an account holds.
pub type PostId = Id<Post>;
/// A list with contact data that somebody asked to take out 导出申请.
pub type ExtractId = Id<Extract>;
/// A shift 班次 of a roster.
pub type ShiftId = Id<Shift>;
/// An office, committee or company 单位.
pub type UnitId = Id<Unit>;
/// A stored file.
pub type FileId = Id<File>;
/// A division 行政区划.
pub type DivisionId = Id<Division>;
/// A grid 网格.
pub type GridId = Id<Grid>;
/// A place of the gazetteer.
pub type PlaceId = Id<Place>;
/// A category 分类.
pub type CategoryId = Id<Category>;
/// A row of the responsibility list 权责清单.
pub type ResponsibilityId = Id<Responsibility>;

impl<K> Id<K> {
    /// Wraps an identifier read from outside.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, std::marker::PhantomData)
    }

    /// A version 7 identifier: sorted by `now`, unguessable by `random`.
    pub fn at(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A stable identifier of something that has a code of its own, so that importing it twice
    /// finds it again. A hash in the shape of a version 8 UUID.
    pub fn of_code(scope: &str, code: &str) -> Self {
        use sha2::{Digest, Sha256};
        let digest =
            Sha256::new().chain_update(scope).chain_update([0]).chain_update(code).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The plain identifier, as the database keeps it.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self::from_uuid)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .into()
    }
}
impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}
