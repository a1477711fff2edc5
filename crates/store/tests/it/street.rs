//! A street at work: who acts, commands in short, and the checks every history must pass.

use huisheng_domain::id::{AccountId, FileId, Id, MatterId, PartyId, ReportId, UnitId};
use huisheng_domain::matter::{
    Accept, Actor, Assign, Channel, Command, Contact, Kind, Matter, NewErrand, OfShare, PartyLink,
    Place, ReportMatter, Role, Subjects, Submit, Urgency, Verify,
};
use huisheng_domain::number::MatterNumber;
use huisheng_store::book::example;
use huisheng_store::ledger::{Outcome, Receipt, Submission, Voice, event_hash, words_hash};
use huisheng_store::matter::{Filter, Summary};
use huisheng_store::opening::Opening;
use huisheng_store::verify::Fault;
use huisheng_store::{Book, Ledger, Store, matter};
use jiff::{Timestamp, ToSpan};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

pub fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// Minutes after Monday, 2 March 2026, 09:00 in Shanghai.
pub fn minute(minutes: i64) -> Timestamp {
    let monday: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
    monday.checked_add(minutes.minutes()).unwrap()
}

pub fn staff(account: u128, unit: UnitId, role: Role) -> Actor {
    Actor::Staff {
        account: id::<huisheng_domain::id::Account>(account),
        unit,
        home: None,
        roles: [role].into(),
    }
}

pub const INTAKE: u128 = 0xa1;
pub const DISPATCHER: u128 = 0xa2;
pub const CLERK: u128 = 0xa3;
pub const CALLER: u128 = 0xa4;

pub fn intake() -> Actor {
    staff(INTAKE, example::STREET_OFFICE, Role::Intake)
}
pub fn dispatcher() -> Actor {
    staff(DISPATCHER, example::STREET_OFFICE, Role::Dispatcher)
}
pub fn clerk() -> Actor {
    staff(CLERK, example::URBAN, Role::Clerk)
}
pub fn caller() -> Actor {
    staff(CALLER, example::STREET_OFFICE, Role::Callback)
}
pub fn account(number: u128) -> AccountId {
    id(number)
}

/// The id of the `n`-th matter of a test; its voice is `n` too.
pub fn matter_id(n: u64) -> MatterId {
    id(0x1_0000_0000 + u128::from(n))
}
pub fn voice_id(n: u64) -> ReportId {
    id(0x2_0000_0000 + u128::from(n))
}

