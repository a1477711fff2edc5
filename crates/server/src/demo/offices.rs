//! Units and accounts of the demo. No person is real: an account is a surname and a post.

use std::collections::BTreeSet;

use huisheng_domain::id::{AccountId, DivisionId, Id, UnitId};
use huisheng_domain::matter::{Actor, Role};
use huisheng_domain::unit::{Unit, UnitKind};

use super::posts::TWO_COMMUNITIES;
use super::{Dice, Land};

const LIST: &str = include_str!("offices.txt");
const STREETS: [&str; 3] = ["晴川街道", "柳桥街道", "枫石镇"];
const SURNAMES: [&str; 24] = [
    "周", "吴", "郑", "冯", "陈", "蒋", "沈", "韩", "杨", "朱", "秦", "许", "何", "吕", "施", "曹",
    "严", "华", "金", "魏", "陶", "姜", "戚", "邹",
];

/// Somebody who signs in.
#[derive(Clone, Debug)]
pub struct DemoAccount {
    /// The account.
    pub id: AccountId,
    /// What is typed at sign-in.
    pub login: String,
    /// Shown beside what they do.
    pub name: String,
    /// Where they work.
    pub unit: UnitId,
    /// What they may do.
    pub roles: BTreeSet<Role>,
}

impl DemoAccount {
    /// As the domain sees them.
    pub fn actor(&self) -> Actor {
        Actor::Staff { account: self.id, unit: self.unit, home: None, roles: self.roles.clone() }
    }
}

/// A unit that handles, with those who work there.
#[derive(Clone, Debug)]
pub struct Office {
    /// The unit.
    pub unit: UnitId,
    /// Its code: `zhujian`, `street1`, `c05`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// 经办.
    pub clerks: Vec<AccountId>,
    /// 负责人.
    pub heads: Vec<AccountId>,
    /// 网格员.
    pub grid: Vec<AccountId>,
}

/// A desk that takes in, dispatches and verifies: the county's or a street's.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// 受理.
    pub intake: Vec<AccountId>,
    /// 派单.
    pub dispatch: Vec<AccountId>,
    /// 回访.
    pub callback: Vec<AccountId>,
    /// 督办.
    pub supervise: Vec<AccountId>,
    /// 领导.
    pub leaders: Vec<AccountId>,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Offices {
    /// Units, the one above before those below.
    pub units: Vec<Unit>,
    /// Accounts.
    pub accounts: Vec<DemoAccount>,
    /// The same as those who plan a life need it.
    pub offices: Vec<Office>,
    /// The county's desk, then the streets'.
    pub desks: Vec<Desk>,
}

