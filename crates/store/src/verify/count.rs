//! Tallies, against what the histories count.

use std::collections::BTreeMap;

use huisheng_domain::id::Id;
use huisheng_domain::tally::Sums;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{Fault, Report};
use crate::{Engine, StoreError};

type Key = (i32, i32, Uuid, Uuid, Uuid, String, String);

/// Compares what the histories count with what is kept.
pub(super) async fn compare(
    db: &impl ConnectionTrait,
    area: i32,
    sums: &Sums,
    report: &mut Report,
) -> Result<(), StoreError> {
    let known = |id: Option<Uuid>| id.unwrap_or_default();
    let mut differences: BTreeMap<Key, (i64, i64)> = BTreeMap::new();
    for (key, n) in sums.iter().filter(|(_, n)| **n != 0) {
        let place = (
            key.day,
            key.measure.code(),
            known(key.division.map(Id::uuid)),
            known(key.unit.map(Id::uuid)),
            known(key.category.map(Id::uuid)),
            key.channel.code().to_owned(),
            key.kind.code().to_owned(),
        );
        differences.entry(place).or_default().0 += n;
    }
    for (key, n) in kept(db, area, report).await? {
        differences.entry(key).or_default().1 += n;
    }
    report.tallies += differences.len() as u64;
    for (key, (counted, kept)) in differences.iter().filter(|(_, (counted, kept))| counted != kept)
    {
        let (day, measure, division, unit, category, channel, kind) = key;
        let detail = format!(
            "day {day}, measure {measure}, division {division}, unit {unit}, category {category}, {channel}, {kind}: \
             {counted} by history, {kept} kept"
        );
        report.of_area(area, Fault::TallyDiffers, detail);
    }
    Ok(())
}

async fn kept(
    db: &impl ConnectionTrait,
    area: i32,
    report: &mut Report,
) -> Result<Vec<(Key, i64)>, StoreError> {
    const SQL: &str = "SELECT day, measure, division, unit, category, channel, kind, CAST(sum(n) AS bigint) FROM (\
        SELECT day, measure, division, unit, category, channel, kind, n FROM tally WHERE area = ? UNION ALL \
        SELECT day, measure, division, unit, category, channel, kind, n FROM tally_delta WHERE area = ?) AS both_kept \
        GROUP BY day, measure, division, unit, category, channel, kind HAVING sum(n) <> 0";
    let rows =
        db.query_all_raw(Engine::of(db).statement(SQL, vec![area.into(), area.into()])).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let read = || {
            let place = (
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
                row.try_get_by_index(3)?,
                row.try_get_by_index(4)?,
                row.try_get_by_index(5)?,
                row.try_get_by_index(6)?,
            );
            Ok::<_, sea_orm::DbErr>((place, row.try_get_by_index(7)?))
        };
        match read() {
            Ok(one) => all.push(one),
            Err(_) => report.of_area(area, Fault::Unreadable, "tally".to_owned()),
        }
    }
    Ok(all)
}
