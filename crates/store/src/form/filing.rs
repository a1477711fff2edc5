//! 报送期次: what is owed, what was filled and sent.

use huisheng_domain::area::Area;
use huisheng_domain::form::{Filed, Filing, FormDays, FormDue};
use huisheng_domain::id::Id;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write, tally};

const SHOWN: &str = "form, first_day, last_day, due_at, warn_at, filled_by, filled_at, filled_rows, sent_by, sent_at";

fn read(row: &QueryResult) -> Result<(Uuid, Filing), StoreError> {
    let form: Uuid = row.try_get_by_index(0)?;
    let unreadable = || StoreError::Unreadable(format!("a period of the form {form}"));
    let day = |nth| -> Result<_, StoreError> {
        tally::day(row.try_get_by_index(nth)?).ok_or_else(unreadable)
    };
    let at = |nth| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get_by_index(nth)?;
        at.map(|at| Micros(at).timestamp().ok_or_else(unreadable)).transpose()
    };
    let filed = |by, at: Option<Timestamp>| -> Result<Option<Filed>, StoreError> {
        let by: Option<Uuid> = row.try_get_by_index(by)?;
        Ok(by.zip(at).map(|(by, at)| Filed { by: Id::from_uuid(by), at }))
    };
    let rows: Option<i64> = row.try_get_by_index(7)?;
    let rows = rows.and_then(|rows| u64::try_from(rows).ok());
    let filing = Filing {
        days: FormDays { first: day(1)?, last: day(2)? },
        due: at(3)?.zip(at(4)?),
        filled: filed(5, at(6)?)?.zip(rows),
        sent: filed(8, at(9)?)?,
    };
    Ok((form, filing))
}

fn key(area: Area, form: Uuid, days: FormDays) -> [Value; 4] {
    let [first, last] = [days.first, days.last].map(|day| tally::number(day).into());
    [area_of(area).into(), form.into(), first, last]
}

/// Writes down what has come to be owed; what stands there stays. Returns how many are new.
pub async fn owe(
    write: &impl ConnectionTrait,
    area: Area,
    form: Uuid,
    owed: &[(FormDays, FormDue)],
) -> Result<u64, StoreError> {
    // What was filled before it was due is owed all the same.
    let sql = "INSERT INTO filing (area, form, first_day, last_day, due_at, warn_at) VALUES (?, ?, ?, ?, ?, ?) \
         ON CONFLICT (area, form, first_day, last_day) DO UPDATE SET due_at = excluded.due_at, warn_at = excluded.warn_at \
         WHERE filing.due_at IS NULL";
    let mut new = 0;
    for (days, due) in owed {
        let values = key(area, form, *days).into_iter().chain([micros(due.due), micros(due.warn)]);
        let done = write.execute_raw(Engine::of(write).statement(sql, values.collect())).await?;
        new += done.rows_affected();
    }
    Ok(new)
}

/// The latest period that was written down as owed.
pub async fn last_owed(
    connection: &impl ConnectionTrait,
    area: Area,
    form: Uuid,
) -> Result<Option<FormDays>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM filing WHERE area = ? AND form = ? AND due_at IS NOT NULL \
         ORDER BY area DESC, form DESC, first_day DESC, last_day DESC LIMIT 1"
    );
    let values = vec![area_of(area).into(), form.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    Ok(row.as_ref().map(read).transpose()?.map(|(_, filing)| filing.days))
}

/// Forgets what is owed and not due yet, of a form whose schedule is another now; what is overdue stays until it is sent.
pub async fn drop_ahead(
    write: &impl ConnectionTrait,
    area: Area,
    form: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM filing WHERE area = ? AND form = ? AND due_at > ? AND filled_at IS NULL AND sent_at IS NULL";
    let values = vec![area_of(area).into(), form.into(), micros(now)];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// What is owed of these forms, at most `most` of each: its latest, the latest first.
pub async fn owed(
    connection: &impl ConnectionTrait,
    area: Area,
    forms: &[Uuid],
    most: u32,
) -> Result<Vec<(Uuid, Filing)>, StoreError> {
    // SQLite joins no more than 500 SELECTs.
    const AT_ONCE: usize = 400;
    let one = format!(
        "SELECT * FROM (SELECT {SHOWN} FROM filing WHERE area = ? AND form = ? AND due_at IS NOT NULL AND sent_at IS NULL \
         ORDER BY area DESC, form DESC, first_day DESC, last_day DESC LIMIT ?) AS latest"
    );
    let mut all = Vec::new();
    for forms in forms.chunks(AT_ONCE) {
        let sql = vec![one.as_str(); forms.len()].join(" UNION ALL ");
        let values = forms
            .iter()
            .flat_map(|form| [area_of(area).into(), Value::from(*form), i64::from(most).into()]);
        let statement = Engine::of(connection).statement(&sql, values.collect());
        let rows = connection.query_all_raw(statement).await?;
        all.extend(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?);
    }
    Ok(all)
}

/// The periods of a form, the latest first, behind `after`.
pub async fn filings(
    connection: &impl ConnectionTrait,
    area: Area,
    form: Uuid,
    after: Option<FormDays>,
    limit: u32,
) -> Result<Vec<Filing>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM filing WHERE area = ? AND form = ? AND (first_day, last_day) < (?, ?) \
         ORDER BY area DESC, form DESC, first_day DESC, last_day DESC LIMIT ?"
    );
    let [first, last] = match after {
        Some(days) => [days.first, days.last].map(tally::number),
        None => [i32::MAX; 2],
    };
    let values = vec![area_of(area).into(), form.into(), first.into(), last.into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| Ok(read(row)?.1)).collect()
}

/// A form for these days, if anything is known of it.
pub async fn filing(
    connection: &impl ConnectionTrait,
    area: Area,
    form: Uuid,
    days: FormDays,
) -> Result<Option<Filing>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM filing WHERE area = ? AND form = ? AND first_day = ? AND last_day = ?"
    );
    let values = key(area, form, days).to_vec();
    let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    Ok(row.as_ref().map(read).transpose()?.map(|(_, filing)| filing))
}

/// Writes down that it was filled.
pub async fn fill(
    write: &Write,
    area: Area,
    form: Uuid,
    days: FormDays,
    filed: Filed,
    rows: u64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO filing (area, form, first_day, last_day, filled_by, filled_at, filled_rows) VALUES (?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (area, form, first_day, last_day) DO UPDATE SET filled_by = excluded.filled_by, \
         filled_at = excluded.filled_at, filled_rows = excluded.filled_rows";
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let said = [filed.by.uuid().into(), micros(filed.at), rows.into()];
    let values = key(area, form, days).into_iter().chain(said).collect();
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// 已报送, or taken back. `false` if it stood so already: who marked it first stays.
pub async fn mark(
    write: &Write,
    area: Area,
    form: Uuid,
    days: FormDays,
    sent: Option<Filed>,
) -> Result<bool, StoreError> {
    let (sql, said): (_, Vec<Value>) = match sent {
        Some(sent) => (
            "INSERT INTO filing (area, form, first_day, last_day, sent_by, sent_at) VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (area, form, first_day, last_day) DO UPDATE SET sent_by = excluded.sent_by, sent_at = excluded.sent_at \
             WHERE filing.sent_at IS NULL",
            vec![sent.by.uuid().into(), micros(sent.at)],
        ),
        None => (
            "UPDATE filing SET sent_by = NULL, sent_at = NULL WHERE area = ? AND form = ? AND first_day = ? AND last_day = ? \
             AND sent_at IS NOT NULL",
            Vec::new(),
        ),
    };
    let values = key(area, form, days).into_iter().chain(said).collect();
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}
