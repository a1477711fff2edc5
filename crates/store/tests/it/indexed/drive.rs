//! Ways the store is read and written beside the life of a matter: files, feed, numbers, looks, figures,
//! imports, backup, verify.

use huisheng_domain::bulletin::BulletinState;
use huisheng_domain::calendar::Calendar;
use huisheng_domain::exchange::Shown;
use huisheng_domain::extract::{Decision, ExtractState};
use huisheng_domain::id::Id;
use huisheng_domain::knowledge::Sought;
use huisheng_domain::matter::EraseGround;
use huisheng_domain::notification::Channel;
use huisheng_domain::roster::{Confirmed, HandOver, Settings};
use huisheng_store::backup::{Dump, tables};
use huisheng_store::book::example;
use huisheng_store::deletion::{self, Deletion};
use huisheng_store::erasure::{self, Erasure};
use huisheng_store::exchange::{self, Outcome, State};
use huisheng_store::extract::{self, ExtractRow};
use huisheng_store::file::{self, FileRow};
use huisheng_store::knowledge::{self, List};
use huisheng_store::notification::{self, Seen};
use huisheng_store::number::{self, Numbers};
use huisheng_store::roster::{self, HandOverRow};
use huisheng_store::tally::{self, By};
use huisheng_store::unit_list::{self, Listed, Row};
use huisheng_store::{
    Store, Write, apart, bulletin, call, feed, form, hold, import_batch, matter, notice, trail,
    verify,
};
use jiff::civil::date;
use uuid::Uuid;

use crate::street::{account, matter_id, minute, voice_id};
use crate::verify::house::{House, SECRET};
use crate::{
    bulletin as bulletins, call as calls, errand, exchange as partners, form as forms,
    knowledge as answers, notice as notices, notification as notifications, roster as rosters,
    trail as trails,
};

pub async fn beside(store: &Store) {
    files(store).await;
    rights(store).await;
    templates(store).await;
    extracts(store).await;
    rosters(store).await;
    answers(store).await;
    hotline(store).await;
    told(store).await;
    bulletins(store).await;
    forms(store).await;
    exchanges(store).await;
    let (area, db) = (example::area(), store.read());
    let ids = [matter_id(1), matter_id(2)];
    feed::after(db, area, feed::Mark::before(minute(0)), 10).await.unwrap();
    let marks = feed::marks(db, area, feed::Mark::before(minute(0)), 10).await.unwrap();
    assert_eq!(feed::events(db, area, &marks).await.unwrap().len(), marks.len());
    feed::concerned(db, area, &ids).await.unwrap();
    matter::histories(db, area, &ids).await.unwrap();
    Numbers::new(store).next(area, date(2026, 3, 2)).await.unwrap();
    let write = store.write().await.unwrap();
    number::skip(&write, area, date(2026, 3, 3), 7).await.unwrap();
    trail::record(&write, &trails::look(1, "联系上门时间"), minute(90)).await.unwrap();
    notice::held(&write, area, notices::id("甲")).await.unwrap();
    let row = notices::row("甲", 1, 90);
    notice::put(&write, area, &row, account(1), minute(90)).await.unwrap();
    let (one, other) = (account(1), account(2));
    let take = async |who, now| {
        hold::take(&write, area, matter_id(1), who, minute(now + 5), minute(now)).await.unwrap()
    };
    assert_eq!(take(one, 90).await, None);
    assert_eq!(take(other, 91).await, Some(minute(95)), "another has it");
    hold::give_up(&write, area, matter_id(1), other).await.unwrap();
    assert_eq!(take(one, 92).await, None, "not the other's to give up");
    hold::forget(&write, area, minute(96)).await.unwrap();
    assert_eq!(take(other, 96).await, Some(minute(97)));
    hold::forget(&write, area, minute(97)).await.unwrap();
    assert_eq!(take(other, 96).await, None, "it was over");
    hold::give_up(&write, area, matter_id(1), other).await.unwrap();
    import_batch::note(&write, area, "1", 5, minute(90)).await.unwrap();
    import_batch::rows_done(&write, area, "1").await.unwrap();
    import_batch::forget(&write, area, "1").await.unwrap();
    write.commit().await.unwrap();
    trails::ask_everything(store).await;
    notice::standing(db, area, minute(0), 9).await.unwrap();
    notice::over(db, area, None, minute(90), 9).await.unwrap();
    notice::versions(db, area, row.id).await.unwrap();
    for by in [By::Unit, By::Day] {
        tally::sums(db, area, &tally::Filter::default(), &[by]).await.unwrap();
    }
    let house = House::new(store.clone()).await;
    house.fill().await;
    let zone = Calendar::china().zone().clone();
    verify::run(store, Some(&house.files), SECRET, &zone, |_| {}).await.unwrap();
    let dump = Dump::begin(store).await.unwrap();
    for table in tables() {
        dump.table(&table, &mut Vec::new(), |_| {}).await.unwrap();
    }
    dump.finish().await.unwrap();
}

