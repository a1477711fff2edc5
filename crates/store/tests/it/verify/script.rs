//! The lives of the matters, from a report to every kind of end.

use futures::FutureExt;
use futures::future::BoxFuture;
use huisheng_domain::id::Id;
use huisheng_domain::matter::*;
use jiff::SignedDuration;

use super::house::{Life, area, staff, unit};

type Script = for<'a> fn(Life<'a>) -> BoxFuture<'a, ()>;

pub const ALL: [Script; 14] = [
    |life| waiting(life).boxed(),
    |life| verified(life).boxed(),
    |life| rejected(life).boxed(),
    |life| at_once(life).boxed(),
    |life| quarantined(life).boxed(),
    |life| split(life).boxed(),
    |life| merged(life).boxed(),
    |life| taken_back(life).boxed(),
    |life| returned(life).boxed(),
    |life| suspended_from_above(life).boxed(),
    |life| imported(life).boxed(),
    |life| errand(life).boxed(),
    |life| instructed(life).boxed(),
    |life| asked_above(life).boxed(),
];

/// The place of [`verified`] among [`ALL`], for tests that harm one life.
pub const VERIFIED: u64 = 1;

async fn waiting(mut life: Life<'_>) {
    let report = ReportMatter { person: None, category: None, ..life.command() };
    life.report_as(ReportMatter { occurred: Some(life.now), urgency: Urgency::Urgent, ..report })
        .await;
    life.does(Role::Intake, "street", Command::Note(Note { text: "已电话核对".into() })).await;
    let join = Join {
        report: Id::of_code("joined", &life.id.to_string()),
        channel: Channel::Wechat,
        person: Some(life.person()),
        text: "我家门口也是".into(),
        notice: None,
    };
    life.told(Actor::Reporter { report: None }, Command::Join(join), None).await;
}

async fn accepted(life: &mut Life<'_>) {
    life.reported().await;
    life.does(Role::Dispatcher, "street", Command::Accept(Accept::default())).await;
}

async fn assigned(life: &mut Life<'_>) {
    accepted(life).await;
    let assign = Assign {
        lead: Some(unit("roads")),
        supports: vec![unit("water")],
        opinion: "请尽快".into(),
    };
    life.does(Role::Dispatcher, "street", Command::Assign(assign)).await;
}

async fn submitted(life: &mut Life<'_>) {
    assigned(life).await;
    let assignment = life.share().await;
    life.does(Role::Clerk, "roads", Command::SignIn(OfShare { assignment })).await;
    let contact = Contact { assignment, text: "已联系".into() };
    life.does(Role::Clerk, "roads", Command::Contact(contact)).await;
    submit(life).await;
}

async fn submit(life: &mut Life<'_>) {
    let assignment = life.share().await;
    let evidence = vec![life.upload().await];
    let submit = Submit {
        assignment,
        process: "更换灯泡".into(),
        result: "路灯已亮".into(),
        unsolved: None,
        plan: None,
        plan_by: None,
        evidence: evidence.clone(),
    };
    life.does(Role::Clerk, "roads", Command::Submit(submit)).await;
    life.attach(&evidence).await;
    life.does(
        Role::Dispatcher,
        "street",
        Command::Review(Verify { pass: true, opinion: String::new() }),
    )
    .await;
}

fn callback(life: &Life<'_>, solved: Solved) -> Command {
    let verdict = Verdict {
        contacted: true,
        solved,
        satisfied: 4,
        manner: Some(5),
        answers: std::collections::BTreeMap::new(),
    };
    Command::Callback(CallBack {
        report: life.report,
        verdict: Some(verdict),
        reason: "亮了".into(),
    })
}

async fn verified(mut life: Life<'_>) {
    submitted(&mut life).await;
    let call = callback(&life, Solved::Solved);
    life.does(Role::Callback, "street", call).await;
    let rate = Rate {
        report: life.report,
        stars: 5,
        solved: None,
        tags: vec!["quick".into()],
        text: "谢谢".into(),
    };
    life.told(Actor::Reporter { report: Some(life.report) }, Command::Rate(rate), None).await;
    let release =
        Release { title: "回声路路灯故障".into(), answer: Some("已修好".into()) };
    life.does(Role::Dispatcher, "street", Command::Release(release)).await;
}

