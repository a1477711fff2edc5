//! Who handles what: offices of a theme at a place, and the people who report.

use huisheng_domain::id::UnitId;

use super::{DemoArea, Person};
use crate::demo::dice::Dice;
use crate::demo::duties::duties;
use crate::demo::offices::Office;

const SURNAMES: [&str; 40] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕",
];

/// Positions in the list of offices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) lead: usize,
    pub(super) below: Option<usize>,
    pub(super) support: Option<usize>,
    pub(super) wrong: usize,
    /// Everybody concerned belongs to one street: its own desk may run it.
    pub(super) street: Option<usize>,
}

/// Routes by community and leaf.
#[derive(Debug)]
pub(super) struct Cast {
    routes: Vec<Vec<Route>>,
}

impl Cast {
    pub(super) fn new(area: &DemoArea) -> Self {
        let duties = duties();
        let route = |community: usize, theme: &str| {
            let street = area.land.communities[community].street;
            let position = |word: &str| {
                let code = match word {
                    "@street" => format!("street{}", street + 1),
                    "@squad" => format!("zhifa{}", street + 1),
                    "@mediation" => format!("tiaowei{}", street + 1),
                    "@community" => format!("c{:02}", community + 1),
                    code => code.to_owned(),
                };
                area.offices.position(&code)
            };
            let duty = duties.iter().find(|duty| duty.theme == theme);
            let lead = duty.and_then(|duty| position(duty.lead)).unwrap_or(0);
            let below = duty.and_then(|duty| duty.below).and_then(position);
            let below = below.or_else(|| {
                area.offices
                    .position(&format!("wuye{:02}", community + 1))
                    .filter(|_| duty.is_some_and(|duty| duty.lead == "@community"))
            });
            let support =
                duty.and_then(|duty| duty.support).and_then(position).filter(|unit| *unit != lead);
            let wrong = duty
                .and_then(|duty| position(duty.wrong))
                .filter(|unit| *unit != lead)
                .unwrap_or(usize::from(lead == 0));
            let local = duty
                .is_some_and(|duty| matches!(duty.lead, "@squad" | "@mediation" | "@community"));
            Route { lead, below, support, wrong, street: local.then_some(street) }
        };
        let routes = (0..area.land.communities.len())
            .map(|community| {
                area.classes.leaves.iter().map(|leaf| route(community, leaf.theme)).collect()
            })
            .collect();
        Self { routes }
    }

    pub(super) fn route(&self, community: usize, leaf: usize) -> Route {
        self.routes[community][leaf]
    }
}

/// The person of that key.
pub(super) fn person(key: u32, dice: &mut Dice) -> Person {
    let at = usize::try_from(key).unwrap_or(0);
    let title = if (key / 40).is_multiple_of(2) { "女士" } else { "先生" };
    Person {
        key,
        name: format!("{}{title}", SURNAMES[at % SURNAMES.len()]),
        phone: format!("1390000{:04}", key % 10_000),
        confidential: dice.chance(4.0),
    }
}

/// An account that does an office's work.
pub(super) fn worker(office: &Office, dice: &mut Dice) -> huisheng_domain::id::AccountId {
    if !office.grid.is_empty() && dice.chance(50.0) {
        *dice.pick(&office.grid)
    } else {
        *dice.pick(&office.clerks)
    }
}

/// The unit of an office.
pub(super) fn unit(area: &DemoArea, office: usize) -> UnitId {
    area.offices.offices[office].unit
}