/// Who is on duty, what they hand over, what waits for them.
async fn told(store: &Store) {
    let area = example::area();
    let (one, ways) = (notifications::row(1, 1, "clerk"), vec![(Channel::Webhook, minute(1))]);
    let write = store.write().await.unwrap();
    notification::record(&write, area, &[(one, ways)]).await.unwrap();
    let due = notification::is_due(&write, area, Channel::Webhook, minute(2)).await.unwrap();
    assert!(due, "it is to be sent");
    let taken = notification::claim(&write, area, Channel::Webhook, minute(2), 10).await.unwrap();
    let dead = notification::Outcome {
        id: taken[0].id,
        tried: 1,
        attempts: 1,
        state: notification::State::Dead,
        at: minute(3),
        problem: Some("refused"),
    };
    notification::outcomes(&write, area, &[dead]).await.unwrap();
    notification::replay(&write, area, Some(&[taken[0].id]), minute(4)).await.unwrap();
    notification::replay(&write, area, None, minute(4)).await.unwrap();
    notification::keep_mark(&write, area, feed::Mark::before(minute(1))).await.unwrap();
    notification::set_alarms(&write, area, &[(minute(5), matter_id(1))]).await.unwrap();
    notification::keep_answer_only(&write, area, voice_id(1), true).await.unwrap();
    write.commit().await.unwrap();
    let db = store.read();
    notification::mark(db, area).await.unwrap();
    notification::dead(db, area, 10).await.unwrap();
    notification::waiting(db, area).await.unwrap();
    notification::of_ids(db, area, &[one.id]).await.unwrap();
    notification::is_answer_only(db, area, &[voice_id(1)]).await.unwrap();
    let of = notifications::account("clerk");
    for unread in [true, false] {
        let before = Some((minute(9), one.id));
        notification::of_account(db, area, of, unread, before, 10).await.unwrap();
    }
    let due = notification::alarms(db, area, minute(6), 10).await.unwrap();
    let write = store.write().await.unwrap();
    notification::drop_alarms(&write, area, &due).await.unwrap();
    for seen in [Seen::Matter(matter_id(1)), Seen::These(&[one.id])] {
        notification::mark_read(&write, area, of, seen, minute(9)).await.unwrap();
    }
    notification::keep_answer_only(&write, area, voice_id(1), false).await.unwrap();
    notification::take_back(&write, area, matter_id(1), 1, 2).await.unwrap();
    notification::forget(&write, area, minute(90)).await.unwrap();
    write.commit().await.unwrap();
}