async fn rejected(mut life: Life<'_>) {
    submitted(&mut life).await;
    let call = callback(&life, Solved::Not);
    life.does(Role::Callback, "street", call).await;
    let evidence = vec![life.upload().await];
    let ask = AskExclusion {
        id: life.id.uuid(),
        shortfall: Shortfall::NotSolved,
        reason: "policy".into(),
        text: "政策不允许".into(),
        evidence: evidence.clone(),
    };
    life.does(Role::Clerk, "roads", Command::AskExclusion(ask)).await;
    life.attach(&evidence).await;
    let rework = Command::Rework(Reasoned { reason: "又灭了".into() });
    life.does(Role::Dispatcher, "street", rework).await;
    submit(&mut life).await;
}

async fn at_once(mut life: Life<'_>) {
    let answer = AtOnceWords::Answered { answer: "周五前修好".into() };
    life.report_as(ReportMatter { at_once: Some(answer), ..life.command() }).await;
    life.now += SignedDuration::from_hours(24 * 60);
    life.told(Actor::House, Command::Close, None).await;
    life.does(Role::Dispatcher, "street", Command::Archive).await;
}

async fn quarantined(mut life: Life<'_>) {
    accepted(&mut life).await;
    let files = vec![life.upload().await];
    let add = Supplement { report: None, text: "补充一张照片".into(), files: files.clone() };
    life.does(Role::Intake, "street", Command::Supplement(add)).await;
    life.attach(&files).await;
    life.does(
        Role::Dispatcher,
        "street",
        Command::Quarantine(Quarantine { ground: QuarantineGround::Mistake }),
    )
    .await;
    let write = life.house.store.write().await.unwrap();
    let gone = huisheng_store::file::erase(&write, area(), life.id).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(gone.iter().map(|row| row.id).collect::<Vec<_>>(), files);
    life.house.files.delete(&gone[0]).await.unwrap();
}

async fn split(mut life: Life<'_>) {
    accepted(&mut life).await;
    let serial: u64 = life.number_serial();
    let part = |n: u64| Part {
        id: Id::of_code("part", &format!("{serial} {n}")),
        number: Life::number(serial + n),
        reports: vec![Id::of_code("part report", &format!("{serial} {n}"))],
        title: format!("第 {n} 件"),
        text: "拆出的一件".into(),
        category: None,
    };
    let split = Split { parts: vec![part(1), part(2)], reason: "两件事".into() };
    life.does(Role::Dispatcher, "street", Command::Split(split)).await;
}

async fn merged(mut life: Life<'_>) {
    accepted(&mut life).await;
    let mut other = Life::new(life.house, life.number_serial() + 1);
    other.now = life.now;
    other.reported().await;
    life.now = other.now;
    for _ in 0..2 {
        let merge = Merge { into: other.id, reason: "同一盏灯".into() };
        life.told(staff(Role::Dispatcher, "street"), Command::Merge(merge), Some(other.id)).await;
        let unmerge = Unmerge { from: other.id, reason: "不是一盏".into() };
        life.told(staff(Role::Dispatcher, "street"), Command::Unmerge(unmerge), Some(other.id))
            .await;
    }
    let merge = Merge { into: other.id, reason: "还是一盏".into() };
    life.told(staff(Role::Dispatcher, "street"), Command::Merge(merge), Some(other.id)).await;
}

async fn taken_back(mut life: Life<'_>) {
    accepted(&mut life).await;
    life.does(Role::Dispatcher, "street", Command::Undo).await;
    life.does(Role::Dispatcher, "street", Command::Accept(Accept::default())).await;
    let assign = Assign { lead: Some(unit("roads")), supports: Vec::new(), opinion: String::new() };
    life.does(Role::Dispatcher, "street", Command::Assign(assign)).await;
    life.does(Role::Dispatcher, "street", Command::Undo).await;
    let amend = Amend {
        address: Some("回声路 2 号".into()),
        reason: "地址有误".into(),
        ..Amend::default()
    };
    life.does(Role::Intake, "street", Command::Amend(amend)).await;
}

async fn returned(mut life: Life<'_>) {
    assigned(&mut life).await;
    let assignment = life.share().await;
    let ask = AskDecision {
        assignment,
        request: Request::Return { propose: unit("street") },
        opinion: "不属本单位".into(),
    };
    life.does(Role::Clerk, "roads", Command::Ask(ask)).await;
    let judge = Judge { assignment, granted: true, opinion: "同意".into(), unit: None };
    life.does(Role::Dispatcher, "street", Command::Decide(judge)).await;
}

