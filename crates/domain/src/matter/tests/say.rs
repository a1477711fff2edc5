//! Commands with everything they need, so that a story says only what matters to it.

use jiff::Timestamp;
use uuid::Uuid;

use super::world::{World, id, unit, voice};
use crate::matter::*;

pub(super) fn person(contactable: bool) -> Option<PartyLink> {
    Some(PartyLink { party: id("party"), contactable, confidential: false })
}

/// A request by telephone with one voice of the same name as the matter, who can be called.
pub(super) fn report(name: &str) -> ReportMatter {
    ReportMatter {
        id: id(name),
        report: voice(name),
        number: format!("370283-{name}"),
        kind: Kind::Request,
        channel: Channel::Phone12345,
        title: "门口路灯不亮".into(),
        text: "三号楼门口的路灯已经三天不亮".into(),
        address: Some("XX小区3号楼".into()),
        place: Place::default(),
        category: None,
        urgency: Urgency::Normal,
        person: person(true),
        on_behalf: false,
        occurred: None,
        files: Vec::new(),
        upstream: None,
        at_once: None,
        follows: None,
        subjects: Subjects::default(),
        asked: None,
        errand: NewErrand::default(),
        to: None,
        notice: None,
    }
}

pub(super) fn reported(report: ReportMatter) -> Command {
    Command::Report(Box::new(report))
}

pub(super) fn accept() -> Command {
    Command::Accept(Accept::default())
}

pub(super) fn assign(lead: &str, supports: &[&str]) -> Command {
    Command::Assign(Assign {
        lead: (!lead.is_empty()).then(|| unit(lead)),
        supports: supports.iter().map(|code| unit(code)).collect(),
        opinion: "请办理".into(),
    })
}

pub(super) fn reason() -> Reasoned {
    Reasoned { reason: "有理由".into() }
}

/// The offices and the people that a matter complains of.
pub(super) fn name_subjects(offices: &[&str], people: &[&str]) -> Command {
    Command::NameSubjects(NameSubjects {
        units: offices.iter().map(|code| unit(code)).collect(),
        accounts: people.iter().map(|name| super::world::account(name)).collect(),
        reason: "来电人指明".into(),
    })
}

pub(super) fn ask_unsealing(name: &str, of: &str) -> Command {
    Command::AskUnsealing(AskUnsealing {
        id: uuid(name),
        report: voice(of),
        reason: "上门核实".into(),
    })
}

/// The voice of the same name is erased; asked for by the matter `r`.
pub(super) fn erase_voice(of: &str, ground: EraseGround, words: bool) -> Command {
    let request = (ground == EraseGround::Requested).then(|| id("r"));
    Command::EraseVoice(EraseVoice { report: voice(of), ground, words, request })
}

/// What the voice of `m` asks of its data, as a matter of its own.
pub(super) fn right(name: &str, m: &str, right: DataRight) -> ReportMatter {
    ReportMatter {
        kind: Kind::PrivacyRequest,
        title: "个人信息请求".into(),
        text: "请处理".into(),
        address: None,
        person: None,
        follows: Some(Link { kind: LinkKind::RightOf, matter: id(m) }),
        asked: Some(Asked { right, report: voice(m) }),
        ..report(name)
    }
}

pub(super) fn decide_unsealing(name: &str, granted: bool) -> Command {
    Command::DecideUnsealing(DecideUnsealing {
        unsealing: uuid(name),
        granted,
        opinion: "可以".into(),
    })
}

pub(super) fn ask_exclusion(name: &str, shortfall: Shortfall) -> Command {
    Command::AskExclusion(AskExclusion {
        id: uuid(name),
        shortfall,
        reason: "policy".into(),
        text: "政策不允许，已当面解释".into(),
        evidence: vec![id("minutes")],
    })
}

pub(super) fn decide_exclusion(exclusion: Uuid, granted: bool) -> Command {
    let opinion = "经核实".into();
    Command::DecideExclusion(DecideExclusion { exclusion, granted, opinion })
}

