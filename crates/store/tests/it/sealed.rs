//! Personal data at rest: upgraded, rotated, and in no file in the clear.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use huisheng_domain::area::Area;
use huisheng_domain::matter::{Command, Mark, Note, Part, Split, Word};
use huisheng_store::book::example;
use huisheng_store::cipher::{
    self, Algorithm, CipherError, Keeper, KeyError, KeyFile, Keys, State,
};
use huisheng_store::second_factor::{self, SecondFactorRow};
use huisheng_store::testing::{both, files_of, found_in, options, schema_six};
use huisheng_store::{Engine, Micros, Options, Store, StoreError, matter, migrate, voice};
use sea_orm::{ConnectionTrait, Value};

use crate::street::{
    accept, dispatcher, done, matter_id, minute, report, reporting, sound, start, submission,
    voice_id,
};

/// What is planted.
#[derive(Clone, Copy)]
struct Planted {
    name: &'static str,
    phone: &'static str,
    other: &'static str,
    identity: &'static str,
}

/// Sealed from the first on.
const SEALED: Planted = Planted {
    name: "欧阳明轩",
    phone: "13987650001",
    other: "13987650002",
    identity: "11010519491231002X",
};
/// In the clear at first: others, for the tests share the log of their server.
const CLEAR: Planted = Planted {
    name: "欧阳晓岚",
    phone: "13987650003",
    other: "13987650004",
    identity: "440524188001010014",
};

fn area() -> Area {
    example::area()
}

fn cell() -> Value {
    i32::try_from(example::AREA_CODE).unwrap().into()
}

/// A matter whose reporter and words are personal, and one without anything to hide.
async fn fill(store: &Store, Planted { name, phone, other, identity }: Planted) {
    let ledger = start(store);
    let mut said = reporting(
        huisheng_domain::matter::ReportMatter {
            title: format!("{name}家门口路灯"),
            text: format!("{name}，电话{other}，证件{identity}"),
            ..report(1)
        },
        minute(1),
    );
    said.voices[0].name = Some(name.to_owned());
    said.voices[0].contact = Some(phone.to_owned());
    done(&ledger, said).await;
    done(&ledger, submission(matter_id(1), accept(), dispatcher(), minute(2))).await;
    done(&ledger, reporting(report(2), minute(3))).await;
}

async fn reads(store: &Store, Planted { name, phone, other, identity }: Planted) {
    let cipher = store.cipher().unwrap();
    let person = voice::find(store.read(), cipher, area(), voice_id(1)).await.unwrap();
    assert_eq!((person.name.as_deref(), person.contact.as_deref()), (Some(name), Some(phone)));
    let (head, tail) = phone.split_at(7);
    for typed in [phone.to_owned(), format!("{head}-{tail}"), format!("+86 {phone}")] {
        let found = voice::of_contact(store.read(), cipher, area(), &typed, minute(0), 9).await;
        assert_eq!(found.unwrap(), [(voice_id(1), matter_id(1))], "{typed}");
    }
    let seen = matter::words(store.read(), area(), matter_id(1)).await.unwrap();
    assert!(seen[&1].starred);
    assert_eq!(seen[&1].words.get(Word::Title), Some("欧***家门口路灯"));
    let starred = format!(
        "欧***，电话139****{}，证件{}********{}",
        &other[7..],
        &identity[..6],
        &identity[14..]
    );
    assert_eq!(seen[&1].words.get(Word::Text), Some(&*starred));
    let whole = matter::whole(store.read(), cipher, area(), matter_id(1), 1).await.unwrap();
    assert_eq!(whole.get(Word::Text), Some(&*format!("{name}，电话{other}，证件{identity}")));
    let line = matter::lines(store.read(), area(), &[matter_id(1)], minute(9)).await.unwrap();
    assert_eq!(line[0].title, "欧***家门口路灯");
    assert!(!matter::words(store.read(), area(), matter_id(2)).await.unwrap()[&1].starred);
}

async fn clear(store: &Store, planted: Planted) -> Vec<String> {
    let Planted { name, phone, other, identity } = planted;
    let files = files_of(store).await;
    assert!(!found_in(&files, &["路灯不亮"]).is_empty(), "what is not personal is found");
    found_in(&files, &[name, phone, other, identity])
        .into_iter()
        .map(|(text, path)| format!("{text} in {}", path.display()))
        .collect()
}