async fn suspended_from_above(mut life: Life<'_>) {
    let due = Some(life.now + SignedDuration::from_hours(240));
    let upstream = Some(Upstream::new("12345", &life.id.to_string(), due));
    life.report_as(ReportMatter { upstream, kind: Kind::Complaint, ..life.command() }).await;
    life.does(
        Role::Dispatcher,
        "street",
        Command::Accept(Accept { severity: Severity::Major, category: None }),
    )
    .await;
    let assign = Assign { lead: Some(unit("water")), supports: Vec::new(), opinion: String::new() };
    life.does(Role::Dispatcher, "street", Command::Assign(assign)).await;
    let assignment = life.share().await;
    let review = life.now + SignedDuration::from_hours(72);
    let ask = AskDecision {
        assignment,
        request: Request::Suspension { review, reason: Some("season".into()) },
        opinion: "等配件".into(),
    };
    life.does(Role::Head, "water", Command::Ask(ask)).await;
    let judge = Judge { assignment, granted: true, opinion: "同意".into(), unit: None };
    life.does(Role::Leader, "street", Command::Decide(judge)).await;
}

async fn imported(mut life: Life<'_>) {
    let result =
        ImportedResult { at: life.now - SignedDuration::from_hours(24), text: "已修复".into() };
    let occurred = Some(life.now - SignedDuration::from_hours(240));
    let import = ImportMatter {
        report: ReportMatter { occurred, ..life.command() },
        unit: unit("roads"),
        assignment: Id::of_code("imported", &life.id.to_string()),
        result: Some(result),
        remark: None,
        flags: vec!["no_time".into()],
    };
    life.told(Actor::House, Command::Import(Box::new(import)), None).await;
}

/// Something done for a resident by the office that took it in; one original is still there.
async fn errand(mut life: Life<'_>) {
    let document = |name: &str| Document { name: name.into(), original: true, count: 1 };
    let taken = TakeDocuments {
        until: Some(life.now + SignedDuration::from_hours(24 * 30)),
        documents: vec![document("户口簿"), document("社会保障卡")],
    };
    let item = ErrandItem {
        id: Id::<()>::of_code("item", "allowance").uuid(),
        name: "高龄津贴申领".into(),
        materials: Vec::new(),
        limit: Some("3wd".parse().unwrap()),
    };
    let errand = NewErrand { item: Some(item), taken: Some(taken) };
    let report = ReportMatter { kind: Kind::Errand, errand, ..life.command() };
    let report = Command::Report(Box::new(report));
    life.told(staff(Role::Clerk, "roads"), report, None).await;
    let back = ReturnDocuments { documents: vec![1] };
    life.does(Role::Clerk, "roads", Command::ReturnDocuments(back)).await;
}

/// An instruction with a picture of the paper, which outlives the end of the matter.
async fn instructed(mut life: Life<'_>) {
    accepted(&mut life).await;
    let files = vec![life.upload().await];
    let instruct = Instruct {
        id: Id::<Matter>::of_code("instruction", &life.id.to_string()).uuid(),
        to: unit("roads"),
        also: Vec::new(),
        text: "请速办".into(),
        files: files.clone(),
    };
    life.does(Role::Leader, "street", Command::Instruct(instruct)).await;
    life.attach(&files).await;
    let reporter = Actor::Reporter { report: Some(life.report) };
    let withdraw = Withdraw { report: life.report, reason: "已修好".into() };
    life.told(reporter, Command::Withdraw(withdraw), None).await;
}

/// An order that the platform above takes back.
async fn asked_above(mut life: Life<'_>) {
    let number = life.number_serial().to_string();
    let upstream = Some(Upstream::new("市12345", &number, None));
    life.report_as(ReportMatter { upstream, ..life.command() }).await;
    let ask = AskUpstream { ask: AskAbove::Return, until: None, reason: "不属本辖区".into() };
    life.does(Role::Intake, "street", Command::AskUpstream(ask)).await;
    let answer = AnswerUpstream { granted: true, until: None, opinion: "收回".into() };
    life.does(Role::Dispatcher, "street", Command::AnswerUpstream(answer)).await;
}