/// The clerk's own words for everybody.
pub(super) fn release(answer: Option<&str>) -> Command {
    let title = "和美小区西门路灯故障".into();
    Command::Release(Release { title, answer: answer.map(str::to_owned) })
}

pub(super) fn mistake() -> Quarantine {
    Quarantine { ground: QuarantineGround::Mistake }
}

pub(super) fn submit(world: &World, matter: &str, office: &str) -> Submit {
    Submit {
        assignment: world.share(matter, office),
        process: "现场更换灯具".into(),
        result: "路灯已恢复".into(),
        unsolved: None,
        plan: None,
        plan_by: None,
        evidence: vec![id("photo")],
    }
}

pub(super) fn lawfully_not(world: &World, matter: &str, office: &str) -> Submit {
    Submit {
        unsolved: Some(UnsolvedReason::Conditions),
        plan: Some("列入明年计划".into()),
        plan_by: Some(world.now + jiff::SignedDuration::from_hours(24 * 90)),
        evidence: Vec::new(),
        ..submit(world, matter, office)
    }
}

pub(super) fn pass() -> Verify {
    Verify { pass: true, opinion: String::new() }
}

pub(super) fn back() -> Verify {
    Verify { pass: false, opinion: "请补充".into() }
}

pub(super) fn verdict(solved: Solved) -> Option<Verdict> {
    Some(Verdict {
        contacted: true,
        solved,
        satisfied: 4,
        manner: Some(5),
        answers: Default::default(),
    })
}

pub(super) fn callback(name: &str, verdict: Option<Verdict>) -> Command {
    Command::Callback(CallBack { report: voice(name), verdict, reason: String::new() })
}

pub(super) fn rate(name: &str, stars: u8, solved: Option<Solved>) -> Command {
    Command::Rate(Rate { report: voice(name), stars, solved, tags: vec![], text: String::new() })
}

pub(super) fn check(solved: Solved, at_the_place: bool) -> Command {
    Command::Check(Check { at_the_place, solved, opinion: "到场核查".into() })
}

pub(super) fn of(world: &World, matter: &str, office: &str) -> OfShare {
    OfShare { assignment: world.share(matter, office) }
}

pub(super) fn contact(world: &World, matter: &str, office: &str) -> Command {
    Command::Contact(Contact { assignment: world.share(matter, office), text: "已联系".into() })
}

pub(super) fn progress(world: &World, matter: &str, office: &str) -> Progress {
    Progress { assignment: world.share(matter, office), text: "正在办".into(), files: vec![] }
}

pub(super) fn ask(world: &World, matter: &str, office: &str, request: Request) -> Command {
    let assignment = world.share(matter, office);
    Command::Ask(AskDecision { assignment, request, opinion: "依据权责清单".into() })
}

pub(super) fn give_back(propose: &str) -> Request {
    Request::Return { propose: unit(propose) }
}

pub(super) fn extension(by: &str) -> Request {
    Request::Extension { by: by.parse().expect("a limit") }
}

pub(super) fn suspension(review: Timestamp) -> Request {
    Request::Suspension { review, reason: Some("season".into()) }
}

pub(super) fn termination(reason: &str) -> Request {
    Request::Termination { reason: Some(reason.into()) }
}

pub(super) fn judge(
    world: &World,
    matter: &str,
    office: &str,
    granted: bool,
    to: Option<&str>,
) -> Command {
    Command::Decide(Judge {
        assignment: world.share(matter, office),
        granted,
        opinion: "同意".into(),
        unit: to.map(unit),
    })
}

pub(super) fn consult(due: Timestamp) -> Command {
    Command::Consult(Consult { due, plan: "雨季后施工".into() })
}

pub(super) fn move_upstream(due: Timestamp) -> Command {
    Command::MoveUpstream(MoveUpstream { due, reason: "市级平台同意延期".into() })
}

pub(super) fn hear_upstream(state: Option<&str>, text: Option<&str>) -> Command {
    let said = |text: Option<&str>| text.map(str::to_owned);
    Command::HearUpstream(HearUpstream { state: said(state), text: said(text) })
}

