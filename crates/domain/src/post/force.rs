//! The six forces 六支力量 of a grid: who is there beside the offices.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One of them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Force {
    /// 网格员.
    GridWorker,
    /// 网格治安员.
    Security,
    /// 调解员.
    Mediator,
    /// 社区法律顾问.
    LegalAdviser,
    /// 志愿者.
    Volunteer,
    /// 其他社会力量: veterans, sanitation, property companies, couriers, shops.
    Other,
}

crate::codes! { Force:
    Force::GridWorker => "grid_worker",
    Force::Security => "security",
    Force::Mediator => "mediator",
    Force::LegalAdviser => "legal_adviser",
    Force::Volunteer => "volunteer",
    Force::Other => "other",
}

impl Force {
    /// Every one.
    pub const ALL: [Self; 6] = [
        Self::GridWorker,
        Self::Security,
        Self::Mediator,
        Self::LegalAdviser,
        Self::Volunteer,
        Self::Other,
    ];
}