#[test]
fn what_is_personal_stands_nowhere_in_the_clear_and_reads_back() {
    both(|store| async move {
        fill(&store, SEALED).await;
        reads(&store, SEALED).await;
        sound(&store).await;
        assert_eq!(clear(&store, SEALED).await, [""; 0]);
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
    write.execute_unprepared(&schema_six(store.engine())).await.unwrap();
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
        fill(&store, CLEAR).await;
        as_before(&store).await;
        assert!(!clear(&store, CLEAR).await.is_empty(), "the older version kept it in the clear");
        // A failed copy stops it, and the older version goes on with what it had.
        let full = async |_| Err(StoreError::Full);
        assert!(matches!(migrate::migrate(&store, full, Micros(0)).await, Err(StoreError::Full)));
        assert_eq!(migrate::found(store.read()).await.unwrap(), 6);
        // Whoever looked before keeps nothing of it alive, as autovacuum does when it analyses.
        let looking = match store.engine() {
            Engine::Postgres => Some(store.snapshot().await.unwrap()),
            Engine::Sqlite => None,
        };
        if let Some(looking) = &looking {
            looking.execute_unprepared("SELECT 1").await.unwrap();
        }
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        drop(looking);
        reads(&store, CLEAR).await;
        sound(&store).await;
        let mut left = clear(&store, CLEAR).await;
        // The log of the server held the older rows; it goes its way, and docs/privacy.md says so.
        left.retain(|found| !found.contains("pg_wal"));
        assert_eq!(left, [""; 0]);
        // Again: nothing to do.
        migrate::migrate(&store, async |_| unreachable!(), Micros(0)).await.unwrap();
        reads(&store, CLEAR).await;
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
        fill(&store, SEALED).await;
        let before = store.cipher().unwrap().current();
        let other = match url_of(&store).await {
            Some(url) => Some(another(&store, &url).await),
            None => None,
        };
        let turning = AtomicBool::new(true);
        let working = async {
            let ledger = start(&store);
            for n in (3..).take_while(|_| turning.load(Relaxed)) {
                done(&ledger, reporting(report(n), minute(4))).await;
            }
        };
        // What was sealed with the key before is written within the second.
        let rotating = async {
            let turned = cipher::rotate(&store, Micros(7), Duration::from_secs(1), |_| {}).await;
            turning.store(false, Relaxed);
            turned
        };
        let (turned, ()) = tokio::join!(rotating, working);
        let turned = turned.unwrap();
        assert_eq!(turned.key, before + 2, "the blind index has the one between");
        // Name and contact of the first two, the words of one; and of the others what was quicker.
        assert!(turned.values >= 5, "{turned:?}");
        let keys = cipher::list(store.read()).await.unwrap();
        let sealing: Vec<_> = keys.iter().filter(|key| key.purpose == "seal").collect();
        assert_eq!(sealing.len(), 1, "the old key is dropped");
        assert_eq!((sealing[0].id, sealing[0].state), (turned.key, State::Current));
        reads(&store, SEALED).await;
        sound(&store).await;
        if let Some(other) = other {
            // It learns of the key by its own clock; until then it says so and shows nothing.
            let find = || voice::find(other.read(), other.cipher().unwrap(), area(), voice_id(1));
            let unknown = CipherError::UnknownKey(turned.key);
            assert!(matches!(find().await, Err(StoreError::Sealed(error)) if error == unknown));
            cipher::follow(&other).await.unwrap();
            reads(&other, SEALED).await;
            other.close().await.unwrap();
        }
    });
}

#[test]
fn what_is_still_being_written_keeps_its_key() {
    both(|store| async move {
        fill(&store, SEALED).await;
        let cell = i32::try_from(example::AREA_CODE).unwrap();
        let (late, matter) = (voice_id(99), matter_id(1).uuid());
        let cipher = store.cipher().unwrap();
        let [name, ..] = voice::sealed(cipher, cell, late.uuid(), Some("郑"), None);
        let write = store.write().await.unwrap();
        let sql = "INSERT INTO voice (area, id, matter, party, sealed_name, created_at) \
            VALUES (?, ?, ?, ?, ?, 1)";
        let values = vec![cell.into(), late.uuid().into(), matter.into(), matter.into(), name];
        write.execute_raw(store.engine().statement(sql, values)).await.unwrap();
        let slow = async {
            tokio::time::sleep(Duration::from_millis(400)).await;
            write.commit().await.unwrap();
        };
        let rotating = cipher::rotate(&store, Micros(7), Duration::ZERO, |_| {});
        let (turned, ()) = tokio::join!(rotating, slow);
        turned.unwrap();
        let found = voice::find(store.read(), cipher, area(), late).await.unwrap();
        assert_eq!(found.name.as_deref(), Some("郑"));
    });
}

#[test]
fn a_second_factor_outlives_the_key_that_sealed_it() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        crate::sign_in::two_accounts(&write).await;
        write.commit().await.unwrap();
        let account = crate::sign_in::one(1).id;
        let (place, secret) = (second_factor::place(account), b"a secret of twenty b".to_vec());
        let row = SecondFactorRow {
            account,
            secret: store.cipher().unwrap().seal(&place, &secret),
            used_step: Some(7),
            made_at: Micros(1),
            confirmed_at: Some(Micros(2)),
        };
        let write = store.write().await.unwrap();
        second_factor::upsert(&write, vec![row.clone()]).await.unwrap();
        write.commit().await.unwrap();
        cipher::rotate(&store, Micros(7), Duration::ZERO, |_| {}).await.unwrap();
        let found = second_factor::find(store.read(), account).await.unwrap().expect("still there");
        assert_ne!(found.secret, row.secret);
        let opened = store.cipher().unwrap().open(&place, &found.secret).unwrap();
        assert_eq!((opened.as_slice(), found.used_step), (secret.as_slice(), Some(7)));
    });
}