pub(super) fn ask_upstream(ask: AskAbove, until: Option<Timestamp>) -> Command {
    Command::AskUpstream(AskUpstream { ask, until, reason: "需市级协调".into() })
}

pub(super) fn answer_upstream(granted: bool, until: Option<Timestamp>) -> Command {
    Command::AnswerUpstream(AnswerUpstream { granted, until, opinion: "市平台批复".into() })
}

pub(super) fn rate_upstream(solved: Option<Solved>, satisfaction: Option<u8>) -> Command {
    Command::RateUpstream(RateUpstream { solved, satisfaction, text: "回访记录".into() })
}

pub(super) fn take_documents(until: Option<Timestamp>, names: &[(&str, bool)]) -> TakeDocuments {
    let document = |(name, original): &(&str, bool)| Document {
        name: (*name).into(),
        original: *original,
        count: 1,
    };
    TakeDocuments { until, documents: names.iter().map(document).collect() }
}

pub(super) fn return_documents(numbers: &[u16]) -> Command {
    Command::ReturnDocuments(ReturnDocuments { documents: numbers.to_vec() })
}

pub(super) fn uuid(name: &str) -> Uuid {
    id::<()>(name).uuid()
}

pub(super) fn settle(evidence: &[&str]) -> Command {
    let evidence = evidence.iter().map(|name| id(name)).collect();
    Command::Settle(Settle { result: "当场处理".into(), evidence })
}

pub(super) fn part(whole: &World, matter: &str, name: &str) -> Part {
    let voices = 0..whole.state(matter).reports.len();
    Part {
        id: id(name),
        number: name.into(),
        reports: voices.map(|n| voice(&format!("{name}{n}"))).collect(),
        title: name.into(),
        text: String::new(),
        category: None,
    }
}

impl World {
    /// Reported by intake, nothing else.
    pub(super) fn received(procedure: &str) -> Self {
        let mut world = Self::new(procedure);
        world.ok("intake@street", "m", reported(report("m")));
        world
    }

    /// Accepted, not yet assigned.
    pub(super) fn accepted(procedure: &str) -> Self {
        let mut world = Self::received(procedure);
        world.ok("dispatcher@street", "m", accept());
        world
    }

    /// With the urban office, not signed in.
    pub(super) fn assigned(procedure: &str) -> Self {
        let mut world = Self::accepted(procedure);
        world.ok("dispatcher@street", "m", assign("urban", &[]));
        world
    }

    /// Signed in, the reporter contacted.
    pub(super) fn handling(procedure: &str) -> Self {
        let mut world = Self::assigned(procedure);
        world.take_up("m", "urban");
        world
    }

    pub(super) fn take_up(&mut self, matter: &str, office: &str) {
        let clerk = format!("clerk@{office}");
        self.ok(&clerk, matter, Command::SignIn(of(self, matter, office)));
        self.ok(&clerk, matter, contact(self, matter, office));
    }

    pub(super) fn submitted(procedure: &str) -> Self {
        let mut world = Self::handling(procedure);
        world.hand_in("m", "urban");
        world
    }

    pub(super) fn hand_in(&mut self, matter: &str, office: &str) {
        let result = submit(self, matter, office);
        self.ok(&format!("clerk@{office}"), matter, Command::Submit(result));
    }

    pub(super) fn review(&mut self, matter: &str, passes: bool) {
        let verify = if passes { pass() } else { back() };
        self.ok("dispatcher@street", matter, Command::Review(verify));
    }

    pub(super) fn reviewed(procedure: &str) -> Self {
        let mut world = Self::submitted(procedure);
        world.review("m", true);
        world
    }

    pub(super) fn rejected(procedure: &str) -> Self {
        let mut world = Self::reviewed(procedure);
        world.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
        world
    }

    pub(super) fn verified(procedure: &str) -> Self {
        let mut world = Self::reviewed(procedure);
        world.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
        world
    }
}
