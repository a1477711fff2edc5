//! The demo area: a fictional county, its year of matters and its service records, from a seed.
//!
//! Everything is invented. The county carries the unused code 990101 and lies in the open sea, the
//! people are a surname and a title, their telephone numbers are of an unassigned range. The same
//! seed gives the same area and the same year: time and chance come in as values.

mod classes;
mod dice;
mod duties;
pub mod fill;
mod land;
pub mod lives;
mod notices;
mod offices;
#[cfg(test)]
mod tests;
mod words;

pub use classes::Classes;
pub use land::{Community, Land, Spot, SpotKind};
pub use lives::{Life, plan};
pub use notices::notices;
pub use offices::{DemoAccount, Offices};

use huisheng_domain::area::Area;
use huisheng_domain::responsibility::ResponsibilityRow;

use dice::Dice;

/// The county of the demo area: a code that GB/T 2260 has not given.
pub const COUNTY: Area = match Area::new(990_101) {
    Ok(area) => area,
    Err(_) => panic!("990101 is six digits"),
};

/// The password of every demo account, printed beside the accounts. The caller hashes it.
pub const PASSWORD: &str = "huisheng-demo";

/// Accounts to begin with, and what each is for.
pub const LOGINS: [(&str, &str); 11] = [
    ("intake1", "受理 intake: enters what callers say"),
    ("dispatch1", "派单 the county's desk: accepts, assigns, reviews"),
    ("zhujian.clerk1", "经办 the housing bureau: signs in, contacts, submits a result"),
    ("zhujian.head1", "负责人 its head: signs off"),
    ("callback1", "回访 callback: asks the reporter"),
    ("supervise1", "督办 supervision: arbitrates, checks at the place"),
    ("leader1", "领导 leader: instructs, approves suspensions"),
    ("s1.dispatch1", "派单 the desk of the first street: its own matters"),
    ("street1.clerk1", "经办 the office of the first street"),
    ("c05.grid1", "网格员 a grid worker of a community"),
    ("admin", "管理员 accounts, lists, procedures, grids"),
];

/// The accounts as they are printed.
pub fn accounts() -> String {
    let mut lines = vec![format!("  demo accounts  password: {PASSWORD}")];
    lines.extend(LOGINS.map(|(login, what)| format!("  {login:<15}{what}")));
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
