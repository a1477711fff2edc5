//! Personal data at rest: upgraded, rotated, and in no file in the clear.

use std::time::Duration;

use huisheng_domain::area::Area;
use huisheng_domain::matter::{Command, Note, Part, Split, Word};
use huisheng_store::book::example;
use huisheng_store::cipher::{self, CipherError, State};
use huisheng_store::testing::{both, files_of, found_in, options};
use huisheng_store::{Engine, Micros, Store, StoreError, matter, migrate, voice};
use sea_orm::{ConnectionTrait, Value};

use crate::street::{
    accept, dispatcher, done, matter_id, minute, report, reporting, sound, start, submission,
    voice_id,
};

const NAME: &str = "欧阳明轩";
const PHONE: &str = "13987650001";
const OTHER: &str = "13987650002";
const IDENTITY: &str = "11010519491231002X";

fn area() -> Area {
    example::area()
}

fn cell() -> Value {
    i32::try_from(example::AREA_CODE).unwrap().into()
}

/// A matter whose reporter and words are personal, and one without anything to hide.
async fn fill(store: &Store) {
    let ledger = start(store);
    let mut said = reporting(
        huisheng_domain::matter::ReportMatter {
            title: format!("{NAME}家门口路灯"),
            text: format!("{NAME}，电话{OTHER}，证件{IDENTITY}"),
            ..report(1)
        },
        minute(1),
    );
    said.voices[0].name = Some(NAME.to_owned());
    said.voices[0].contact = Some(PHONE.to_owned());
    done(&ledger, said).await;
    done(&ledger, submission(matter_id(1), accept(), dispatcher(), minute(2))).await;
    done(&ledger, reporting(report(2), minute(3))).await;
}

async fn reads(store: &Store) {
    let cipher = store.cipher().unwrap();
    let person = voice::find(store.read(), cipher, area(), voice_id(1)).await.unwrap();
    assert_eq!((person.name.as_deref(), person.contact.as_deref()), (Some(NAME), Some(PHONE)));
    for typed in [PHONE, "139 8765-0001", "+8613987650001"] {
        let found = voice::of_contact(store.read(), cipher, area(), typed, minute(0), 9).await;
        assert_eq!(found.unwrap(), [(voice_id(1), matter_id(1))], "{typed}");
    }
    let seen = matter::words(store.read(), area(), matter_id(1)).await.unwrap();
    assert!(seen[&1].starred);
    assert_eq!(seen[&1].words.get(Word::Title), Some("欧***家门口路灯"));
    assert_eq!(
        seen[&1].words.get(Word::Text),
        Some("欧***，电话139****0002，证件110105********002X")
    );
    let whole = matter::whole(store.read(), cipher, area(), matter_id(1), 1).await.unwrap();
    assert_eq!(whole.get(Word::Text), Some(&*format!("{NAME}，电话{OTHER}，证件{IDENTITY}")));
    let line = matter::lines(store.read(), area(), &[matter_id(1)], minute(9)).await.unwrap();
    assert_eq!(line[0].title, "欧***家门口路灯");
    assert!(!matter::words(store.read(), area(), matter_id(2)).await.unwrap()[&1].starred);
}

async fn clear(store: &Store) -> Vec<String> {
    let files = files_of(store).await;
    assert!(!found_in(&files, &["路灯不亮"]).is_empty(), "what is not personal is found");
    found_in(&files, &[NAME, PHONE, OTHER, IDENTITY])
        .into_iter()
        .map(|(text, path)| format!("{text} in {}", path.display()))
        .collect()
}

#[test]
fn what_is_personal_stands_nowhere_in_the_clear_and_reads_back() {
    both(|store| async move {
        fill(&store).await;
        reads(&store).await;
        sound(&store).await;
        assert_eq!(clear(&store).await, [""; 0]);
    });
}

