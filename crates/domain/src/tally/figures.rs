//! The counts of a line, and the rates they make.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Measure, Sums};

/// Counts within the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Figures {
    /// 收到. No unit leads yet then: in a split by unit it stands under 未派单, and what an office got
    /// is `assigned`.
    pub received: i64,
    /// 受理.
    pub accepted: i64,
    /// 交办 to a lead unit.
    pub assigned: i64,
    /// 签收.
    pub signed_in: i64,
    /// 及时签收.
    pub signed_in_on_time: i64,
    /// Results in time 按时办结.
    pub on_time: i64,
    /// Results too late 超期办结.
    pub overdue: i64,
    /// 退单.
    pub returned: i64,
    /// 重办.
    pub reworked: i64,
    /// Opened again.
    pub reopened: i64,
    /// Ended, whichever way.
    pub ended: i64,
    /// Ended with the solution verified 解决.
    pub solved: i64,
    /// 自行处置: settled by who found it.
    pub self_settled: i64,
    /// 即时答复.
    pub answered_at_once: i64,
    /// 不予受理.
    pub exited: i64,
    /// Callbacks with an answer.
    pub called_back: i64,
    /// … that said solved or basically solved.
    pub called_back_solved: i64,
    /// … that were at least content.
    pub called_back_satisfied: i64,
    /// The reporters' own ratings.
    pub rated: i64,
    /// … of at least three stars.
    pub rated_satisfied: i64,
    /// 到期应办结: deciding deadlines whose last day lies in the period.
    pub due: i64,
    /// … that were kept.
    pub due_kept: i64,
    /// 剔除: deadlines that were missed and are left out.
    pub due_excluded: i64,
    /// 剔除: callbacks that said "not solved" and are left out.
    pub not_solved_excluded: i64,
    /// 剔除: callbacks that were not content and are left out.
    pub dissatisfied_excluded: i64,
    /// 剔除: low ratings that are left out.
    pub rated_low_excluded: i64,
}

/// Rates in percent, to two digits; none where there is nothing to divide by, which is never 100 %
/// (DOMAIN §6.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Rates {
    /// 及时签收率: signed in on time ÷ signed in.
    pub signed_in_on_time: Option<f64>,
    /// 按时办结率: deadlines kept ÷ deadlines due in the period.
    pub on_time: Option<f64>,
    /// 退单率: returned ÷ assigned.
    pub returned: Option<f64>,
    /// 重办率: reworked ÷ results.
    pub reworked: Option<f64>,
    /// 解决率: callbacks that said solved or basically ÷ callbacks with an answer.
    pub solved: Option<f64>,
    /// 满意率 by callback: content or better ÷ callbacks with an answer.
    pub satisfied: Option<f64>,
    /// 满意率 by the reporters' own ratings: three stars or more ÷ ratings.
    pub rated_satisfied: Option<f64>,
}

impl Figures {
    /// Adds `n` to what `measure` counts. Open matters by due day are no figure of a period.
    pub fn add(&mut self, measure: Measure, n: i64) {
        let figure = match measure {
            Measure::Received => &mut self.received,
            Measure::Accepted => &mut self.accepted,
            Measure::Assigned => &mut self.assigned,
            Measure::SignedIn => &mut self.signed_in,
            Measure::SignedInOnTime => &mut self.signed_in_on_time,
            Measure::OnTime => &mut self.on_time,
            Measure::Overdue => &mut self.overdue,
            Measure::Returned => &mut self.returned,
            Measure::Reworked => &mut self.reworked,
            Measure::Reopened => &mut self.reopened,
            Measure::Ended => &mut self.ended,
            Measure::Solved => &mut self.solved,
            Measure::SelfSettled => &mut self.self_settled,
            Measure::AnsweredAtOnce => &mut self.answered_at_once,
            Measure::Exited => &mut self.exited,
            Measure::CalledBack => &mut self.called_back,
            Measure::CalledBackSolved => &mut self.called_back_solved,
            Measure::CalledBackSatisfied => &mut self.called_back_satisfied,
            Measure::Rated => &mut self.rated,
            Measure::RatedSatisfied => &mut self.rated_satisfied,
            Measure::Due => &mut self.due,
            Measure::DueKept => &mut self.due_kept,
            Measure::DueExcluded => &mut self.due_excluded,
            Measure::NotSolvedExcluded => &mut self.not_solved_excluded,
            Measure::DissatisfiedExcluded => &mut self.dissatisfied_excluded,
            Measure::RatedLowExcluded => &mut self.rated_low_excluded,
            Measure::OpenDue => return,
        };
        *figure += n;
    }

