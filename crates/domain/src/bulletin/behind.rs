//! What stands behind a number of a bulletin: the matters that it counts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::tally::Figures;

/// A number of a bulletin behind which a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BulletinFigure)]
pub enum Figure {
    /// 交办.
    Assigned,
    /// 签收超时.
    SignedInLate,
    /// 到期应办结.
    Due,
    /// 超期: due and not kept.
    Missed,
    /// 退单.
    Returned,
    /// 回访.
    CalledBack,
    /// 回访未解决.
    NotSolved,
    /// 回访不满意.
    Dissatisfied,
    /// 评价.
    Rated,
    /// 差评.
    RatedLow,
    /// 剔除, of whatever kind.
    Excluded,
}

impl Figure {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Assigned,
        Self::SignedInLate,
        Self::Due,
        Self::Missed,
        Self::Returned,
        Self::CalledBack,
        Self::NotSolved,
        Self::Dissatisfied,
        Self::Rated,
        Self::RatedLow,
        Self::Excluded,
    ];

    /// The number; of one matter, how often it counts.
    pub const fn of(self, figures: &Figures) -> i64 {
        match self {
            Self::Assigned => figures.assigned,
            Self::SignedInLate => figures.signed_in - figures.signed_in_on_time,
            Self::Due => figures.due,
            Self::Missed => figures.due - figures.due_kept,
            Self::Returned => figures.returned,
            Self::CalledBack => figures.called_back,
            Self::NotSolved => figures.called_back - figures.called_back_solved,
            Self::Dissatisfied => figures.called_back - figures.called_back_satisfied,
            Self::Rated => figures.rated,
            Self::RatedLow => figures.rated - figures.rated_satisfied,
            Self::Excluded => {
                figures.due_excluded
                    + figures.not_solved_excluded
                    + figures.dissatisfied_excluded
                    + figures.rated_low_excluded
            }
        }
    }
}