#[test]
fn a_rotation_that_stopped_goes_on_where_it_stood() {
    both(|store| async move {
        fill(&store, SEALED).await;
        // Stopped when it told for the first time: a new key is in use, and only some values are sealed with it.
        let rotated = store.clone();
        let stopped = tokio::spawn(async move {
            let told = |values| assert!(values == 0, "stopped after {values}");
            cipher::rotate(&rotated, Micros(7), Duration::ZERO, told).await
        });
        assert!(stopped.await.unwrap_err().is_panic());
        let keys = cipher::list(store.read()).await.unwrap();
        let old = keys.iter().find(|key| key.state == State::Retiring).expect("still there");
        reads(&store, SEALED).await;
        let turned = cipher::rotate(&store, Micros(8), Duration::ZERO, |_| {}).await.unwrap();
        assert_eq!(turned.key, old.id + 2, "no third key was made");
        assert!(
            (1..5).contains(&turned.values),
            "{turned:?}: two names, two contacts, one's words"
        );
        let keys = cipher::list(store.read()).await.unwrap();
        assert!(keys.iter().all(|key| key.state == State::Current));
        reads(&store, SEALED).await;
        sound(&store).await;
    });
}

#[test]
fn the_master_key_is_changed_and_the_old_one_opens_nothing() {
    both(|store| async move {
        fill(&store, SEALED).await;
        let old = cipher::list(store.read()).await.unwrap();
        let file = std::env::temp_dir().join(format!("{:032x}.key", rand::random::<u128>()));
        let new = Arc::new(KeyFile::new(&file, Algorithm::default()));
        // A keeper that is not there changes nothing.
        let lost = Arc::new(KeyFile::new("/proc/nowhere/master.key", Algorithm::default()));
        assert!(cipher::rewrap(&store, lost).await.is_err());
        assert_eq!(cipher::list(store.read()).await.unwrap(), old);

        assert_eq!(cipher::rewrap(&store, new.clone()).await.unwrap(), old.len());
        let name = new.name().unwrap();
        let keys = cipher::list(store.read()).await.unwrap();
        assert!(keys.iter().all(|key| key.wrapped_by == name));
        let refused = store.unlock().await;
        let Err(StoreError::Keys(KeyError::Wrong { wanted, .. })) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(wanted, name);
        // Whoever serves goes on, and the next start wants the new one.
        reads(&store, SEALED).await;
        if let Some(url) = url_of(&store).await {
            let keys = Keys { keeper: new, algorithm: Algorithm::default() };
            let again = Store::open(&url, Options { keys: Some(keys), ..options() }).await.unwrap();
            again.unlock().await.unwrap();
            reads(&again, SEALED).await;
            again.close().await.unwrap();
        }
        std::fs::remove_file(file).unwrap();
    });
}

#[test]
fn what_is_marked_later_is_starred_everywhere_and_the_chain_holds() {
    both(|store| async move {
        fill(&store, SEALED).await;
        let ledger = start(&store);
        let note = |text: &str| Command::Note(Note { text: text.into() });
        let id = matter_id(2);
        done(
            &ledger,
            submission(id, note("邻居司徒雅文可以开门，司徒雅文在家"), dispatcher(), minute(8)),
        )
        .await;
        let mark = |step, pieces: &[&str]| {
            let pieces = pieces.iter().map(|piece| (*piece).to_owned()).collect();
            submission(id, Command::Mark(Mark { step, pieces }), dispatcher(), minute(9))
        };
        done(&ledger, mark(2, &["司徒雅文"])).await;
        // The first step has the title, and is among what people search by.
        done(&ledger, mark(1, &["路灯"])).await;
        // What is starred already stays so.
        done(&ledger, mark(2, &["在家"])).await;
        // Of words there are none.
        done(&ledger, mark(3, &["没有"])).await;
        let seen = matter::words(store.read(), area(), id).await.unwrap();
        assert_eq!(seen[&2].words.get(Word::Note), Some("邻居司***可以开门，司***在*"));
        let line = matter::lines(store.read(), area(), &[id], minute(9)).await.unwrap();
        assert_eq!(line[0].title, "路*不亮");
        let whole = |seq| matter::whole(store.read(), store.cipher().unwrap(), area(), id, seq);
        let said = whole(2).await.unwrap();
        assert_eq!(said.get(Word::Note), Some("邻居司徒雅文可以开门，司徒雅文在家"));
        assert_eq!(whole(1).await.unwrap().get(Word::Title), Some("路灯不亮"));
        sound(&store).await;
    });
}

#[test]
fn the_parts_of_a_split_have_sealed_copies_of_their_own() {
    both(|store| async move {
        fill(&store, SEALED).await;
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
            assert_eq!(
                (copy.name.as_deref(), copy.contact.as_deref()),
                (Some(SEALED.name), Some(SEALED.phone))
            );
        }
        let note = Command::Note(Note { text: format!("回电{}", SEALED.other) });
        done(&ledger, submission(matter_id(50), note, dispatcher(), minute(7))).await;
        sound(&store).await;
        assert_eq!(clear(&store, SEALED).await, [""; 0]);
    });
}