    /// What the sums add up to whose keys are `of` it.
    pub fn of(sums: &Sums, of: impl Fn(&super::Key) -> bool) -> Self {
        let mut figures = Self::default();
        let own = sums.iter().filter(|(key, _)| of(key));
        own.for_each(|(key, n)| figures.add(key.measure, *n));
        figures
    }

    /// The rates of these counts.
    pub fn rates(&self) -> Rates {
        let results = self.on_time + self.overdue;
        Rates {
            signed_in_on_time: percent(self.signed_in_on_time, self.signed_in),
            on_time: percent(self.due_kept, self.due),
            returned: percent(self.returned, self.assigned),
            reworked: percent(self.reworked, results),
            solved: percent(self.called_back_solved, self.called_back),
            satisfied: percent(self.called_back_satisfied, self.called_back),
            rated_satisfied: percent(self.rated_satisfied, self.rated),
        }
    }

    /// 剔除后: the rates without what is left out; [`Self::rates`] are those before 剔除前.
    pub fn rates_after_exclusions(&self) -> Rates {
        let (solved, satisfied) = (self.not_solved_excluded, self.dissatisfied_excluded);
        Rates {
            on_time: percent(self.due_kept, self.due - self.due_excluded),
            solved: percent(self.called_back_solved, self.called_back - solved),
            satisfied: percent(self.called_back_satisfied, self.called_back - satisfied),
            rated_satisfied: percent(self.rated_satisfied, self.rated - self.rated_low_excluded),
            ..self.rates()
        }
    }
}

/// To two digits, rounded half up; counts are far below where a float loses units.
fn percent(part: i64, whole: i64) -> Option<f64> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (whole > 0).then(|| (part * 20_000 + whole).div_euclid(2 * whole))?;
    i32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::{Figures, percent};

    #[test]
    fn nothing_to_divide_by_is_no_rate() {
        for (part, whole, rate) in [
            (0, 0, None),
            (3, 0, None),
            (0, 7, Some(0.0)),
            (7, 7, Some(100.0)),
            (1, 3, Some(33.33)),
            (2, 3, Some(66.67)),
            (1, 800, Some(0.13)),
            (999_999, 1_000_000, Some(100.0)),
            // More returned than assigned within the period: they were assigned before it.
            (3, 2, Some(150.0)),
        ] {
            assert_eq!(percent(part, whole), rate, "{part} of {whole}");
        }
    }

    #[test]
    fn what_is_left_out_counts_neither_for_nor_against() {
        let figures = Figures {
            due: 10,
            due_kept: 8,
            due_excluded: 1,
            called_back: 4,
            called_back_solved: 2,
            called_back_satisfied: 3,
            not_solved_excluded: 2,
            dissatisfied_excluded: 1,
            rated: 1,
            rated_low_excluded: 1,
            ..Figures::default()
        };
        let (before, after) = (figures.rates(), figures.rates_after_exclusions());
        assert_eq!((before.on_time, after.on_time), (Some(80.0), Some(88.89)));
        assert_eq!((before.solved, after.solved), (Some(50.0), Some(100.0)));
        assert_eq!((before.satisfied, after.satisfied), (Some(75.0), Some(100.0)));
        // Nothing is left to divide by.
        assert_eq!((before.rated_satisfied, after.rated_satisfied), (Some(0.0), None));
    }
}
