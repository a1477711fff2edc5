//! What the database says.

use huisheng_domain::calendar::Calendar;
use huisheng_store::{Book, Engine, Store, StoreError, checkpoint, migrate};
use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait;

use super::Finding;

/// PostgreSQL's own people keep it whole from here on (end of 13: November 2025).
const POSTGRES: u32 = 14;
/// Clocks of several nodes differ by less.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// The State Council announces the days off of a year in November of the year before.
const ANNOUNCED: i8 = 11;

/// Which engine, and which version.
pub(super) async fn engine(store: &Store) -> Finding {
    match version(store).await {
        Ok(found) => suits(store.engine(), &found),
        Err(error) => unreadable("engine", &error),
    }
}

async fn version(store: &Store) -> Result<String, StoreError> {
    let engine = store.engine();
    let row = store.read().query_one_raw(engine.statement(engine.version(), vec![])).await?;
    Ok(row.ok_or(StoreError::NotFound)?.try_get_by_index(0)?)
}

fn suits(engine: Engine, version: &str) -> Finding {
    let major = version.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok());
    let shown = format!("{engine:?} {version}");
    if engine == Engine::Postgres && major.is_none_or(|major: u32| major < POSTGRES) {
        return Finding::warn(
            "engine",
            format!("{shown} 已停止维护：请升级到 {POSTGRES} 或更新"),
            format!("{shown} is no longer maintained: upgrade to {POSTGRES} or newer"),
        );
    }
    Finding::ok("engine", shown.clone(), shown)
}

/// Whether the tables are those of this version.
pub(super) async fn schema(store: &Store) -> Finding {
    match migrate::check(store).await {
        Ok(()) => {
            let shown = migrate::wanted().to_string();
            Finding::ok("schema", shown.clone(), shown)
        }
        Err(error) => Finding::fail(
            "schema",
            format!(
                "表结构与本版本不符：旧的由 serve 自动升级（先备份），新的请换新版程序（{error}）"
            ),
            format!("{error}; `serve` upgrades an older one by itself"),
        ),
    }
}

/// Whether it takes writes: one that changes nothing and is taken back.
pub(super) async fn writes(store: &Store) -> Finding {
    let tried = async {
        let write = store.write().await?;
        write.execute_unprepared("UPDATE setting SET value = value WHERE name = ''").await?;
        write.rollback().await
    };
    match tried.await {
        Ok(()) => Finding::ok("writing", "数据库可写", "the database takes writes"),
        Err(error) => Finding::fail(
            "writing",
            format!("数据库不可写：请检查权限和磁盘（{error}）"),
            format!("the database takes no writes: look at permissions and disk ({error})"),
        ),
    }
}

/// What the lists say: the newest event against the clock, and the calendar.
pub(super) async fn lists(store: &Store, now: Timestamp) -> Vec<Finding> {
    let book = match Book::load(store).await {
        Ok(book) => book,
        Err(error) => {
            return vec![Finding::fail(
                "lists",
                format!("清单无法读取，请运行 huisheng verify：{error}"),
                format!("the lists cannot be read, run `huisheng verify`: {error}"),
            )];
        }
    };
    let mut newest = None;
    for area in book.areas() {
        match checkpoint::newest_event(store.read(), area).await {
            Ok(at) => newest = newest.max(at.and_then(huisheng_store::Micros::timestamp)),
            Err(error) => return vec![unreadable("history", &error)],
        }
    }
    let today = now.to_zoned(book.calendar.zone().clone()).date();
    vec![history(newest, now), calendar(&book.calendar, now), grids(&book, today)]
}

fn history(newest: Option<Timestamp>, now: Timestamp) -> Finding {
    match newest {
        None => Finding::ok("history", "还没有事项", "no matter yet"),
        Some(newest) if newest.duration_since(now) > AHEAD => Finding::fail(
            "history",
            format!("最近一条记录的时间 {newest} 在未来：时钟慢了或曾经快过，请校时后再受理"),
            format!(
                "the newest event is in the future, {newest}: the clock is slow, or was fast; set it before work goes on"
            ),
        ),
        Some(newest) => Finding::ok(
            "history",
            format!("最近一条记录 {newest}"),
            format!("the newest event is of {newest}"),
        ),
    }
}