/// The tables of before, with what they held: names, telephones and words in the clear.
async fn as_before(store: &Store) {
    let cipher = store.cipher().unwrap().clone();
    let mut people = Vec::new();
    for n in [1, 2] {
        let person = voice::find(store.read(), &cipher, area(), voice_id(n)).await.unwrap();
        people.push((voice_id(n).uuid(), person.name, person.contact));
    }
    let said = matter::whole(store.read(), &cipher, area(), matter_id(1), 1).await.unwrap();
    let write = store.write().await.unwrap();
    let text = match store.engine() {
        Engine::Sqlite => "TEXT",
        Engine::Postgres => "text COLLATE \"C\"",
    };
    let before = format!(
        "DROP TABLE data_key; DROP INDEX voice_contact_idx; \
         ALTER TABLE voice DROP COLUMN sealed_name; ALTER TABLE voice DROP COLUMN sealed_contact; \
         ALTER TABLE voice DROP COLUMN contact_index; ALTER TABLE words DROP COLUMN sealed; \
         ALTER TABLE voice ADD COLUMN name {text}; ALTER TABLE voice ADD COLUMN contact {text}; \
         CREATE INDEX voice_contact_idx ON voice (area, contact, created_at) WHERE contact IS NOT NULL; \
         DELETE FROM schema_version WHERE version >= 7;"
    );
    write.execute_unprepared(&before).await.unwrap();
    let engine = store.engine();
    for (id, name, contact) in people {
        let sql = "UPDATE voice SET name = ?, contact = ? WHERE area = ? AND id = ?";
        let values = vec![name.into(), contact.into(), cell(), id.into()];
        write.execute_raw(engine.statement(sql, values)).await.unwrap();
    }
    let sql = "UPDATE words SET body = ? WHERE area = ? AND matter = ? AND seq = 1";
    let body = serde_json::to_string(&said).unwrap();
    let values = vec![body.into(), cell(), matter_id(1).uuid().into()];
    write.execute_raw(engine.statement(sql, values)).await.unwrap();
    let sql = "UPDATE matter SET title = ? WHERE area = ? AND id = ?";
    let title = said.get(Word::Title).unwrap();
    let values = vec![title.into(), cell(), matter_id(1).uuid().into()];
    write.execute_raw(engine.statement(sql, values)).await.unwrap();
    write.commit().await.unwrap();
}

#[test]
fn an_upgrade_seals_what_stood_in_the_clear_and_leaves_nothing_of_it() {
    both(|store| async move {
        fill(&store).await;
        as_before(&store).await;
        assert!(!clear(&store).await.is_empty(), "the older version kept it in the clear");
        // A failed copy stops it, and the older version goes on with what it had.
        let full = async |_| Err(StoreError::Full);
        assert!(matches!(migrate::migrate(&store, full, Micros(0)).await, Err(StoreError::Full)));
        assert_eq!(migrate::found(store.read()).await.unwrap(), 6);
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        reads(&store).await;
        sound(&store).await;
        let mut left = clear(&store).await;
        // The log of the server held the older rows; it goes its way, and docs/privacy.md says so.
        left.retain(|found| !found.contains("pg_wal"));
        assert_eq!(left, [""; 0]);
        // Again: nothing to do.
        migrate::migrate(&store, async |_| unreachable!(), Micros(0)).await.unwrap();
        reads(&store).await;
    });
}

/// Another process on the same database.
async fn another(store: &Store, url: &str) -> Store {
    let other = Store::open(url, options()).await.unwrap();
    assert_eq!(other.engine(), store.engine());
    other.unlock().await.unwrap();
    other
}

async fn url_of(store: &Store) -> Option<String> {
    let row = store.read().query_one_raw(store.engine().statement("PRAGMA database_list", vec![]));
    let file: String = row.await.ok()??.try_get_by_index(2).ok()?;
    Some(format!("sqlite://{file}"))
}