/// Calls that are taken, missed, called back, entered and forgotten.
async fn hotline(store: &Store) {
    let (area, db, cipher) = (example::area(), store.read(), store.cipher().unwrap());
    for row in [calls::row("a", 1, true), calls::row("b", 2, false), calls::row("c", 3, false)] {
        calls::put(store, &row).await.unwrap();
    }
    let (id, before) = (calls::id("b"), (minute(9), Uuid::max()));
    for list in [
        call::List::All(&[example::STREET_OFFICE]),
        call::List::Missed(&[example::STREET_OFFICE]),
        call::List::Of(account(1)),
    ] {
        call::list(db, cipher, area, list, (minute(0), before), 9).await.unwrap();
    }
    call::find(db, cipher, area, id).await.unwrap();
    call::changed(db, minute(0), 9).await.unwrap();
    call::matters_of(db, area, &[id]).await.unwrap();
    call::of_matter(db, cipher, area, matter_id(1)).await.unwrap();
    let write = store.write().await.unwrap();
    call::of_switch(&write, cipher, area, "b").await.unwrap();
    call::spoken_with(&write, cipher, area, "13900000002", minute(9)).await.unwrap();
    call::called_back(&write, area, calls::id("c"), minute(9)).await.unwrap();
    call::link(&write, area, id, matter_id(1), minute(9)).await.unwrap();
    call::forget(&write, area, minute(9)).await.unwrap();
    write.commit().await.unwrap();
}

/// An entry that is published, used, asked about, withdrawn.
async fn answers(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let draft = answers::draft("社保卡丢了怎么补办", date(2026, 12, 31));
    answers::put(store, &draft, None).await.unwrap();
    let told = answers::published(draft.clone());
    answers::put(store, &told, Some(&draft)).await.unwrap();
    let sought = Sought::of("社保卡补办");
    let found = knowledge::sought(db, area, &sought, date(2026, 3, 2), 5, |_| true).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&told));
    for list in [List::Told, List::Awaiting, List::Withdrawn] {
        knowledge::list(db, area, list, Some((1, told.id)), 5).await.unwrap();
    }
    knowledge::to_ask(db, area, date(2027, 1, 1), 5).await.unwrap();
    knowledge::find(db, area, told.id).await.unwrap();
    knowledge::versions(db, area, told.id).await.unwrap();
    let write = store.write().await.unwrap();
    knowledge::held(&write, area, told.id).await.unwrap();
    knowledge::used_in(&write, area, told.id, matter_id(1), minute(5)).await.unwrap();
    let until = date(2026, 12, 31);
    knowledge::asked(&write, area, told.id, until, matter_id(1)).await.unwrap();
    write.commit().await.unwrap();
    let gone = knowledge::Row { version: 3, kept: told.kept.clone().withdraw(), ..told.clone() };
    answers::put(store, &gone, Some(&told)).await.unwrap();
}

async fn rosters(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let row = rosters::shift("day", 0, 9, &[1, 2]);
    let write = store.write().await.unwrap();
    assert!(roster::put(&write, area, std::slice::from_ref(&row)).await.unwrap());
    roster::keep_settings(&write, area, example::URBAN, &Settings::default()).await.unwrap();
    let hand_over = HandOver {
        shift: row.shift.id,
        by: account(1),
        at: minute(530),
        remarks: String::new(),
        matters: vec![],
        confirmed: None,
    };
    let left = HandOverRow { unit: example::URBAN, ended: minute(540), hand_over };
    assert!(roster::write_hand_over(&write, area, &left, None).await.unwrap());
    let confirmed = Confirmed { by: account(2), at: minute(541) };
    assert!(roster::confirm(&write, area, row.shift.id, minute(530), confirmed).await.unwrap());
    write.commit().await.unwrap();
    roster::settings(db, area, example::URBAN).await.unwrap();
    roster::hand_over(db, area, row.shift.id).await.unwrap();
    roster::hand_overs(db, area, example::URBAN, 9).await.unwrap();
    roster::of_unit(db, area, example::URBAN, minute(0), minute(999)).await.unwrap();
    roster::holding(db, area, minute(5)).await.unwrap();
    roster::holding_of(db, area, &[example::URBAN], minute(5)).await.unwrap();
    roster::holding_with(db, area, account(1), minute(5)).await.unwrap();
    let people = [account(1)].into();
    roster::of_people(db, area, &people, minute(0), minute(999)).await.unwrap();
    roster::of_ids(db, area, &[row.shift.id]).await.unwrap();
    roster::unsigned(db, area, &[example::LEAKS], minute(0), 9).await.unwrap();
    roster::unsigned(db, area, &[], minute(0), 9).await.unwrap();
}

