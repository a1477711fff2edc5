//! The `start,limit` line of `huisheng clock`: `2026-02-13T10:00+08:00,5wd`.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use thiserror::Error;

use crate::limit::{InvalidLimit, Limit};

/// A line that cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct LineError {
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong there.
    pub problem: LineProblem,
}

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LineProblem {
    /// Nothing separates start and limit.
    #[error("write start,limit, like 2026-02-13T10:00+08:00,5wd")]
    NoComma,
    /// The start is no instant.
    #[error("the start is a date, a local time or an instant, like 2026-02-13T10:00+08:00")]
    Start,
    /// No calendar tells anything of such a year.
    #[error("the start lies between the years 1949 and 2199")]
    Year,
    /// The limit is none.
    #[error(transparent)]
    Limit(#[from] InvalidLimit),
}

/// Reads a line. A start without an offset is local time in `zone`; a bare date is its 00:00. A
/// local time that a change of clocks skips is moved forward, one that occurs twice is the first.
///
/// # Errors
/// The first thing that is wrong, and its column.
pub fn parse_line(line: &str, zone: &TimeZone) -> Result<(Timestamp, Limit), LineError> {
    let line = line.trim_end();
    let error = |bytes: usize, problem| {
        let before = line.get(..bytes).unwrap_or(line);
        LineError { column: before.chars().count() + 1, problem }
    };
    let Some((start, limit)) = line.split_once(',') else {
        return Err(error(line.len(), LineProblem::NoComma));
    };
    let (start_at, limit_at) = (leading(start), start.len() + 1 + leading(limit));
    let started = parse_start(start.trim(), zone).ok_or(error(start_at, LineProblem::Start))?;
    if !(1949..2200).contains(&started.to_zoned(zone.clone()).year()) {
        return Err(error(start_at, LineProblem::Year));
    }
    let limit =
        limit.trim().parse().map_err(|invalid: InvalidLimit| error(limit_at, invalid.into()))?;
    Ok((started, limit))
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

fn parse_start(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(zoned) = text.parse::<Zoned>() {
        return Some(zoned.timestamp());
    }
    // A civil reader would pass over an offset or a zone that the two readers above refused.
    let is_local = text.bytes().all(|b| b.is_ascii_digit() || b"-:.T ".contains(&b));
    let local: DateTime = is_local.then(|| text.parse().ok()).flatten()?;
    zone.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;
    use crate::limit::LimitUnit;

    fn read(line: &str) -> Result<(String, String), (usize, LineProblem)> {
        parse_line(line, Calendar::china().zone())
            .map(|(start, limit)| (start.to_string(), limit.to_string()))
            .map_err(|error| (error.column, error.problem))
    }

    #[test]
    fn starts_are_instants_local_times_or_dates() {
        for (line, start) in [
            ("2026-02-13T10:00+08:00,5wd", "2026-02-13T02:00:00Z"),
            ("2026-02-13T10:00:30Z,5wd", "2026-02-13T10:00:30Z"),
            ("2026-02-13T10:00-05:00,5wd", "2026-02-13T15:00:00Z"),
            ("2026-02-13T10:00,5wd", "2026-02-13T02:00:00Z"),
            (" 2026-02-13 10:00 , 5wd\r\n", "2026-02-13T02:00:00Z"),
            ("2026-02-13,5wd", "2026-02-12T16:00:00Z"),
        ] {
            assert_eq!(read(line), Ok((start.into(), "5wd".into())), "{line}");
        }
    }

    #[test]
    fn errors_tell_the_column() {
        let limit = LineProblem::Limit(InvalidLimit);
        for (line, column, problem) in [
            ("", 1, LineProblem::NoComma),
            ("2026-02-13 5wd", 15, LineProblem::NoComma),
            ("明天,5wd", 1, LineProblem::Start),
            ("  2026-02-30,5wd", 3, LineProblem::Start),
            ("2026-02-13T10:00[Asia/Nowhere],5wd", 1, LineProblem::Start),
            ("2026-02-13T10:00+99:00,5wd", 1, LineProblem::Start),
            ("1948-12-31,5wd", 1, LineProblem::Year),
            (" 2200-01-01T00:00Z,5wd", 2, LineProblem::Year),
            ("2026-02-13, 5 wd", 13, limit),
            ("2026-02-13,0wd", 12, limit),
            ("2026-02-13,", 12, limit),
            ("2026-02-13,5wd,x", 12, limit),
        ] {
            assert_eq!(read(line), Err((column, problem)), "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_and_nothing_panics(
            second in -662_688_000..7_258_118_400_i64,
            amount in 1_u16..=9999,
            garbage in "[-+:.,TZ0-9a-z\\[\\]日 ]{0,24}",
        ) {
            let start = Timestamp::from_second(second).expect("in range");
            let limit = Limit::new(amount, LimitUnit::WorkHour);
            let line = format!("{start},{limit}");
            proptest::prop_assert_eq!(parse_line(&line, &TimeZone::UTC), Ok((start, limit)));
            if let Err(error) = parse_line(&garbage, &TimeZone::UTC) {
                proptest::prop_assert!(error.column <= garbage.chars().count() + 1);
            }
        }
    }
}