#[test]
fn keys_are_rotated_while_people_work() {
    both(|store| async move {
        fill(&store).await;
        let before = store.cipher().unwrap().current();
        let other = match url_of(&store).await {
            Some(url) => Some(another(&store, &url).await),
            None => None,
        };
        let working = async {
            let ledger = start(&store);
            for n in 3..40 {
                done(&ledger, reporting(report(n), minute(4))).await;
            }
        };
        let rotating = cipher::rotate(&store, Micros(7), Duration::ZERO, |_| {});
        let (turned, ()) = tokio::join!(rotating, working);
        let turned = turned.unwrap();
        assert_eq!(turned.key, before + 2, "the blind index has the one between");
        // Name and contact of the first two, the words of one; and of the others what was quicker.
        assert!(turned.values >= 5, "{turned:?}");
        let keys = cipher::list(store.read()).await.unwrap();
        let sealing: Vec<_> = keys.iter().filter(|key| key.purpose == "seal").collect();
        assert_eq!(sealing.len(), 1, "the old key is dropped");
        assert_eq!((sealing[0].id, sealing[0].state), (turned.key, State::Current));
        reads(&store).await;
        sound(&store).await;
        if let Some(other) = other {
            // It learns of the key by its own clock; until then it says so and shows nothing.
            let find = || voice::find(other.read(), other.cipher().unwrap(), area(), voice_id(1));
            let unknown = CipherError::UnknownKey(turned.key);
            assert!(matches!(find().await, Err(StoreError::Sealed(error)) if error == unknown));
            cipher::follow(&other).await.unwrap();
            reads(&other).await;
            other.close().await.unwrap();
        }
    });
}

#[test]
fn a_rotation_that_stopped_goes_on_where_it_stood() {
    both(|store| async move {
        fill(&store).await;
        // Stopped when it told for the first time: a new key is in use, and only some values are sealed with it.
        let rotated = store.clone();
        let stopped = tokio::spawn(async move {
            let told = |values| assert!(values == 0, "stopped after {values}");
            cipher::rotate(&rotated, Micros(7), Duration::ZERO, told).await
        });
        assert!(stopped.await.unwrap_err().is_panic());
        let keys = cipher::list(store.read()).await.unwrap();
        let old = keys.iter().find(|key| key.state == State::Retiring).expect("still there");
        reads(&store).await;
        let turned = cipher::rotate(&store, Micros(8), Duration::ZERO, |_| {}).await.unwrap();
        assert_eq!(turned.key, old.id + 2, "no third key was made");
        assert!((1..5).contains(&turned.values), "{turned:?}: two names, two contacts, one's words");
        let keys = cipher::list(store.read()).await.unwrap();
        assert!(keys.iter().all(|key| key.state == State::Current));
        reads(&store).await;
        sound(&store).await;
    });
}

#[test]
fn the_parts_of_a_split_have_sealed_copies_of_their_own() {
    both(|store| async move {
        fill(&store).await;
        let ledger = start(&store);
        let part = |n: u64| Part {
            id: matter_id(n),
            number: report(n).number,
            reports: vec![voice_id(n)],
            title: "路灯".into(),
            text: "分开办理".into(),
            category: None,
        };
        let split = Split { parts: vec![part(50), part(51)], reason: "两件事".into() };
        done(&ledger, submission(matter_id(1), Command::Split(split), dispatcher(), minute(6)))
            .await;
        let cipher = store.cipher().unwrap();
        for n in [50, 51] {
            let copy = voice::find(store.read(), cipher, area(), voice_id(n)).await.unwrap();
            assert_eq!((copy.name.as_deref(), copy.contact.as_deref()), (Some(NAME), Some(PHONE)));
        }
        let note = Command::Note(Note { text: format!("回电{OTHER}") });
        done(&ledger, submission(matter_id(50), note, dispatcher(), minute(7))).await;
        sound(&store).await;
        assert_eq!(clear(&store).await, [""; 0]);
    });
}
