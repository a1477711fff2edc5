//! What a column may hold: a closed list, and nobody's name, telephone or address is in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FormRows;
use crate::bulletin::Figure;
use crate::tally::{Figures, Rates};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormField {
    /// 序号.
    Running,
    /// 固定文字, or nothing.
    Constant,
    /// 期间.
    Period,
    /// 填报单位: the unit whose form it is.
    FilingUnit,
    /// Our number 编号.
    Number,
    /// The number of the platform above 上级工单编号.
    UpstreamNumber,
    /// Which platform.
    UpstreamSource,
    /// 标题, as the list shows it.
    Title,
    /// 诉求类型.
    Kind,
    /// 渠道.
    Channel,
    /// 紧急程度.
    Urgency,
    /// 严重程度.
    Severity,
    /// 分类, the narrowest.
    Category,
    /// Its code.
    CategoryCode,
    /// 一级分类.
    CategoryFirst,
    /// 二级分类.
    CategorySecond,
    /// 三级分类.
    CategoryThird,
    /// 区划, the smallest that is known.
    Division,
    /// The one above it.
    DivisionAbove,
    /// 网格.
    Grid,
    /// 主办单位.
    Lead,
    /// 环节.
    Stage,
    /// 灯.
    Light,
    /// 收到时间.
    Received,
    /// 受理时间.
    Accepted,
    /// 交办时间 of the lead unit.
    Assigned,
    /// 签收时间 of the lead unit.
    SignedIn,
    /// 办理时限: the last day of the clock that decides.
    Due,
    /// 上级时限.
    UpstreamDue,
    /// 答复时间.
    Answered,
    /// 办结时间.
    Ended,
    /// 是否按时: kept or missed, once it is known.
    Kept,
    /// 办结方式.
    Ending,
    /// 是否解决, as it was verified.
    Solved,
    /// 回访满意度, 1 to 5.
    Satisfied,
    /// 名次 by deadlines kept.
    Rank,
    /// 单位.
    Unit,
    /// Its code.
    UnitCode,
    /// 交办.
    CountAssigned,
    /// 签收.
    CountSignedIn,
    /// 签收超时.
    CountSignedInLate,
    /// 到期应办结.
    CountDue,
    /// 按时办结.
    CountKept,
    /// 超期.
    CountMissed,
    /// 退单.
    CountReturned,
    /// 重办.
    CountReworked,
    /// 办结.
    CountEnded,
    /// 回访.
    CountCalledBack,
    /// 未解决.
    CountNotSolved,
    /// 不满意.
    CountDissatisfied,
    /// 评价.
    CountRated,
    /// 差评.
    CountRatedLow,
    /// 剔除.
    CountExcluded,
    /// 及时签收率.
    RateSignedIn,
    /// 按时办结率, 剔除前.
    RateOnTime,
    /// … 剔除后.
    RateOnTimeAfter,
    /// 退单率.
    RateReturned,
    /// 解决率, 剔除前.
    RateSolved,
    /// … 剔除后.
    RateSolvedAfter,
    /// 满意率, 剔除前.
    RateSatisfied,
    /// … 剔除后.
    RateSatisfiedAfter,
}

/// Our values of a column that has some, for its code table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coded {
    /// Stable codes of a short list.
    Closed,
    /// Codes of a list of the house: categories, divisions, units.
    Listed,
}

impl FormField {
    /// What kind of rows it can stand in; none: in any.
    pub const fn rows(self) -> Option<FormRows> {
        match self {
            Self::Running | Self::Constant | Self::Period | Self::FilingUnit => None,
            Self::Rank | Self::Unit | Self::UnitCode => Some(FormRows::Units),
            _ if self.is_figure() => Some(FormRows::Units),
            _ => Some(FormRows::Matters),
        }
    }

    /// It holds a day or an instant.
    pub const fn is_dated(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Accepted
                | Self::Assigned
                | Self::SignedIn
                | Self::Due
                | Self::UpstreamDue
                | Self::Answered
                | Self::Ended
        )
    }

    /// Whether it may have a code table, and of what.
    pub const fn coded(self) -> Option<Coded> {
        match self {
            Self::Kind
            | Self::Channel
            | Self::Urgency
            | Self::Severity
            | Self::Stage
            | Self::Light
            | Self::Kept
            | Self::Ending
            | Self::Solved
            | Self::Satisfied => Some(Coded::Closed),
            Self::Category
            | Self::CategoryFirst
            | Self::CategorySecond
            | Self::CategoryThird
            | Self::Division
            | Self::DivisionAbove
            | Self::Grid
            | Self::Lead
            | Self::Unit => Some(Coded::Listed),
            _ => None,
        }
    }

    /// It is a count or a rate of a unit.
    pub const fn is_figure(self) -> bool {
        self.is_count() || self.is_rate()
    }

    /// It is a count: the foot adds it up.
    pub const fn is_count(self) -> bool {
        matches!(
            self,
            Self::CountAssigned
                | Self::CountSignedIn
                | Self::CountSignedInLate
                | Self::CountDue
                | Self::CountKept
                | Self::CountMissed
                | Self::CountReturned
                | Self::CountReworked
                | Self::CountEnded
                | Self::CountCalledBack
                | Self::CountNotSolved
                | Self::CountDissatisfied
                | Self::CountRated
                | Self::CountRatedLow
                | Self::CountExcluded
        )
    }

    const fn is_rate(self) -> bool {
        matches!(
            self,
            Self::RateSignedIn
                | Self::RateOnTime
                | Self::RateOnTimeAfter
                | Self::RateReturned
                | Self::RateSolved
                | Self::RateSolvedAfter
                | Self::RateSatisfied
                | Self::RateSatisfiedAfter
        )
    }

    /// The count, if it is one.
    pub const fn count(self, of: &Figures) -> Option<i64> {
        Some(match self {
            Self::CountAssigned => Figure::Assigned.of(of),
            Self::CountSignedIn => of.signed_in,
            Self::CountSignedInLate => Figure::SignedInLate.of(of),
            Self::CountDue => Figure::Due.of(of),
            Self::CountKept => of.due_kept,
            Self::CountMissed => Figure::Missed.of(of),
            Self::CountReturned => Figure::Returned.of(of),
            Self::CountReworked => of.reworked,
            Self::CountEnded => of.ended,
            Self::CountCalledBack => Figure::CalledBack.of(of),
            Self::CountNotSolved => Figure::NotSolved.of(of),
            Self::CountDissatisfied => Figure::Dissatisfied.of(of),
            Self::CountRated => Figure::Rated.of(of),
            Self::CountRatedLow => Figure::RatedLow.of(of),
            Self::CountExcluded => Figure::Excluded.of(of),
            _ => return None,
        })
    }

    /// The rate in percent, if it is one and there is something to divide by.
    pub fn rate(self, of: &Figures) -> Option<f64> {
        let (before, after): (Rates, Rates) = (of.rates(), of.rates_after_exclusions());
        match self {
            Self::RateSignedIn => before.signed_in_on_time,
            Self::RateOnTime => before.on_time,
            Self::RateOnTimeAfter => after.on_time,
            Self::RateReturned => before.returned,
            Self::RateSolved => before.solved,
            Self::RateSolvedAfter => after.solved,
            Self::RateSatisfied => before.satisfied,
            Self::RateSatisfiedAfter => after.satisfied,
            _ => None,
        }
    }
}
