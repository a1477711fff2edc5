//! A clock explains itself: rule, clause, each day counted or skipped and why.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Clock, ClockFlag, Pause, count};
use crate::calendar::business::{natural_days_between, plus_days};
use crate::calendar::{Calendar, CalendarVersion, DayKind};
use crate::limit::{Limit, LimitUnit};

/// A list of days longer than this (some 50 years) is cut.
const MOST_DAYS: usize = 20_000;

/// Why a clock is due when it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Explanation {
    /// The instant it counts from.
    pub started: Timestamp,
    /// Its limit, then its extensions, in order.
    pub legs: Vec<LegLine>,
    /// Its suspensions.
    pub pauses: Vec<Pause>,
    /// Exclusive end.
    pub due: Timestamp,
    /// When the light turns yellow.
    pub warn: Timestamp,
    /// When it was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
    /// The calendar that gave the instants.
    #[schema(value_type = String)]
    pub calendar: CalendarVersion,
    /// The days are told by another calendar than the one that gave the instants.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_calendar: bool,
    /// The category runs on rest days too: every day counts, day and night.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_rest: bool,
    /// What is unusual.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<ClockFlag>,
    /// Years counted in whose list is not published.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unpublished: Vec<i16>,
}

/// One leg of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LegLine {
    /// The key of the rule's text.
    pub rule: Rule,
    /// Where the rule comes from.
    #[schema(value_type = Vec<String>)]
    pub clauses: &'static [&'static str],
    /// How much; `None` for a given due instant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// For an extension, when it was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<Timestamp>,
    /// Counted from.
    pub from: Timestamp,
    /// Exclusive end.
    pub due: Timestamp,
    /// Every day from the first to the last.
    pub days: Vec<DayLine>,
    /// The list of days was cut.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// How a leg was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ClockRule)]
pub enum Rule {
    /// Working days after the first day.
    WorkDays,
    /// Natural days after the first day, moved forward over rest days.
    NaturalDays,
    /// To the corresponding day of a month, moved forward over rest days.
    Months,
    /// Business hours.
    WorkHours,
    /// Hours by the wall clock.
    UrgentHours,
    /// Given by an upstream order or a dated plan.
    Given,
}

/// One day of a leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayLine {
    /// The local date.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// What the calendar says of it.
    pub kind: DayKind,
    /// The holiday it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Counted or skipped, and why.
    pub verdict: Verdict,
}

/// Counted or skipped, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DayVerdict)]
pub enum Verdict {
    /// The first day is not counted.
    FirstDay,
    /// Counted.
    Counted,
    /// Skipped: a rest day.
    Rest,
    /// Skipped: suspended at the end of the day.
    Suspended,
    /// Passed over: the period had run out, but not on a working day.
    PassedOver,
    /// The working day to which the end was moved.
    MovedTo,
    /// So many seconds ran on this day.
    Ran(i64),
}

impl Rule {
    fn of(unit: Option<LimitUnit>) -> Self {
        match unit {
            Some(LimitUnit::WorkDay) => Self::WorkDays,
            Some(LimitUnit::Day) => Self::NaturalDays,
            Some(LimitUnit::Month) => Self::Months,
            Some(LimitUnit::WorkHour) => Self::WorkHours,
            Some(LimitUnit::UrgentHour) => Self::UrgentHours,
            None => Self::Given,
        }
    }

    /// The provisions behind the rule. Business hours are the practice of city management, a
    /// given date needs no rule of counting.
    pub const fn clauses(self) -> &'static [&'static str] {
        match self {
            Self::WorkDays => &["民法典第二百零一条", "行政许可法第八十二条"],
            Self::NaturalDays => &["民法典第二百零一条", "民法典第二百零三条"],
            Self::Months => &["民法典第二百零一条", "民法典第二百零二条", "民法典第二百零三条"],
            Self::WorkHours | Self::UrgentHours => &["民法典第二百零一条"],
            Self::Given => &[],
        }
    }
}

impl Clock {
    /// Tells how the clock's instants came about. Pass the calendar they were counted with;
    /// another one is used for the days all the same, and said so.
    pub fn explain(&self, calendar: &Calendar) -> Explanation {
        let legs = self.legs(calendar);
        let asks_calendar =
            |leg: &&LegLine| leg.rule != Rule::UrgentHours && leg.rule != Rule::Given;
        let days = legs.iter().filter(asks_calendar).flat_map(|leg| &leg.days);
        let mut unpublished: Vec<_> = days
            .filter(|day| day.verdict != Verdict::FirstDay)
            .map(|day| day.date.year())
            .filter(|year| !calendar.published(*year))
            .collect();
        unpublished.dedup();
        Explanation {
            started: self.started,
            legs,
            pauses: self.pauses.clone(),
            due: self.due,
            warn: self.warn,
            stopped: self.stopped,
            calendar: self.calendar,
            other_calendar: self.calendar != *calendar.version(),
            without_rest: !calendar.rests(),
            flags: self.flags.clone(),
            unpublished,
        }
    }