impl Offices {
    pub(super) fn new(land: &Land, dice: &mut Dice) -> Self {
        let mut all = Self {
            units: Vec::new(),
            accounts: Vec::new(),
            offices: Vec::new(),
            desks: Vec::new(),
        };
        let county = Some(land.county);
        all.unit("desk", None, UnitKind::Government, "青禾县接诉即办指挥中心", county);
        all.desk("desk", "", [4, 3, 4, 2, 2], dice);
        all.staff("admin", "系统管理员", "desk", &[Role::SystemAdministrator]);
        all.staff("security1", "安全管理员", "desk", &[Role::SecurityAdministrator]);
        all.staff("audit1", "审计管理员", "desk", &[Role::AuditAdministrator]);
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            let [code, above, kind, name] = line.split_whitespace().collect::<Vec<_>>()[..] else {
                continue;
            };
            let contractor = kind == "contractor";
            let kind = if contractor { UnitKind::Contractor } else { UnitKind::Department };
            all.unit(code, Some(above), kind, &format!("青禾县{name}"), county);
            all.office(code, if contractor { [1, 1, 0] } else { [2, 1, 0] }, dice);
        }
        for (at, name) in STREETS.into_iter().enumerate() {
            let division = land.streets.get(at).copied();
            let code = format!("street{}", at + 1);
            let full =
                if at == 2 { format!("{name}人民政府") } else { format!("{name}办事处") };
            all.unit(&code, Some("desk"), UnitKind::Government, &full, division);
            all.desk(&code, &format!("s{}.", at + 1), [1, 1, 1, 1, 1], dice);
            all.office(&code, [2, 1, 0], dice);
            if at == 0 {
                all.staff(TWO_COMMUNITIES, "包联领导", &code, &[Role::Leader]);
            }
            let squad = format!("zhifa{}", at + 1);
            all.unit(
                &squad,
                Some(&code),
                UnitKind::Department,
                &format!("{name}综合执法队"),
                division,
            );
            all.office(&squad, [2, 1, 0], dice);
            let mediation = format!("tiaowei{}", at + 1);
            all.unit(
                &mediation,
                Some(&code),
                UnitKind::Committee,
                &format!("{name}人民调解委员会"),
                division,
            );
            all.office(&mediation, [1, 1, 0], dice);
        }
        for (at, community) in land.communities.iter().enumerate() {
            let (code, above) =
                (format!("c{:02}", at + 1), format!("street{}", community.street + 1));
            let body = if community.village { "村民委员会" } else { "居民委员会" };
            let division = Some(community.division);
            all.unit(
                &code,
                Some(&above),
                UnitKind::Community,
                &format!("{}{body}", community.name),
                division,
            );
            all.office(&code, [1, 1, 3], dice);
            if !community.village {
                let property = format!("wuye{:02}", at + 1);
                let name = format!("{}禾邻物业服务站", community.name.trim_end_matches("社区"));
                all.unit(&property, Some(&code), UnitKind::PropertyCompany, &name, division);
                all.office(&property, [1, 1, 0], dice);
            }
        }
        all
    }

    /// The position in [`Offices::offices`].
    pub fn position(&self, code: &str) -> Option<usize> {
        self.offices.iter().position(|office| office.code == code)
    }

    /// The id of the unit of that code.
    pub(super) fn id(code: &str) -> UnitId {
        Id::of_code("demo unit", code)
    }

    fn unit(
        &mut self,
        code: &str,
        above: Option<&str>,
        kind: UnitKind,
        name: &str,
        division: Option<DivisionId>,
    ) {
        self.units.push(Unit {
            id: Self::id(code),
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            parent: above.map(Self::id),
            division,
            phone: Some(format!("0000-88{:04}", 1_000 + self.units.len())),
            active: true,
        });
    }

    fn desk(
        &mut self,
        unit: &str,
        prefix: &str,
        [intake, dispatch, callback, supervise, leaders]: [usize; 5],
        dice: &mut Dice,
    ) {
        let mut post = |word: &str, title: &str, count: usize, role: Role| -> Vec<AccountId> {
            let one = |number: usize, dice: &mut Dice| {
                let name = format!("{}{title}", dice.pick(&SURNAMES));
                self.staff(&format!("{prefix}{word}{number}"), &name, unit, &[role])
            };
            let mut one = one;
            (1..=count).map(|number| one(number, dice)).collect()
        };
        let desk = Desk {
            intake: post("intake", "受理员", intake, Role::Intake),
            dispatch: post("dispatch", "派单员", dispatch, Role::Dispatcher),
            callback: post("callback", "回访员", callback, Role::Callback),
            supervise: post(
                "supervise",
                if prefix.is_empty() { "督办员" } else { "政法委员" },
                supervise,
                Role::Supervisor,
            ),
            leaders: post("leader", "主任", leaders, Role::Leader),
        };
        self.desks.push(desk);
    }

    fn office(&mut self, code: &str, [clerks, heads, grid]: [usize; 3], dice: &mut Dice) {
        let Some(name) =
            self.units.iter().find(|unit| unit.code == code).map(|unit| unit.name.clone())
        else {
            return;
        };
        let mut post = |word: &str, title: &str, count: usize, role: Role| -> Vec<AccountId> {
            let mut ids = Vec::new();
            for number in 1..=count {
                let name = format!("{}{title}", dice.pick(&SURNAMES));
                ids.push(self.staff(&format!("{code}.{word}{number}"), &name, code, &[role]));
            }
            ids
        };
        let clerks = post("clerk", "经办", clerks, Role::Clerk);
        let heads = post("head", "负责人", heads, Role::Head);
        let grid = post("grid", "网格员", grid, Role::GridWorker);
        self.offices.push(Office {
            unit: Self::id(code),
            code: code.to_owned(),
            name,
            clerks,
            heads,
            grid,
        });
    }

    fn staff(&mut self, login: &str, name: &str, unit: &str, roles: &[Role]) -> AccountId {
        let id = Id::of_code("demo account", login);
        self.accounts.push(DemoAccount {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            unit: Self::id(unit),
            roles: roles.iter().copied().collect(),
        });
        id
    }
}
