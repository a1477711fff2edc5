//! Entries of the knowledge base: kept with all versions, found by what is typed, counted where they were used.

use huisheng_domain::id::Id;
use huisheng_domain::knowledge::{Entry, Kept, Sought};
use huisheng_store::book::example;
use huisheng_store::knowledge::{self, Act, List, Row};
use huisheng_store::testing::both;
use huisheng_store::{Store, StoreError};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::street::{account, matter_id, minute};

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("knowledge", name).uuid()
}

/// A draft of that name.
pub fn draft(question: &str, until: Date) -> Row {
    let entry = Entry {
        question: question.to_owned(),
        answer: "带身份证到街道便民服务大厅办理。".to_owned(),
        category: None,
        unit: example::URBAN,
        source: "办事指南".to_owned(),
        until,
        public: false,
    };
    Row {
        id: id(question),
        version: 1,
        kept: Kept { entry, published: None, withdrawn: false },
        ask: None,
        asked: None,
        used: 0,
        by: account(1),
        at: minute(1),
    }
}

pub fn published(row: Row) -> Row {
    let ask = Some(row.kept.entry.until);
    Row { version: row.version + 1, kept: row.kept.publish(), ask, ..row }
}

pub async fn put(store: &Store, row: &Row, before: Option<&Row>) -> Result<(), StoreError> {
    let write = store.write().await.unwrap();
    let code = if row.kept.awaits() { "written" } else { "published" };
    let act = Act { code, account: account(2), note: None };
    let now = minute(i64::from(row.version));
    knowledge::put(&write, example::area(), row, before, act, now).await?;
    write.commit().await
}

async fn told(store: &Store, question: &str, until: Date) -> Row {
    let draft = draft(question, until);
    put(store, &draft, None).await.unwrap();
    let row = published(draft.clone());
    put(store, &row, Some(&draft)).await.unwrap();
    row
}

const TODAY: Date = date(2026, 3, 2);
const LATER: Date = date(2026, 12, 31);

async fn find(store: &Store, text: &str) -> Vec<String> {
    let sought = Sought::of(text);
    let rows = knowledge::sought(store.read(), example::area(), &sought, TODAY, 9, |_| true)
        .await
        .unwrap();
    rows.into_iter().map(|row| row.kept.entry.question).collect()
}

#[test]
fn every_version_stays_and_none_is_written_twice() {
    both(|store| async move {
        let area = example::area();
        let row = told(&store, "社保卡丢了怎么补办", LATER).await;
        let found = knowledge::find(store.read(), area, row.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&row));
        let again = put(&store, &row, Some(&row)).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let all = knowledge::versions(store.read(), area, row.id).await.unwrap();
        let said: Vec<_> = all.iter().map(|one| (one.version, one.act.as_str(), one.at)).collect();
        assert_eq!(said, [(1, "written", minute(1)), (2, "published", minute(2))]);
        let other = huisheng_domain::area::Area::new(370_214).unwrap();
        assert_eq!(knowledge::find(store.read(), other, row.id).await.unwrap(), None);
    });
}

#[test]
fn only_what_is_told_is_found_and_the_most_used_first() {
    both(|store| async move {
        let area = example::area();
        put(&store, &draft("社保卡怎么办", LATER), None).await.unwrap();
        assert_eq!(find(&store, "社保卡").await, Vec::<String>::new(), "a draft is not told");
        told(&store, "社保卡丢了怎么补办", LATER).await;
        let second = told(&store, "社保卡怎么激活", LATER).await;
        told(&store, "社保卡旧版换新版", date(2026, 3, 1)).await;
        told(&store, "供暖什么时候开始", LATER).await;
        let write = store.write().await.unwrap();
        for (matter, counted) in [(1, true), (1, false), (2, true)] {
            let used = knowledge::used_in(&write, area, second.id, matter_id(matter), minute(9));
            assert_eq!(used.await.unwrap(), counted);
        }
        write.commit().await.unwrap();
        assert_eq!(find(&store, "社保卡").await, ["社保卡怎么激活", "社保卡丢了怎么补办"]);
        assert_eq!(find(&store, "补办").await, ["社保卡丢了怎么补办"]);
        assert_eq!(find(&store, "我家社保卡丢了要补办").await[0], "社保卡丢了怎么补办");
        assert_eq!(find(&store, "服务大厅").await.len(), 3, "by the answer, too");
        assert_eq!(find(&store, "卡").await, Vec::<String>::new(), "one character says nothing");
        // What is corrected is found by its new words once it is published, and by the old ones until then.
        let now = knowledge::find(store.read(), area, second.id).await.unwrap().unwrap();
        assert_eq!(now.used, 2);
        let entry = Entry { question: "医保码怎么激活".into(), ..now.kept.entry.clone() };
        let written = Row { version: 3, kept: now.kept.clone().written(entry), ..now.clone() };
        put(&store, &written, Some(&now)).await.unwrap();
        assert_eq!(find(&store, "医保码").await, Vec::<String>::new());
        put(&store, &published(written.clone()), Some(&written)).await.unwrap();
        assert_eq!(find(&store, "医保码").await, ["医保码怎么激活"]);
        assert_eq!(find(&store, "社保卡怎么").await, ["社保卡丢了怎么补办"]);
        let after = knowledge::find(store.read(), area, second.id).await.unwrap().unwrap();
        assert_eq!(after.used, 2, "a correction is the same answer");
    });
}

#[test]
fn lists_are_paged_and_an_owner_is_asked_once() {
    both(|store| async move {
        let area = example::area();
        for (question, day) in [("甲问", 10), ("乙问", 5), ("丙问", 20)] {
            told(&store, question, date(2026, 3, day)).await;
        }
        put(&store, &draft("丁问", LATER), None).await.unwrap();
        let page = async |list, after| {
            let rows = knowledge::list(store.read(), area, list, after, 2).await.unwrap();
            let names: Vec<_> =
                rows.iter().map(|(_, row)| row.kept.entry.question.clone()).collect();
            (names, rows.last().map(|(at, row)| (*at, row.id)))
        };
        let (first, after) = page(List::Told, None).await;
        assert_eq!(first, ["乙问", "甲问"], "what ends first");
        assert_eq!(page(List::Told, after).await.0, ["丙问"]);
        assert_eq!(page(List::Awaiting, None).await.0, ["丁问"]);
        assert_eq!(page(List::Withdrawn, None).await.0, Vec::<String>::new());
        let due = knowledge::to_ask(store.read(), area, date(2026, 3, 10), 9).await.unwrap();
        assert_eq!(due.len(), 2);
        let write = store.write().await.unwrap();
        let until = date(2026, 3, 5);
        knowledge::asked(&write, area, id("乙问"), until, matter_id(1)).await.unwrap();
        // It was renewed meanwhile: the matter is not its own.
        knowledge::asked(&write, area, id("甲问"), until, matter_id(2)).await.unwrap();
        write.commit().await.unwrap();
        let due = knowledge::to_ask(store.read(), area, date(2026, 3, 10), 9).await.unwrap();
        assert_eq!(due.len(), 1);
        let asked = knowledge::find(store.read(), area, id("乙问")).await.unwrap().unwrap();
        assert_eq!((asked.asked, asked.ask), (Some(matter_id(1)), None));
        let gone = Row { version: 3, kept: asked.kept.clone().withdraw(), ..asked.clone() };
        put(&store, &gone, Some(&asked)).await.unwrap();
        assert_eq!(page(List::Withdrawn, None).await.0, ["乙问"]);
        assert_eq!(find(&store, "乙问").await, Vec::<String>::new());
    });
}