/// What is left of an erasing, what was deleted, what has ended.
async fn rights(store: &Store) {
    let (area, db) = (example::area(), store.read());
    assert_eq!(erasure::waiting(db, area, 10).await.unwrap(), []);
    let one = Erasure {
        matter: matter_id(1),
        from: matter_id(2),
        report: voice_id(1),
        ground: EraseGround::Withdrawn,
        words: false,
        request: None,
    };
    let deleted = Deletion {
        area: Some(area),
        record: "contact".into(),
        day: date(2027, 3, 2),
        rule: "1y".into(),
        up_to: minute(1),
        n: 2,
        at: minute(2),
    };
    let write = store.write().await.unwrap();
    erasure::done(&write, area, &one).await.unwrap();
    assert_eq!(deletion::up_to(&write, area, "contact").await.unwrap(), None);
    deletion::record(&write, &deleted).await.unwrap();
    deletion::record(&write, &Deletion { up_to: minute(3), ..deleted.clone() }).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(deletion::up_to(db, area, "contact").await.unwrap(), Some(minute(3)));
    let both = Deletion { up_to: minute(3), n: 4, ..deleted };
    assert_eq!(deletion::list(db, &[area]).await.unwrap(), [both]);
    let ended = matter::ended(db, area, (minute(0), matter_id(1)), minute(9_999_999), 10).await;
    assert!(ended.unwrap().len() < 10);
}

async fn files(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let row = |name: &str| FileRow {
        area,
        id: Id::of_code("file", name),
        matter: None,
        sha256: [7; 32],
        mime: "image/jpeg".into(),
        size: 9,
        width: Some(3),
        height: Some(3),
        thumbnail: true,
        uploaded: minute(1),
        taken: None,
    };
    let (given, waiting) = (row("given"), row("waiting"));
    let write = store.write().await.unwrap();
    file::insert(&write, &[given.clone(), waiting.clone()]).await.unwrap();
    file::attach(&write, area, matter_id(1), &[given.id]).await.unwrap();
    file::pass_on(&write, area, matter_id(1), matter_id(2), &[given.id]).await.unwrap();
    let found = file::waiting(&write, area, minute(60), 10).await.unwrap();
    assert_eq!(found.as_slice(), std::slice::from_ref(&waiting));
    file::forget(&write, &waiting).await.unwrap();
    write.commit().await.unwrap();
    file::find(db, area, &[given.id]).await.unwrap();
    file::of_matter(db, area, matter_id(2)).await.unwrap();
    file::of_quarantined(db, area, minute(0)).await.unwrap();
    file::page(db, area, Some(given.id), 10).await.unwrap();
    let write = store.write().await.unwrap();
    file::erase_some(&write, area, matter_id(1), &[given.id]).await.unwrap();
    file::erase(&write, area, matter_id(2)).await.unwrap();
    write.commit().await.unwrap();
}

/// A template of records and an item of errands that are changed and forgotten, and what was raised from a record.
async fn templates(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let (template, item) = (crate::record::row(example::URBAN, 1), errand::row(example::URBAN, 1));
    let write = store.write().await.unwrap();
    kept(&write, template).await;
    kept(&write, item).await;
    write.commit().await.unwrap();
    assert_eq!(matter::raised_into(db, area, matter_id(1), 20).await.unwrap(), []);
}

async fn kept<T: Listed + Clone + PartialEq + std::fmt::Debug>(write: &Write, row: Row<T>) {
    let area = example::area();
    assert!(unit_list::put(write, area, &row).await.unwrap());
    let later = [Row { version: 2, ..row.clone() }];
    assert!(unit_list::put(write, area, &later[0]).await.unwrap());
    let units = [example::URBAN, example::STREET_OFFICE];
    assert_eq!(unit_list::of_units(write, area, &units).await.unwrap(), later);
    assert_eq!(unit_list::of_area(write, area, 9).await.unwrap(), later);
    assert!(unit_list::remove::<T>(write, area, example::URBAN, row.id).await.unwrap());
}

