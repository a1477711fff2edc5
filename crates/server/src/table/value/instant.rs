//! Times and dates as ledgers write them.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::{Cell, CellError, Reason};

/// An instant, and whether only its date was written (midnight then stands for the whole day).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instant; midnight in the time zone if only a date was written.
    pub at: Timestamp,
    /// No time of day was written.
    pub date_only: bool,
}

const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;
/// Serial days of a spreadsheet from 1954 to 2199; smaller numbers are rarely dates.
const SERIALS: std::ops::Range<f64> = 20_000.0..109_575.0;

/// A point in time: `2019-04-24 16:03:40`, `2019/4/24 16:03`, `2019年4月24日 16时3分`, `2019.4.24`,
/// `20190424`, serial days of a spreadsheet, RFC 3339. Without an offset it is read in `zone`;
/// a time that a change of clocks doubled is the earlier one.
///
/// # Errors
/// Other forms, impossible dates, years outside 1900–2199, day or month first.
pub fn instant(field: &str, text: &str, zone: &TimeZone) -> Result<Moment, CellError> {
    let cell = Cell::sound(field, text)?;
    if let Ok(at) = cell.text.parse::<Timestamp>() {
        let year = at.to_zoned(TimeZone::UTC).year();
        return if YEARS.contains(&year) {
            Ok(Moment { at, date_only: false })
        } else {
            Err(impossible(&cell))
        };
    }
    let (civil, date_only) = civil(&cell)?;
    let zoned = zone.to_ambiguous_zoned(civil).compatible().map_err(|_| impossible(&cell))?;
    Ok(Moment { at: zoned.timestamp(), date_only })
}

/// A date, in the forms of [`instant`]; a time of day is passed over.
///
/// # Errors
/// As [`instant`].
pub fn date(field: &str, text: &str) -> Result<Date, CellError> {
    let cell = Cell::sound(field, text)?;
    civil(&cell).map(|(at, _)| at.date())
}

fn impossible(cell: &Cell<'_>) -> CellError {
    cell.refuse(
        Reason::Range,
        "没有这样的日期或时间；请核对年（1900–2199）、月、日、时、分",
        "there is no such date or time; check year (1900–2199), month, day, hour and minute",
    )
}

fn civil(cell: &Cell<'_>) -> Result<(DateTime, bool), CellError> {
    let form = || {
        cell.refuse(
            Reason::Form,
            "看不懂这个时间；请写成 2019-04-24 16:03",
            "not a time we can read; write 2019-04-24 16:03",
        )
    };
    if let Some(found) = compact(&cell.text).or_else(|| serial(&cell.text)) {
        let (at, date_only) = found.ok_or_else(|| impossible(cell))?;
        return if YEARS.contains(&at.year()) {
            Ok((at, date_only))
        } else {
            Err(impossible(cell))
        };
    }
    let mut cursor = Cursor(&cell.text);
    let (digits, year) = cursor.number().ok_or_else(form)?;
    if digits != 4 {
        return Err(cell.refuse(
            Reason::Ambiguous,
            "分不清年月日的次序；请先写四位数的年，如 2019-04-24",
            "year, month and day can be read in several ways; write the year first with four digits, like 2019-04-24",
        ));
    }
    let month = cursor.then(&["-", "/", ".", "年"]).and_then(Cursor::short).ok_or_else(form)?;
    let day = cursor.then(&["-", "/", ".", "月"]).and_then(Cursor::short).ok_or_else(form)?;
    let time = cursor.after_date().time().ok_or_else(form)?;
    let at = point(year, month, day, time.unwrap_or_default()).ok_or_else(|| impossible(cell))?;
    Ok((at, time.is_none()))
}

/// Hour, minute, second.
type Time = (i64, i64, i64);