/// Overlaps, gaps and norms of the grids that stand today, counted.
fn grids(book: &Book, today: jiff::civil::Date) -> Finding {
    let found = crate::import::finding::grids_on(book.grids.all(), today);
    let count = |code: &str| found.iter().filter(|one| one.code == code).count();
    let (overlaps, gaps) = (count("grid_overlap"), count("grid_gap"));
    let large = found.len() - overlaps - gaps;
    if found.is_empty() {
        return Finding::ok(
            "grids",
            "网格无重叠、无空白、规模合规",
            "no overlaps, no gaps, within the norms",
        );
    }
    Finding::warn(
        "grids",
        format!(
            "网格重叠 {overlaps} 处、空白 {gaps} 处、超过规模标准 {large} 处：用 huisheng import grids FILE --dry-run 查看明细"
        ),
        format!(
            "grids: {overlaps} overlaps, {gaps} gaps, {large} above the norms; `huisheng import grids FILE --dry-run` lists them"
        ),
    )
}

fn calendar(calendar: &Calendar, now: Timestamp) -> Finding {
    let today = now.to_zoned(calendar.zone().clone());
    let (year, next) = (today.year(), today.year().saturating_add(1));
    let remedy = "huisheng import calendar FILE";
    if !calendar.published(year) {
        return Finding::fail(
            "calendar",
            format!("没有 {year} 年的放假安排，工作日只是推算：请运行 {remedy}"),
            format!("the days off of {year} are not known, working days are guesses: {remedy}"),
        );
    }
    if !calendar.published(next) && today.month() >= ANNOUNCED {
        return Finding::warn(
            "calendar",
            format!("没有 {next} 年的放假安排（一般 11 月公布）：公布后请运行 {remedy}"),
            format!("the days off of {next} are not known (announced in November): {remedy}"),
        );
    }
    let last = if calendar.published(next) { next } else { year };
    Finding::ok("calendar", format!("已有至 {last} 年"), format!("known up to {last}"))
}

fn unreadable(check: &'static str, error: &StoreError) -> Finding {
    Finding::fail(
        check,
        format!("数据库无法读取，请检查数据库服务：{error}"),
        format!("the database cannot be read, look at its server: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn an_old_server_is_told() {
        for (version, verdict) in [
            ("15.14 (Debian 15.14-0+deb12u1)", Verdict::Ok),
            ("18beta1", Verdict::Ok),
            ("13.22", Verdict::Warn),
            ("unknown", Verdict::Warn),
        ] {
            assert_eq!(suits(Engine::Postgres, version).verdict, verdict, "{version}");
        }
    }

    #[test]
    fn a_year_without_calendar_fails_and_the_next_is_asked_for_in_november() {
        let china = Calendar::china();
        for (at, verdict) in [
            ("2026-10-31T15:59:59Z", Verdict::Ok),
            ("2026-10-31T16:00:00Z", Verdict::Warn),
            ("2025-12-31T12:00:00Z", Verdict::Ok),
            ("2026-12-31T16:00:00Z", Verdict::Fail),
        ] {
            assert_eq!(calendar(&china, at.parse().expect("an instant")).verdict, verdict, "{at}");
        }
    }

    #[test]
    fn history_from_the_future_fails() {
        let now: Timestamp = "2026-03-02T01:00:00Z".parse().expect("an instant");
        for (minutes, verdict) in [(-600, Verdict::Ok), (5, Verdict::Ok), (6, Verdict::Fail)] {
            let newest = now.checked_add(SignedDuration::from_mins(minutes)).ok();
            assert_eq!(history(newest, now).verdict, verdict, "{minutes}");
        }
        assert_eq!(history(None, now).verdict, Verdict::Ok);
    }
}