/// Two lists with contact data: one is decided, once, the other waits for a week. Nothing is kept: there are no accounts.
async fn extracts(store: &Store) {
    let (area, write) = (example::area(), store.write().await.unwrap());
    let row = |id: u128, asked: i64| ExtractRow {
        area: extract::code_of(area),
        id: Uuid::from_u128(id),
        account: account(1).uuid(),
        unit: example::URBAN.uuid(),
        asked_at: minute(asked).into(),
        asked: "{}".to_owned(),
        format: "\"csv\"".to_owned(),
        reason: "逐户通知".to_owned(),
        voices: 3,
        decided_by: None,
        decided_at: None,
        agreed: None,
        words: None,
    };
    for (id, asked) in [(1, 10), (2, 20)] {
        extract::ask(&write, row(id, asked)).await.unwrap();
    }
    let own = extract::of_account(&write, area, account(1), 9).await.unwrap();
    assert_eq!(own, [row(2, 20), row(1, 10)], "the latest first");
    assert_eq!(extract::of_account(&write, area, account(2), 9).await.unwrap(), []);
    let waiting = async |now| extract::waiting(&write, area, minute(now), 9).await.unwrap();
    assert_eq!(waiting(30).await, [row(1, 10), row(2, 20)], "the oldest first");
    assert_eq!(waiting(7 * 24 * 60 + 15).await, [row(2, 20)], "a week is over");
    let decision = Decision { account: account(2), at: minute(40), agreed: true };
    for once in [true, false] {
        let id = Id::from_uuid(Uuid::from_u128(1));
        assert_eq!(extract::decide(&write, area, id, &decision, "同意").await.unwrap(), once);
        let found = extract::find(&write, area, id).await.unwrap();
        assert_eq!(found.rules().decision, Some(decision));
        assert_eq!(found.rules().state(minute(41)), ExtractState::Agreed);
    }
    assert_eq!(waiting(41).await, [row(2, 20)]);
}

async fn bulletins(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let row = |version, state| bulletins::row("周报", version, state, date(2026, 3, 2));
    let write = store.write().await.unwrap();
    assert!(bulletin::put(&write, area, &row(1, BulletinState::Draft)).await.unwrap());
    assert!(bulletin::put(&write, area, &row(2, BulletinState::Draft)).await.unwrap());
    let id = bulletins::id("周报");
    bulletin::held(&write, area, id).await.unwrap();
    assert!(bulletin::remove(&write, area, id).await.unwrap());
    write.commit().await.unwrap();
    bulletin::of(db, area, id).await.unwrap();
    let after = Some((date(2026, 3, 9), id));
    bulletin::list(db, area, BulletinState::Issued, after, 9).await.unwrap();
    bulletin::matters_of(db, area, example::URBAN, Some(i64::MAX), 9).await.unwrap();
    matter::events_of(db, area, &[matter_id(1)]).await.unwrap();
    apart::all(db, area).await.unwrap();
    let waiting = bulletins::excluding();
    matter::list(db, area, &waiting, None, 9, minute(90)).await.unwrap();
    matter::count(db, area, None, &[waiting], 9, minute(90)).await.unwrap();
}

