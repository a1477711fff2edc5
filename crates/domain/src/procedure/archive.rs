//! 归档: which pieces the file 卷宗 of a matter must have, and how long it is kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matter::Piece;

/// 保管期限: how long a file is kept, from the year after it was archived. 国家档案局令第8号 (2006), art. 6: for good, or
/// 30 or 10 years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum RetentionClass {
    /// 永久.
    #[serde(rename = "permanent")]
    Permanent,
    /// 30年.
    #[serde(rename = "30y")]
    Years30,
    /// 10年.
    #[serde(rename = "10y")]
    Years10,
}

crate::codes! { RetentionClass:
    RetentionClass::Permanent => "permanent",
    RetentionClass::Years30 => "30y",
    RetentionClass::Years10 => "10y",
}

/// Archiving 归档.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ArchiveRule)]
pub struct Archive {
    /// What must be in the file, each where the matter went that way. What somebody still waits for is asked for besides,
    /// whatever stands here.
    pub pieces: Vec<Piece>,
    /// 保管期限 of what a leader instructed.
    pub instructed: RetentionClass,
    /// Of what has an answer.
    pub answered: RetentionClass,
    /// Of what ended without one: withdrawn, merged, split, not accepted, erased.
    pub unanswered: RetentionClass,
}

/// The three kinds are those of the schedule of 令第8号 for letters and visits of the people 人民来信来访.
impl Default for Archive {
    fn default() -> Self {
        Self {
            pieces: vec![
                Piece::Upstream,
                Piece::Report,
                Piece::Acceptance,
                Piece::Authority,
                Piece::Result,
                Piece::SignOff,
                Piece::Review,
                Piece::Verification,
            ],
            instructed: RetentionClass::Permanent,
            answered: RetentionClass::Years30,
            unanswered: RetentionClass::Years10,
        }
    }
}

impl Archive {
    /// A piece that is named twice.
    pub(super) fn twice(&self) -> Option<Piece> {
        let mut pieces = self.pieces.iter().enumerate();
        pieces.find_map(|(at, piece)| self.pieces[..at].contains(piece).then_some(*piece))
    }
}