    fn legs(&self, calendar: &Calendar) -> Vec<LegLine> {
        let own = (self.limit, None, self.started);
        let granted = self.extensions.iter().map(|more| (Some(more.by), Some(more.at), more.from));
        let starts: Vec<_> = std::iter::once(own).chain(granted).collect();
        let mut legs = Vec::with_capacity(starts.len());
        for (index, (limit, granted, from)) in starts.iter().copied().enumerate() {
            let due = starts.get(index + 1).map_or(self.due, |(_, _, from)| *from);
            let first = match index {
                0 => self.day_before(calendar),
                _ => calendar.day_ending(from),
            };
            let rule = Rule::of(limit.map(|limit| limit.unit));
            let last = calendar.day_ending(due).max(first);
            let mut teller = Teller::new(self, rule, limit, (from, due), first, calendar);
            let dates = std::iter::successors(Some(first), |date| Some(plus_days(*date, 1)))
                .take(MOST_DAYS.min(1 + natural_days_between(first, last) as usize));
            // The day before a first day that is counted is no part of it.
            let outside = index == 0 && first < calendar.date(from);
            let days: Vec<_> =
                dates.skip(usize::from(outside)).map(|date| teller.tell(date)).collect();
            let cut = days.last().is_some_and(|day| day.date < last);
            legs.push(LegLine {
                rule,
                clauses: rule.clauses(),
                limit,
                granted,
                from,
                due,
                days,
                cut,
            });
        }
        legs
    }
}

/// Tells the days of one leg in order.
struct Teller<'a> {
    calendar: &'a Calendar,
    pauses: &'a [Pause],
    rule: Rule,
    span: (Timestamp, Timestamp),
    first: Date,
    /// Natural days still to be counted.
    left: u32,
}

impl<'a> Teller<'a> {
    fn new(
        clock: &'a Clock,
        rule: Rule,
        limit: Option<Limit>,
        span: (Timestamp, Timestamp),
        first: Date,
        calendar: &'a Calendar,
    ) -> Self {
        let left = limit.map_or(0, |limit| count::natural_days(first, limit));
        Self { calendar, pauses: &clock.pauses, rule, span, first, left }
    }

    fn tell(&mut self, date: Date) -> DayLine {
        let day = self.calendar.day(date);
        let verdict = match self.rule {
            Rule::WorkHours | Rule::UrgentHours => Verdict::Ran(self.seconds(date)),
            _ if date == self.first => Verdict::FirstDay,
            Rule::NaturalDays | Rule::Months => self.natural(date, day.working),
            _ if !day.working => Verdict::Rest,
            Rule::WorkDays if self.is_suspended_at_end(date) => Verdict::Suspended,
            _ => Verdict::Counted,
        };
        DayLine { date, kind: day.kind, name: day.name, verdict }
    }

    fn natural(&mut self, date: Date, working: bool) -> Verdict {
        if self.is_suspended_at_end(date) {
            Verdict::Suspended
        } else if self.left > 0 {
            self.left -= 1;
            Verdict::Counted
        } else if working {
            Verdict::MovedTo
        } else {
            Verdict::PassedOver
        }
    }

    fn is_suspended_at_end(&self, date: Date) -> bool {
        let end = self.calendar.end_of(date);
        let covers =
            |pause: &Pause| pause.from < end && pause.until.is_none_or(|until| end <= until);
        self.pauses.iter().any(covers)
    }

    /// Seconds that ran on `date`, within the leg and outside the pauses.
    fn seconds(&self, date: Date) -> i64 {
        let start = self.calendar.start_of(date).max(self.span.0);
        let end = self.calendar.start_of(plus_days(date, 1)).min(self.span.1);
        let ran = |from: Timestamp, to: Timestamp| match self.rule {
            _ if to <= from => 0,
            Rule::WorkHours => self.calendar.working_time(from, to).as_secs(),
            _ => from.duration_until(to).as_secs(),
        };
        let paused = self.pauses.iter().map(|pause| {
            ran(pause.from.max(start), pause.until.unwrap_or(Timestamp::MAX).min(end))
        });
        ran(start, end) - paused.sum::<i64>()
    }
}
