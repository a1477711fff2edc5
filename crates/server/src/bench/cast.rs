//! Who acts and what is said: the demo area, with words of known frequency among the reports.

use anyhow::Context;
use huisheng_domain::id::{AccountId, CategoryId, Id, MatterId, ReportId, UnitId};
use huisheng_domain::matter::{
    Actor, AtOnceWords, Channel, Command, Kind, NewErrand, PartyLink, ReportMatter, Subjects,
    Urgency,
};
use huisheng_store::ledger::{IdempotencyKey, Submission, Voice};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::random;
use crate::demo::{COUNTY, DemoArea, Spot};

const THINGS: [&str; 16] = [
    "路灯",
    "井盖",
    "垃圾桶",
    "行道树",
    "路面",
    "护栏",
    "公厕",
    "站牌",
    "电梯",
    "水管",
    "外墙",
    "停车位",
    "楼道灯",
    "健身器材",
    "下水道",
    "配电箱",
];
const FAULTS: [&str; 8] = ["不亮", "破损", "倒伏", "堵塞", "漏水", "松动", "被占用", "无人清理"];
/// In one report of sixteen.
pub const COMMON: &str = "路灯";
/// In one of two hundred.
pub const MEDIUM: &str = "桥洞积水";
/// In one of ten thousand.
pub const RARE: &str = "受伤的白鹭";

/// The demo area and those of it who act.
pub struct Cast {
    /// The area.
    pub area: DemoArea,
    /// Takes in.
    pub intake: Post,
    /// Accepts, assigns, reviews.
    pub dispatch: Post,
    /// Dispatches in one street, whose matters lie among those of the county.
    pub street: Post,
    /// Asks whether it is solved.
    pub callback: Post,
    /// Offices that handle, each with its clerk.
    pub offices: Vec<(UnitId, Post)>,
    leaves: Vec<CategoryId>,
}

/// Somebody at a desk.
pub struct Post {
    /// The name to sign in with.
    pub login: String,
    /// As the rules see them.
    pub actor: Actor,
}

/// One report.
pub struct Said<'a> {
    /// Title.
    pub title: String,
    /// Text.
    pub text: String,
    /// Where.
    pub spot: &'a Spot,
    /// Of what sort.
    pub category: CategoryId,
}

impl Cast {
    /// The cast of the demo area of seed 1.
    pub fn new() -> anyhow::Result<Self> {
        let area = DemoArea::new(1);
        let post = |account: Option<&AccountId>| {
            let account = account.context("a post without an account")?;
            let found = area.offices.accounts.iter().find(|other| other.id == *account);
            let found = found.context("an account that is not there")?;
            anyhow::Ok(Post { login: found.login.clone(), actor: found.actor() })
        };
        let [desk, street, ..] = &area.offices.desks[..] else { anyhow::bail!("no desks") };
        let departments = area.offices.offices.iter().filter(|office| !office.clerks.is_empty());
        let offices = departments
            .take(8)
            .map(|office| anyhow::Ok((office.unit, post(office.clerks.first())?)))
            .collect::<Result<_, _>>()?;
        let ordinary = area.classes.leaves.iter().filter(|leaf| leaf.public && !leaf.urgent);
        Ok(Self {
            intake: post(desk.intake.first())?,
            dispatch: post(desk.dispatch.first())?,
            street: post(street.dispatch.first())?,
            callback: post(desk.callback.first())?,
            offices,
            leaves: ordinary.map(|leaf| leaf.id).collect(),
            area,
        })
    }

    /// The `nth` report. Every sixteenth is of a lamp.
    pub fn said(&self, nth: usize) -> Said<'_> {
        let spots = &self.area.land.spots;
        let spot = &spots[nth.wrapping_mul(7_919) % spots.len()];
        let (thing, fault) =
            (THINGS[nth % THINGS.len()], FAULTS[nth / THINGS.len() % FAULTS.len()]);
        let seen = match nth {
            _ if nth % 10_000 == 77 => format!("，旁边有一只{RARE}"),
            _ if nth % 200 == 3 => format!("，附近{MEDIUM}"),
            _ => String::new(),
        };
        let days = nth % 29 + 2;
        Said {
            title: format!("{}{thing}{fault}", spot.said),
            text: format!(
                "{}的{thing}{fault}已经{days}天{seen}，老人孩子出行不便，联系物业未得到处理，请有关部门尽快到现场查看。",
                spot.said
            ),
            spot,
            category: self.leaves[nth % self.leaves.len()],
        }
    }

    /// The `nth` report as it goes into the ledger.
    pub fn report(&self, nth: usize, number: String, at_once: bool, now: Timestamp) -> Submission {
        let said = self.said(nth);
        let (matter, report): (MatterId, ReportId) = (Id::at(now, random()), Id::at(now, random()));
        let party = Id::at(now, random());
        let command = Command::Report(Box::new(ReportMatter {
            id: matter,
            report,
            number,
            kind: Kind::Request,
            channel: Channel::Phone12345,
            title: said.title,
            text: said.text,
            address: Some(said.spot.said.clone()),
            place: said.spot.place.clone(),
            category: Some(said.category),
            urgency: Urgency::default(),
            person: Some(PartyLink { party, contactable: true, confidential: false }),
            on_behalf: false,
            occurred: None,
            files: Vec::new(),
            upstream: None,
            at_once: at_once.then(|| AtOnceWords::Answered {
                answer: "已电话答复，责任单位当日到场处理。".to_owned(),
            }),
            follows: None,
            subjects: Subjects::default(),
            asked: None,
            errand: NewErrand::default(),
            to: None,
            notice: None,
        }));
        let key = matter.to_string();
        let body_hash = Sha256::digest(&key).into();
        let key = IdempotencyKey { principal: self.intake.login.clone(), key, body_hash };
        let (name, contact) =
            (Some("王女士".to_owned()), Some(format!("1390000{:04}", nth % 10_000)));
        let voices = vec![Voice { report, party, name, contact }];
        let key = Some(key);
        Submission { voices, key, ..of(matter, command, &self.intake.actor, now) }
    }

    /// The `nth` report as it goes over HTTP.
    pub fn body(&self, nth: usize, channel: &str) -> Value {
        let said = self.said(nth);
        json!({
            "area": COUNTY.to_string(),
            "kind": "request",
            "channel": channel,
            "title": said.title,
            "text": said.text,
            "address": said.spot.said,
            "category": said.category,
            "name": "王女士",
            "contact": format!("1390000{:04}", nth % 10_000),
        })
    }
}

/// A command of `actor`.
pub fn of(matter: MatterId, command: Command, actor: &Actor, now: Timestamp) -> Submission {
    Submission {
        area: COUNTY,
        matter,
        other: None,
        command,
        actor: actor.clone(),
        now,
        key: None,
        if_version: None,
        voices: Vec::new(),
        personal: Vec::new(),
    }
}