pub fn report(n: u64) -> ReportMatter {
    let number = MatterNumber::new(example::area(), "2026-03-02".parse().unwrap(), n).unwrap();
    let party: PartyId = id(0x3_0000_0000 + u128::from(n));
    ReportMatter {
        id: matter_id(n),
        report: voice_id(n),
        number: number.to_string(),
        kind: Kind::Request,
        channel: Channel::Streetline,
        title: "路灯不亮".into(),
        text: format!("和美小区门口路灯不亮{n}"),
        address: Some("和美小区西门".into()),
        place: Place { division: Some(example::COMMUNITY_A), ..Place::default() },
        category: Some(example::LAMPS),
        urgency: Urgency::Normal,
        person: Some(PartyLink { party, contactable: true, confidential: false }),
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

pub fn submission(matter: MatterId, command: Command, actor: Actor, now: Timestamp) -> Submission {
    let other = match &command {
        Command::Merge(merge) => Some(merge.into),
        Command::Unmerge(unmerge) => Some(unmerge.from),
        _ => None,
    };
    let area = example::area();
    Submission {
        area,
        matter,
        other,
        command,
        actor,
        now,
        key: None,
        if_version: None,
        voices: Vec::new(),
        personal: Vec::new(),
    }
}

pub fn reporting(report: ReportMatter, now: Timestamp) -> Submission {
    let voice = Voice {
        report: report.report,
        party: report.person.as_ref().unwrap().party,
        name: Some("王".into()),
        contact: Some("13800000000".into()),
    };
    let matter = report.id;
    let submission = submission(matter, Command::Report(Box::new(report)), intake(), now);
    Submission { voices: vec![voice], ..submission }
}

pub fn start(store: &Store) -> Ledger {
    Ledger::start(store, Book::example(), 4)
}

pub async fn done(ledger: &Ledger, submission: Submission) -> Receipt {
    let command = submission.command.clone();
    match ledger.submit(submission).await {
        Ok(Outcome::Done(receipt)) => receipt,
        other => panic!("{command:?}: {other:?}"),
    }
}

pub fn accept() -> Command {
    Command::Accept(Accept::default())
}
pub fn assign(unit: UnitId) -> Command {
    Command::Assign(Assign { lead: Some(unit), supports: vec![], opinion: "请办理".into() })
}

/// As it is stored.
pub async fn state(store: &Store, id: MatterId) -> Matter {
    matter::find(store.read(), example::area(), id).await.unwrap()
}

/// Takes a matter from its report to a result that passed the review; it may be called back.
pub async fn to_result(ledger: &Ledger, store: &Store, n: u64) {
    let id = matter_id(n);
    done(ledger, reporting(report(n), minute(0))).await;
    done(ledger, submission(id, accept(), dispatcher(), minute(10))).await;
    done(ledger, submission(id, assign(example::URBAN), dispatcher(), minute(20))).await;
    let assignment = state(store, id).await.lead().unwrap().id;
    let contact = Contact { assignment, text: "已联系".into() };
    let submit = Submit {
        assignment,
        process: "更换灯泡".into(),
        result: "路灯已亮".into(),
        unsolved: None,
        plan: None,
        plan_by: None,
        evidence: vec![self::id::<huisheng_domain::id::File>(0x70) as FileId],
    };
    let verify = Verify { pass: true, opinion: String::new() };
    for (minutes, command, actor) in [
        (30, Command::SignIn(OfShare { assignment }), clerk()),
        (40, Command::Contact(contact), clerk()),
        (50, Command::Submit(submit), clerk()),
        (60, Command::Review(verify), dispatcher()),
    ] {
        done(ledger, submission(id, command, actor, minute(minutes))).await;
    }
}

/// A whole list, read in pages of at most `limit` matters.
pub async fn listed(store: &Store, filter: &Filter, limit: usize) -> Vec<Summary> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = matter::list(store.read(), example::area(), filter, after, limit, minute(90))
            .await
            .unwrap();
        assert!(page.matters.len() <= limit);
        all.extend(page.matters);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

/// One number out of the database. Every `?` is the area and the matter in turn.
pub async fn count(store: &Store, sql: &str, id: MatterId) -> i64 {
    let area = i32::try_from(example::AREA_CODE).unwrap();
    let values: Vec<Value> = vec![area.into(), id.uuid().into()];
    let row = store.read().query_one_raw(store.engine().statement(sql, values)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// The chain holds, the words fit their hashes, versions have no gap, and the replayed history is
/// the stored row. Not the ledger's way of reading.
pub async fn verify(store: &Store, id: MatterId) {
    let engine = store.engine();
    let values: Vec<Value> =
        vec![i32::try_from(example::AREA_CODE).unwrap().into(), id.uuid().into()];
    let sql = "SELECT e.seq, e.body, e.words_hash, e.hash, w.salt, w.body AS said FROM event e LEFT JOIN words w \
               ON w.area = e.area AND w.matter = e.matter AND w.seq = e.seq \
               WHERE e.area = ? AND e.matter = ? ORDER BY e.seq";
    let rows = store.read().query_all_raw(engine.statement(sql, values.clone())).await.unwrap();
    let mut head = vec![0; 32];
    let mut events = Vec::new();
    for (expected, row) in (1..).zip(&rows) {
        let (seq, body): (i32, String) =
            (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        let (words, hash): (Option<Vec<u8>>, Vec<u8>) =
            (row.try_get_by_index(2).unwrap(), row.try_get_by_index(3).unwrap());
        assert_eq!(seq, expected, "a gap in {id}");
        head = event_hash(&head, &body, words.as_deref()).to_vec();
        assert_eq!(head, hash, "event {seq} of {id}");
        let salt: Option<Vec<u8>> = row.try_get_by_index(4).unwrap();
        if let Some(salt) = salt {
            let said: String = row.try_get_by_index(5).unwrap();
            assert_eq!(words, Some(words_hash(&salt, &said).to_vec()), "words {seq} of {id}");
        }
        events.push(serde_json::from_str(&body).unwrap());
    }
    let sql = "SELECT version, head, state FROM matter WHERE area = ? AND id = ?";
    let row = store.read().query_one_raw(engine.statement(sql, values)).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<i32>(0).unwrap(), i32::try_from(events.len()).unwrap());
    assert_eq!(row.try_get_by_index::<Vec<u8>>(1).unwrap(), head);
    let stored: Matter = serde_json::from_str(&row.try_get_by_index::<String>(2).unwrap()).unwrap();
    assert_eq!(Matter::replay(example::area(), id, &events).unwrap(), stored);
}

/// Somebody opens a matter.
pub async fn opened(ledger: &Ledger, id: MatterId, by: u128, minutes: i64) {
    let opening = Opening { matter: id, account: Some(account(by)), at: minute(minutes) };
    ledger.opened(example::area(), opening).await.unwrap();
}

/// `huisheng verify` finds nothing but the evidence these tests never uploaded.
pub async fn sound(store: &Store) {
    let write = store.write().await.unwrap();
    huisheng_store::book::install_shipped(&write, minute(0)).await.unwrap();
    write.commit().await.unwrap();
    let book = Book::example();
    let zone = book.calendar.zone();
    let report = huisheng_store::verify::run(store, None, b"secret", zone, |_| ()).await.unwrap();
    assert!(report.matters > 0);
    let problems: Vec<_> =
        report.problems.iter().filter(|problem| problem.fault != Fault::FileRowMissing).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}