/// `24:00` is the midnight that ends the day, as offices write it.
fn point(year: i64, month: i64, day: i64, time: Time) -> Option<DateTime> {
    let small = |value: i64| i8::try_from(value).ok();
    let year = i16::try_from(year).ok().filter(|y| YEARS.contains(y))?;
    let date = Date::new(year, small(month)?, small(day)?).ok()?;
    if time == (24, 0, 0) {
        return date.tomorrow().ok().map(|d| d.at(0, 0, 0, 0));
    }
    let time = jiff::civil::Time::new(small(time.0)?, small(time.1)?, small(time.2)?, 0).ok()?;
    Some(date.to_datetime(time))
}

/// `20190424`, `201904241603`, `20190424160340`, also as a number with `.0`. The outer `None` says
/// that it is of another form, the inner one that there is no such time.
fn compact(text: &str) -> Option<Option<(DateTime, bool)>> {
    let digits = text.strip_suffix(".0").unwrap_or(text);
    if !matches!(digits.len(), 8 | 12 | 14) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, len: usize| -> i64 {
        digits.get(from..from + len).and_then(|d| d.parse().ok()).unwrap_or(0)
    };
    let time = (part(8, 2), part(10, 2), part(12, 2));
    Some(point(part(0, 4), part(4, 2), part(6, 2), time).map(|at| (at, digits.len() == 8)))
}

/// Days since 1899-12-30, the fraction being the time of day, to the second.
fn serial(text: &str) -> Option<Option<(DateTime, bool)>> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let days = text.parse::<f64>().ok().filter(|d| SERIALS.contains(d))?;
    #[expect(clippy::cast_possible_truncation, reason = "bounded by SERIALS")]
    let (whole, seconds) = (days.trunc() as i64, (days.fract() * 86_400.0).round() as i64);
    let span = Span::new().try_days(whole).and_then(|s| s.try_seconds(seconds));
    let at = span.and_then(|s| jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0).checked_add(s));
    Some(at.ok().map(|at| (at, seconds == 0)))
}

/// What is left to read.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    /// Digits as a count and a number.
    fn number(&mut self) -> Option<(usize, i64)> {
        self.0 = self.0.trim_start();
        let count = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(count)?;
        let value = digits.parse().ok()?;
        self.0 = rest;
        Some((count, value))
    }

    fn short(&mut self) -> Option<i64> {
        self.number().filter(|(digits, _)| *digits <= 2).map(|(_, value)| value)
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let text = self.0.trim_start();
        let rest = words.iter().find_map(|word| text.strip_prefix(word));
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn then(&mut self, words: &[&str]) -> Option<&mut Self> {
        self.take(words).then_some(self)
    }

    /// Passes over 日, a day of the week and the `T`.
    fn after_date(&mut self) -> &mut Self {
        self.take(&["日", "号"]);
        let bracket = self.take(&["("]);
        if self.take(&["星期", "礼拜", "周"]) {
            self.take(&["一", "二", "三", "四", "五", "六", "日", "天"]);
        }
        if bracket {
            self.take(&[")"]);
        }
        self.take(&["T", "t", ","]);
        self
    }

    /// The rest as a time of day: outer `None` when it is none, inner when nothing is left.
    fn time(&mut self) -> Option<Option<Time>> {
        if self.0.trim().is_empty() {
            return Some(None);
        }
        let mut half = self.half();
        let hour = self.short()?;
        self.then(&[":", "时", "点"])?;
        let (mut minute, mut second) = (0, 0);
        if !self.0.trim().is_empty()
            && self.0.trim_start().starts_with(|c: char| c.is_ascii_digit())
        {
            minute = self.short()?;
            if self.take(&[":", "分"])
                && self.0.trim_start().starts_with(|c: char| c.is_ascii_digit())
            {
                second = self.short()?;
                if self.take(&["."]) {
                    self.number()?;
                }
                self.take(&["秒"]);
            }
        }
        half = half.or_else(|| self.half());
        let hour = match half {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        self.0.trim().is_empty().then_some(Some((hour, minute, second)))
    }

    /// Second half of the day?
    fn half(&mut self) -> Option<bool> {
        if self.take(&["下午", "晚上", "PM", "pm", "Pm"]) {
            return Some(true);
        }
        self.take(&["上午", "凌晨", "早上", "AM", "am", "Am"]).then_some(false)
    }
}
