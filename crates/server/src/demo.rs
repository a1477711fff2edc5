//! The demo area: a fictional county, its year of matters and its service records, from a seed.
//!
//! Everything is invented. The county carries the unused code 990101 and lies in the open sea, the
//! people are a surname and a title, their telephone numbers are of an unassigned range. The same
//! seed gives the same area and the same year: time and chance come in as values.

mod answers;
mod bulletins;
mod calls;
mod classes;
mod dice;
mod duties;
mod errands;
pub mod fill;
mod forms;
mod land;
pub mod lives;
pub mod mark;
mod notices;
mod offices;
mod posts;
mod rosters;
mod templates;
#[cfg(test)]
mod tests;
mod words;

pub use answers::{DemoAnswer, answers};
pub use bulletins::last_week;
pub use calls::calls;
pub use classes::Classes;
pub use errands::items;
pub use forms::forms;
pub use land::{Community, Land, Spot, SpotKind};
pub use lives::{Life, plan};
pub use notices::notices;
pub use offices::{DemoAccount, Offices};
pub use posts::posts;
pub use rosters::rosters;
pub use templates::templates;

use huisheng_domain::area::Area;
use huisheng_domain::responsibility::ResponsibilityRow;
use serde::Serialize;
use utoipa::ToSchema;

use dice::Dice;

/// The county of the demo area: a code that GB/T 2260 has not given.
pub const COUNTY: Area = match Area::new(990_101) {
    Ok(area) => area,
    Err(_) => panic!("990101 is six digits"),
};

/// The password of every demo account, printed beside the accounts. The caller hashes it.
pub const PASSWORD: &str = "huisheng-demo";

/// An account to begin with, and what it is for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Login {
    /// Sign-in name.
    pub login: &'static str,
    /// What it is for, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// Accounts to begin with, in the order in which a matter meets them.
pub const LOGINS: [Login; 14] = {
    const fn of(login: &'static str, zh: &'static str, en: &'static str) -> Login {
        Login { login, zh, en }
    }
    [
        of("intake1", "受理：接听来电、录入", "intake: enters what callers say"),
        of(
            "dispatch1",
            "县级派单：受理、交办、审核",
            "the county's desk: accepts, assigns, reviews",
        ),
        of(
            "zhujian.clerk1",
            "住建局经办：签收、联系、办结",
            "the housing bureau: signs in, contacts, submits",
        ),
        of("zhujian.head1", "住建局负责人：审签", "its head: signs off"),
        of("callback1", "回访：问诉求人是否解决", "callback: asks the reporter"),
        of("supervise1", "督办：裁定、现场核查", "supervision: arbitrates, checks at the place"),
        of("leader1", "领导：批示、批准挂账", "leader: instructs, approves suspensions"),
        of(
            "s1.dispatch1",
            "第一个街道的派单：只见本街道",
            "the desk of the first street: its own matters",
        ),
        of(
            "s1.leader2",
            "第一个街道的包联领导：只见两个社区",
            "a leader of the first street: of two communities",
        ),
        of(
            "street1.clerk1",
            "第一个街道的经办，另有社区岗位",
            "the office of the first street, with a second post",
        ),
        of("c05.grid1", "社区网格员", "a grid worker of a community"),
        of(
            "admin",
            "系统管理员：开立账号、清单、规程、网格",
            "system administrator: opens accounts, lists, procedures, grids",
        ),
        of("security1", "安全管理员：授予岗位", "security administrator: grants posts"),
        of("audit1", "审计管理员：查审计记录", "audit administrator: reads the trail"),
    ]
};

/// The accounts as they are printed.
pub fn accounts() -> String {
    let mut lines = vec![format!("  demo accounts  password: {PASSWORD}")];
    lines.extend(LOGINS.map(|Login { login, zh, en }| format!("  {login:<15}{zh}  {en}")));
    lines.join("\n")
}

/// The lists of the demo area, ready to be written.
#[derive(Clone, Debug)]
pub struct DemoArea {
    /// Divisions, grids and places.
    pub land: Land,
    /// Categories of three levels.
    pub classes: Classes,
    /// Units and accounts.
    pub offices: Offices,
    /// Version 1 of the responsibility list.
    pub duties: Vec<ResponsibilityRow>,
}

impl DemoArea {
    /// The area of that seed.
    pub fn new(seed: u64) -> Self {
        let land = Land::new(&mut Dice::new(seed, "land"));
        let classes = Classes::new();
        let offices = Offices::new(&land, &mut Dice::new(seed, "offices"));
        let duties = duties::rows(&land, &classes);
        Self { land, classes, offices, duties }
    }
}
