//! `verify` passes what was written, and names each kind of damage.

mod beside;
mod flip;
pub(crate) mod house;
mod lists;
mod script;

use huisheng_domain::calendar::Calendar;
use huisheng_domain::matter::{Accept, Command, Note, Role};
use huisheng_store::checkpoint;
use huisheng_store::testing::both;
use huisheng_store::verify::{Report, run};
use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait;

use house::{House, Life, SECRET, area, begin};
use script::VERIFIED;

async fn verify(house: &House) -> Report {
    verify_with(house, SECRET).await
}

async fn verify_with(house: &House, secret: &[u8]) -> Report {
    run(&house.store, Some(&house.files), secret, Calendar::china().zone(), |_| {}).await.unwrap()
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.problems.iter().map(|problem| problem.fault.code()).collect()
}

fn passes(report: &Report) {
    assert!(
        report.ok(),
        "{:#?}",
        report.problems.iter().map(|problem| problem.en()).collect::<Vec<_>>()
    );
}

/// After everything the scripts do, and past the margin of a checkpoint.
fn later() -> Timestamp {
    begin() + SignedDuration::from_hours(24 * 90)
}

const TABLES: [&str; 10] = [
    "matter",
    "event",
    "words",
    "voice",
    "share",
    "handled",
    "file",
    "tally",
    "tally_delta",
    "checkpoint",
];

async fn execute(house: &House, sql: &str) {
    let write = house.store.write().await.unwrap();
    write.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    write.commit().await.unwrap();
}

async fn save(house: &House) {
    for table in TABLES {
        execute(house, &format!("CREATE TABLE saved_{table} AS SELECT * FROM {table}")).await;
    }
}

async fn restore(house: &House) {
    for table in TABLES {
        execute(house, &format!("DELETE FROM {table}")).await;
        execute(house, &format!("INSERT INTO {table} SELECT * FROM saved_{table}")).await;
    }
}

/// The id of the harmed matter, as a piece of SQL.
fn harmed() -> String {
    format!("(SELECT id FROM saved_matter WHERE number = '{}')", Life::number(VERIFIED * 10 + 1))
}

#[test]
fn what_was_written_passes() {
    both(|store| async move {
        let house = House::new(store).await;
        passes(&verify(&house).await);
        house.fill().await;
        checkpoint::make(&house.store, area(), SECRET, later()).await.unwrap();
        let report = verify(&house).await;
        passes(&report);
        assert_eq!((report.areas, report.matters, report.checkpoints), (1, 68, 1));
        assert!(report.events > 250 && report.words > 150 && report.tallies > 20, "{report:?}");
        assert_eq!(report.files, 20);
    });
}

#[test]
fn each_damage_is_named() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        for hours in [0, 1] {
            let now = later() + SignedDuration::from_hours(hours);
            checkpoint::make(&house.store, area(), SECRET, now).await.unwrap();
        }
        save(&house).await;
        for (code, sql) in damages() {
            for sql in sql {
                execute(&house, &sql).await;
            }
            let report = verify(&house).await;
            let found = codes(&report);
            assert!(found.contains(&code), "{code} not among {found:?}");
            let told = report.problems.iter().find(|problem| problem.fault.code() == code).unwrap();
            for line in [told.zh(), told.en()] {
                assert!(
                    line.contains(code) && !line.contains("张三") && !line.contains("路灯"),
                    "{line}"
                );
            }
            restore(&house).await;
        }
        passes(&verify(&house).await);
        assert_eq!(codes(&verify_with(&house, b"another secret").await), ["checkpoint_forged"; 2]);
    });
}

