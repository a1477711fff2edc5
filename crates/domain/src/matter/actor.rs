//! Who acts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{AccountId, ReportId, UnitId};

/// What a post 岗位 is for. Policies say what each may do; the life of a matter says when.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 受理: reports, exits, answers at once.
    Intake,
    /// 派单: accepts, assigns, judges returns and extensions, reviews.
    Dispatcher,
    /// 经办.
    Clerk,
    /// 负责人: signs off.
    Head,
    /// 网格员: own assignments, settles, records.
    GridWorker,
    /// 回访.
    Callback,
    /// 督办: arbitration, second-person check.
    Supervisor,
    /// 领导: instructs.
    Leader,
    /// 系统管理员: lists, procedures, accounts opened and closed. The three administrators are three people
    /// 三员分立 (GB/T 22239-2019, 8.1.4).
    // What histories and databases called it while there was one.
    #[serde(alias = "administrator")]
    SystemAdministrator,
    /// 安全管理员: posts and second factors.
    SecurityAdministrator,
    /// 审计管理员: the trail.
    AuditAdministrator,
}

crate::codes! { Role:
    Role::Intake => "intake",
    Role::Dispatcher => "dispatcher",
    Role::Clerk => "clerk",
    Role::Head => "head",
    Role::GridWorker => "grid_worker",
    Role::Callback => "callback",
    Role::Supervisor => "supervisor",
    Role::Leader => "leader",
    Role::SystemAdministrator => "system_administrator",
    Role::SecurityAdministrator => "security_administrator",
    Role::AuditAdministrator => "audit_administrator",
}

impl Role {
    /// Every one.
    pub const ALL: [Self; 11] = [
        Self::Intake,
        Self::Dispatcher,
        Self::Clerk,
        Self::Head,
        Self::GridWorker,
        Self::Callback,
        Self::Supervisor,
        Self::Leader,
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
    ];

    /// Those of the desks, which stand outside the offices that handle.
    pub const DESKS: [Self; 5] =
        [Self::Intake, Self::Dispatcher, Self::Callback, Self::Supervisor, Self::Leader];

    /// The three who keep the house, of which nobody holds two.
    pub const ADMINISTRATORS: [Self; 3] =
        [Self::SystemAdministrator, Self::SecurityAdministrator, Self::AuditAdministrator];
}

/// Who a command comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "who")]
pub enum Actor {
    /// A member of staff, acting for a unit; reaches this unit and below.
    Staff {
        /// The account.
        account: AccountId,
        /// The unit.
        unit: UnitId,
        /// The unit it is at home in, if that is another: whoever stands in elsewhere is no outsider to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        home: Option<UnitId>,
        /// Its roles.
        roles: BTreeSet<Role>,
    },
    /// Somebody who reports, by number and code: one voice of one matter, or a new one.
    Reporter {
        /// The voice; `None` while reporting.
        report: Option<ReportId>,
    },
    /// The house itself: timers and importers.
    House,
}

impl Actor {
    /// The account, for staff.
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Staff { account, .. } => Some(*account),
            _ => None,
        }
    }

    /// The unit, for staff.
    pub const fn unit(&self) -> Option<UnitId> {
        match self {
            Self::Staff { unit, .. } => Some(*unit),
            _ => None,
        }
    }

    /// The unit acted for and the one at home in, for staff.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        let both = match self {
            Self::Staff { unit, home, .. } => [Some(*unit), *home],
            _ => [None, None],
        };
        both.into_iter().flatten()
    }

    /// Whether the actor holds one of `roles`.
    pub fn holds(&self, roles: &[Role]) -> bool {
        matches!(self, Self::Staff { roles: held, .. } if roles.iter().any(|role| held.contains(role)))
    }
}
