//! Looks of schema 6 become entries of the trail.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::Id;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{Entry, Kind, append};
use crate::{Engine, StoreError, Write};

/// Looks of one statement.
const PAGE: i64 = 1_000;

/// Takes every look over, in the order in which they were written, each with the instant it had.
pub(crate) async fn looks(write: &Write) -> Result<(), StoreError> {
    let sql = "SELECT area, id, looked_at, account, matter, voice, reason FROM look \
        WHERE (area, id) > (?, ?) ORDER BY area, id LIMIT ?";
    let (mut area, mut id) = (i32::MIN, uuid::Uuid::nil());
    loop {
        let values = vec![area.into(), id.into(), PAGE.into()];
        let rows = write.query_all_raw(Engine::of(write).statement(sql, values)).await?;
        let mut areas: BTreeMap<i32, Vec<(i64, Entry)>> = BTreeMap::new();
        for row in &rows {
            (area, id) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let code = u32::try_from(area).ok().and_then(|code| Area::new(code).ok());
            let entry = Entry {
                area: code,
                account: Some(Id::from_uuid(row.try_get_by_index(3)?)),
                matter: Some(Id::from_uuid(row.try_get_by_index(4)?)),
                report: Some(Id::from_uuid(row.try_get_by_index(5)?)),
                reason: Some(row.try_get_by_index(6)?),
                details: json!({ "schema": 6 }),
                ..Entry::of(Kind::Look)
            };
            areas.entry(area).or_default().push((row.try_get_by_index(2)?, entry));
        }
        for (area, entries) in &areas {
            let entries: Vec<(i64, &Entry)> = entries.iter().map(|(at, one)| (*at, one)).collect();
            append(write, *area, &entries).await?;
        }
        if rows.len() < PAGE as usize {
            return Ok(());
        }
    }
}