/// What each statement must be called.
fn damages() -> Vec<(&'static str, Vec<String>)> {
    let of = harmed();
    let column = |name: &str, value: &str| {
        ("column_differs", vec![format!("UPDATE matter SET {name} = {value} WHERE id = {of}")])
    };
    let tail = format!("(SELECT max(seq) FROM saved_event WHERE matter = {of})");
    let mut all = vec![
        ("event_hash", format!("UPDATE event SET body = replace(body, 'normal', 'urgent') WHERE matter = {of}")),
        ("event_column", format!("UPDATE event SET kind = 'noted' WHERE seq = 2 AND matter = {of}")),
        ("event_column", format!("UPDATE event SET recorded_at = recorded_at - 1 WHERE seq = 2 AND matter = {of}")),
        ("event_unreadable", format!("UPDATE event SET body = 'x' || body WHERE seq = 2 AND matter = {of}")),
        ("event_gap", format!("DELETE FROM event WHERE seq = 3 AND matter = {of}")),
        ("history_cut", format!("DELETE FROM event WHERE seq = {tail} AND matter = {of}")),
        ("words_hash", format!("UPDATE words SET body = replace(body, '路灯', '路牌') WHERE matter = {of}")),
        ("words_missing", format!("DELETE FROM words WHERE seq = 1 AND matter = {of}")),
        ("state_differs", "UPDATE matter SET state = replace(state, '\"returns\":0', '\"returns\":1')".into()),
        ("state_differs", "UPDATE matter SET state = replace(state, '\"returns\":0', '\"seturns\":0')".into()),
        ("state_unreadable", format!("UPDATE matter SET state = 'x' || state WHERE id = {of}")),
        ("head_differs", format!("UPDATE matter SET head = (SELECT hash FROM event WHERE seq = 1 AND matter = {of}) WHERE id = {of}")),
        ("version_differs", format!("UPDATE matter SET version = version - 1 WHERE id = {of}")),
        ("share_missing", format!("DELETE FROM share WHERE matter = {of}")),
        ("handled_differs", format!("UPDATE handled SET handled_at = 1 WHERE matter = {of}")),
        ("share_differs", format!("UPDATE share SET state = 'revoked' WHERE matter = {of}")),
        ("voice_missing", format!("DELETE FROM voice WHERE matter = {of}")),
        ("event_orphan", format!("DELETE FROM matter WHERE id = {of}")),
        ("words_orphan", format!("INSERT INTO words (area, matter, seq, salt, body) SELECT area, matter, 99, salt, body FROM words WHERE seq = 1 AND matter = {of}")),
        ("words_orphan", format!("DELETE FROM matter WHERE id = {of}")),
        ("file_row_missing", format!("DELETE FROM file WHERE matter = {of}")),
        ("file_extra", format!("UPDATE file SET matter = (SELECT id FROM matter WHERE stage = 'received' ORDER BY id LIMIT 1) WHERE matter = {of}")),
        ("tally_differs", "UPDATE tally_delta SET n = n + 1 WHERE measure = 2".into()),
        ("tally_differs", "INSERT INTO tally SELECT area, measure, day + 1, division, unit, category, channel, kind, 1 FROM tally_delta WHERE measure = 1 LIMIT 1".into()),
        ("checkpoint_forged", "UPDATE checkpoint SET events = events - 1".into()),
        ("checkpoint_forged", "DELETE FROM checkpoint WHERE made_at = (SELECT min(made_at) FROM saved_checkpoint)".into()),
        ("checkpoint_differs", format!("UPDATE event SET hash = words_hash WHERE seq = {tail} AND matter = {of}")),
        ("checkpoint_events_removed", format!("DELETE FROM event WHERE seq = {tail} AND matter = {of}")),
    ]
    .into_iter()
    .map(|(code, sql)| (code, vec![sql]))
    .collect::<Vec<_>>();
    all.extend([
        (
            "event_order",
            ["-1 WHERE seq = 2", "2 WHERE seq = 3", "3 WHERE seq = -1"]
                .map(|swap| format!("UPDATE event SET seq = {swap} AND matter = {of}"))
                .into(),
        ),
        (
            "checkpoint_matter_removed",
            ["event", "words", "voice", "share", "handled", "file"]
                .map(|table| format!("DELETE FROM {table} WHERE matter = {of}"))
                .into_iter()
                .chain([format!("DELETE FROM matter WHERE id = {of}")])
                .collect(),
        ),
        column("title", "'别的'"),
        column("kind", "'petition'"),
        column("stage", "'received'"),
        column("owner", "'intake'"),
        column("lead", "category"),
        column("category", "NULL"),
        column("ending", "NULL"),
        column("received_at", "received_at + 1"),
        column("changed_at", "changed_at + 1"),
        column("next_due", "1"),
        column("next_warn", "1"),
        column("close_at", "NULL"),
        column("upstream_number", "'1'"),
    ]);
    for flag in ["suspended", "late", "flagged"] {
        all.push((
            "column_differs",
            vec![format!("UPDATE matter SET {flag} = NOT {flag} WHERE id = {of}")],
        ));
    }
    all
}

#[test]
fn files_are_hashed_again() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let mut objects = Vec::new();
        for upload in std::fs::read_dir(house.folder.join(area().to_string())).unwrap() {
            let folder = upload.unwrap().path();
            objects.extend(std::fs::read_dir(folder).unwrap().map(|object| object.unwrap().path()));
        }
        let (one, another) = (&objects[0], &objects[1]);
        let kept = std::fs::read(one).unwrap();
        std::fs::copy(another, one).unwrap();
        assert_eq!(codes(&verify(&house).await), ["file_changed"]);
        std::fs::remove_file(one).unwrap();
        assert_eq!(codes(&verify(&house).await), ["file_missing"]);
        let without =
            run(&house.store, None, SECRET, Calendar::china().zone(), |_| {}).await.unwrap();
        passes(&without);
        std::fs::write(one, kept).unwrap();
        passes(&verify(&house).await);
    });
}

#[test]
fn a_checkpoint_lets_history_grow_but_not_backwards() {
    both(|store| async move {
        let house = House::new(store).await;
        let mut life = Life::new(&house, 1);
        life.reported().await;
        let made = life.now + SignedDuration::from_mins(30);
        let first = checkpoint::make(&house.store, area(), SECRET, made).await.unwrap();
        assert_eq!((first.matters, first.events), (1, 1));
        let again =
            checkpoint::make(&house.store, area(), SECRET, made - SignedDuration::from_mins(1))
                .await
                .unwrap();
        assert_eq!(again, first, "an older clock adds none");

        // Recorded before the checkpoint was made, visible after: within the margin.
        life.now = made - SignedDuration::from_mins(12);
        life.does(Role::Dispatcher, "street", Command::Accept(Accept::default())).await;
        let mut other = Life::new(&house, 2);
        other.now = made;
        other.reported().await;
        passes(&verify(&house).await);
        let second =
            checkpoint::make(&house.store, area(), SECRET, made + SignedDuration::from_hours(1))
                .await
                .unwrap();
        assert_eq!((second.matters, second.events), (2, 3));
        passes(&verify(&house).await);

        let mut late = Life::new(&house, 3);
        late.now = made - SignedDuration::from_mins(25);
        late.reported().await;
        assert_eq!(codes(&verify(&house).await), ["checkpoint_history_added"; 2]);
    });
}

#[test]
fn a_run_beside_writers_sees_one_state() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let mut life = Life::new(&house, 9_001);
        life.reported().await;
        let writing = async {
            for _ in 0..30 {
                life.does(Role::Intake, "street", Command::Note(Note { text: "又一条".into() }))
                    .await;
            }
        };
        let reading = async {
            for _ in 0..3 {
                passes(&verify(&house).await);
            }
        };
        futures::join!(writing, reading);
    });
}
