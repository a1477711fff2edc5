//! What was said in a matter. Where something personal was said, it is read with stars; whole only after a look
//! was written down.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::Words;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::cipher::{Cipher, place};
use crate::ledger::area_of;
use crate::{Engine, StoreError};

/// The words of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// As everybody who sees the matter may read them.
    pub words: Words,
    /// Something personal has stars in its place.
    pub starred: bool,
}

/// What sealed words are for.
pub(crate) fn place_of(area: i32, matter: Uuid, seq: i32) -> Vec<u8> {
    place("words.sealed", area, matter, seq)
}

/// The words of a history, by event number.
pub async fn words(
    connection: &impl ConnectionTrait,
    area: Area,
    id: MatterId,
) -> Result<BTreeMap<u32, Said>, StoreError> {
    let sql = "SELECT seq, body, CASE WHEN sealed IS NULL THEN 0 ELSE 1 END AS starred FROM words \
        WHERE area = ? AND matter = ? ORDER BY seq";
    let values = vec![area_of(area).into(), id.uuid().into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let (seq, body): (i32, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let starred: i32 = row.try_get_by_index(2)?;
            let said = Said { words: read(id, &body)?, starred: starred == 1 };
            Ok((u32::try_from(seq).unwrap_or_default(), said))
        })
        .collect()
}

/// The words of one event as they were said. Contact data and names may stand in them: see [`crate::voice::look`].
pub async fn whole(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    id: MatterId,
    seq: u32,
) -> Result<Words, StoreError> {
    let sql = "SELECT body, sealed FROM words WHERE area = ? AND matter = ? AND seq = ?";
    let seq = i32::try_from(seq).map_err(|_| StoreError::NotFound)?;
    let values = vec![area_of(area).into(), id.uuid().into(), seq.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    let row = row.ok_or(StoreError::NotFound)?;
    let (body, sealed): (String, Option<Vec<u8>>) =
        (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    match sealed {
        Some(sealed) => {
            read(id, &cipher.open_text(&place_of(area_of(area), id.uuid(), seq), &sealed)?)
        }
        None => read(id, &body),
    }
}

/// The words of a row, as they may be read.
pub(crate) fn read(id: MatterId, body: &str) -> Result<Words, StoreError> {
    serde_json::from_str(body)
        .map_err(|_| StoreError::Unreadable(format!("the words of matter {id}")))
}