async fn exchanges(store: &Store) {
    let (area, db, cipher) = (example::area(), store.read(), store.cipher().unwrap());
    let (id, number) = (partners::id("市"), "S1".to_owned());
    let write = store.write().await.unwrap();
    assert!(exchange::put(&write, cipher, area, &partners::row("市", 1)).await.unwrap());
    assert!(exchange::put(&write, cipher, area, &partners::row("市", 2)).await.unwrap());
    exchange::heard(&write, area, id, minute(1)).await.unwrap();
    exchange::listed(&write, area, id, minute(1)).await.unwrap();
    exchange::compared(&write, area, id, &[], minute(1)).await.unwrap();
    exchange::touch(&write, area, &[partners::touch(1, 0, 1)], minute(0)).await.unwrap();
    let claimed = exchange::claim(&write, area, id, minute(0), 9).await.unwrap();
    let at = minute(1);
    let sent = Outcome { state: State::Sent, at, problem: None, sent: Some(1) };
    exchange::outcome(&write, area, id, &claimed[0], &sent).await.unwrap();
    exchange::take(&write, area, id, &claimed[0]).await.unwrap();
    exchange::replay(&write, area, id, None, minute(2)).await.unwrap();
    let named = std::slice::from_ref(&number);
    exchange::replay(&write, area, id, Some(named), minute(2)).await.unwrap();
    exchange::sent(&write, area, (id, &number, "aa"), minute(1)).await.unwrap();
    exchange::forget_sent(&write, area, (id, &number, "aa")).await.unwrap();
    let file = Id::of_code("exchange", "photo");
    exchange::received(&write, area, (id, &number, "aa"), file, minute(1)).await.unwrap();
    write.commit().await.unwrap();
    exchange::partners(db, cipher, area).await.unwrap();
    exchange::partner(db, cipher, area, "市").await.unwrap();
    exchange::link(db, area, id, matter_id(1)).await.unwrap();
    exchange::held(db, area, id, minute(0)).await.unwrap();
    exchange::is_due(db, area, id, minute(9)).await.unwrap();
    exchange::waiting(db, area, id).await.unwrap();
    exchange::came(db, area, id, &number).await.unwrap();
    exchange::went(db, area, id, &number).await.unwrap();
    for only in [Shown::Waiting, Shown::Dead, Shown::Refused] {
        exchange::shown(db, area, id, only, 9).await.unwrap();
    }
}

async fn forms(store: &Store) {
    let (area, db) = (example::area(), store.read());
    let write = store.write().await.unwrap();
    let (row, id) = (|version| forms::row("台账", version), forms::id("台账"));
    assert!(form::put(&write, area, &row(1)).await.unwrap());
    assert!(form::put(&write, area, &row(2)).await.unwrap());
    form::held(&write, area, id).await.unwrap();
    let (days, filed) = (forms::week(2), forms::filed(10));
    form::owe(&write, area, id, &[(days, forms::due(60))]).await.unwrap();
    form::fill(&write, area, id, days, filed, 7).await.unwrap();
    assert!(form::mark(&write, area, id, days, Some(filed)).await.unwrap());
    assert!(form::mark(&write, area, id, days, None).await.unwrap());
    form::drop_ahead(&write, area, id, minute(0)).await.unwrap();
    write.commit().await.unwrap();
    form::of(db, area, id).await.unwrap();
    form::of_units(db, area, &[example::URBAN, example::HOUSING]).await.unwrap();
    form::of_area(db, area, Some(id), 9).await.unwrap();
    form::last_owed(db, area, id).await.unwrap();
    form::owed(db, area, &[id, forms::id("别的")], 9).await.unwrap();
    form::filings(db, area, id, Some(days), 9).await.unwrap();
    form::filing(db, area, id, days).await.unwrap();
    let within = minute(-1)..minute(90);
    for dated in [matter::Dated::Received, matter::Dated::Ended, matter::Dated::Archived] {
        let filter = matter::Filter::default();
        matter::of_span(db, area, &filter, (dated, &within), None, 9, minute(90)).await.unwrap();
    }
    let waits = matter::Filter { to_archive: true, ..matter::Filter::default() };
    matter::list(db, area, &waits, None, 9, minute(90)).await.unwrap();
    matter::count(db, area, None, &[waits], 9, minute(90)).await.unwrap();
    let write = store.write().await.unwrap();
    assert!(form::remove(&write, area, id).await.unwrap());
    write.commit().await.unwrap();
}
