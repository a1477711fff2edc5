//! The SQL that is executed: every statement on a table that grows names its area and has its index.

mod drive;

use std::collections::BTreeSet;

use huisheng_domain::matter::{Channel, Kind, Stage};
use huisheng_store::book::example;
use huisheng_store::matter::{self, By, Filter, LightFilter, Sort, Within};
use huisheng_store::testing::Recorded;
use huisheng_store::{Engine, Store, idempotency, opening, tally, testing, voice};
use sea_orm::ConnectionTrait;

use crate::street::{account, matter_id, minute, start, to_result, voice_id};

/// Tables with an area, from the migrations themselves.
fn tables() -> Vec<String> {
    created("TABLE").map(str::to_owned).chain(["search".into()]).collect()
}

/// Names of what the migrations of tables with an area create.
fn created(what: &str) -> impl Iterator<Item = &'static str> {
    let sql = [
        include_str!("../../migrations/0002_matter.sql"),
        include_str!("../../migrations/0004_notice.sql"),
        include_str!("../../migrations/0005_desk.sql"),
        include_str!("../../migrations/0006_counters.sql"),
        include_str!("../../migrations/0007_trail.sql"),
        include_str!("../../migrations/0013_extract.sql"),
        include_str!("../../migrations/0015_rights.sql"),
        include_str!("../../migrations/0017_record.sql"),
        include_str!("../../migrations/0018_roster.sql"),
        include_str!("../../migrations/0019_notification.sql"),
        include_str!("../../migrations/0020_errand.sql"),
        include_str!("../../migrations/0021_knowledge.sql"),
        include_str!("../../migrations/0022_call.sql"),
        include_str!("../../migrations/0023_bulletin.sql"),
        include_str!("../../migrations/0025_form.sql"),
        include_str!("../../migrations/0026_archive.sql"),
        include_str!("../../migrations/0027_exchange.sql"),
    ];
    let create = format!("CREATE {what} ");
    let lines = sql.into_iter().flat_map(str::lines);
    let names = lines.filter_map(move |line| line.strip_prefix(&create)?.split_whitespace().next());
    // What a later step dropped, and what belongs to no area.
    let others = [
        "look",
        "look_voice_idx",
        "register_entry",
        "register_entry_begun_idx",
        "notification_choice",
    ];
    names.filter(move |name| !others.contains(name))
}

/// Whether `sql` has `word` as a word of its own.
fn names(sql: &str, word: &str) -> bool {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}

#[test]
fn every_statement_names_its_area_and_has_its_index() {
    testing::both(|store| async move {
        everything(&store).await;
        drive::beside(&store).await;
        let statements = testing::recorded();
        let seen = look(&store, &statements).await;
        assert!(seen.looked > 100, "only {} statements were seen", seen.looked);
        assert!(seen.bad.is_empty(), "{:#?}", seen.bad);
        // An index costs every write: each has a statement that is planned with it. PostgreSQL chooses by
        // what it knows of the rows, which differs from run to run while they are few.
        let unused = store.engine() == Engine::Sqlite && !seen.unused.is_empty();
        assert!(!unused, "{:?}", seen.unused);
    });
}

/// What the tests before executed, each in a process of its own.
#[test]
#[ignore = "after the other tests, which write their SQL to HUISHENG_TEST_SQL: `make test` runs it"]
fn the_sql_of_all_tests_names_its_area_and_has_its_index() {
    testing::both(|store| async move {
        let mut statements = testing::recorded_by_others();
        // Tests count what they wrote, and compare the tables of both engines.
        statements.retain(|one| {
            let counts =
                one.sql.starts_with("SELECT count(*) FROM ") && !one.sql.contains(" WHERE ");
            !counts && !one.sql.contains("pg_class")
        });
        let seen = look(&store, &statements).await;
        assert!(seen.looked > 150, "only {} statements were seen", seen.looked);
        assert!(seen.bad.is_empty(), "{:#?}", seen.bad);
    });
}

/// What a look at many statements found.
struct Seen {
    looked: usize,
    bad: Vec<String>,
    unused: BTreeSet<&'static str>,
}

async fn look(store: &Store, statements: &[Recorded]) -> Seen {
    let tables = tables();
    let mut seen = Seen { looked: 0, bad: Vec::new(), unused: created("INDEX").collect() };
    for Recorded { engine, sql, example } in statements {
        let planned = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
        // The table of looks was read once more by the step that dropped it.
        // So are the columns of a voice that an upgrade seals and drops.
        let dropped = names(sql, "voice") && (names(sql, "name") || names(sql, "contact"));
        let concerns = !names(sql, "look")
            && !dropped
            && tables.iter().any(|table| names(sql, table))
            && planned.iter().any(|verb| sql.starts_with(verb));
        if *engine != store.engine() || !concerns {
            continue;
        }
        seen.looked += 1;
        // FTS5 keeps the area as a word of the document, and in the row id.
        let of_words = *engine == Engine::Sqlite && names(sql, "search");
        if !names(sql, "area") && !of_words {
            seen.bad.push(format!("no area: {sql}"));
        }
        if let Some(condition) = looks_through(sql) {
            seen.bad.push(format!("{condition} may look through the whole area: {sql}"));
        }
        let plan = plan(store, example).await;
        seen.unused.retain(|index| !plan.iter().any(|line| names(line, index)));
        let bad_line =
            |line: &&String| scans(line, &tables) || sorts(line, sql) || makes_an_index(line);
        // What counters are to read whole has the alias of a table.
        let reached = sql.matches("FROM reached m ").count();
        let shown = plan.iter().filter(|line| *line == "SCAN m").skip(reached);
        let others = plan.iter().filter(|line| *line != "SCAN m");
        let whole = shown.chain(others).filter(bad_line).cloned();
        let each =
            plan.windows(2).filter(|pair| asks_each_of_all(pair)).map(|pair| pair[1].clone());
        for line in whole.chain(without_area(&plan, &tables)).chain(each) {
            seen.bad.push(format!("{line}: {sql}"));
        }
    }
    seen
}

/// A page of matters either is of matters that are named, or reads an index in its order: then it may ask
/// for nothing that is not in that index, or it reads on until enough is found.
fn looks_through(sql: &str) -> Option<String> {
    const SERVED: [&str; 19] = [
        "m.area = ?",
        "m.key < ?",
        "m.next_due IS NOT NULL",
        "(m.next_due, m.id) > (?, ?)",
        "m.next_due <= ?",
        "(m.changed_at, m.id) < (?, ?)",
        "m.owner = ?",
        "m.category = ?",
        "m.released IS NOT NULL",
        "m.owed_above IS NOT NULL",
        "m.owed_above < ?",
        "m.to_archive IS NOT NULL",
        "m.to_archive < ?",
        "(m.ended_at, m.id) < (?, ?)",
        "m.ended_at IS NOT NULL",
        "(m.ended_at, m.id) > (?, ?)",
        "(m.received_at, m.id) > (?, ?)",
        "m.archived_at IS NOT NULL",
        "(m.archived_at, m.id) > (?, ?)",
    ];
    let plain: String = sql
        .split(['?', '$'])
        .enumerate()
        .map(|(nth, part)| match nth {
            0 => part.to_owned(),
            _ => format!("?{}", part.trim_start_matches(|c: char| c.is_ascii_digit())),
        })
        .collect();
    let (shown, rest) = plain.split_once(" FROM matter m WHERE ")?;
    let (conditions, _) = rest.split_once(" ORDER BY ").unwrap_or((rest, ""));
    let named = ["m.id IN (?", "m.key IN (?"].iter().any(|list| conditions.contains(list));
    if named || !shown.starts_with("SELECT m.") {
        return None;
    }
    conditions.split(" AND ").find(|one| !SERVED.contains(one)).map(str::to_owned)
}

/// Whether a line of a plan reads a whole table.
fn scans(line: &str, tables: &[String]) -> bool {
    if let Some((_, table)) = line.split_once("Seq Scan on ") {
        return tables.iter().any(|name| table.split_whitespace().next() == Some(name));
    }
    // SQLite: an alias of one letter stands for the table; rows given and sub-queries are none.
    line.strip_prefix("SCAN ").is_some_and(|what| {
        let table = what.split_whitespace().next().unwrap_or_default();
        let known = table.len() == 1 || tables.iter().any(|name| name == table);
        known && !what.contains("CONSTANT ROW") && !what.contains("VIRTUAL TABLE INDEX")
    })
}

/// Whether SQLite reads everything to sort it, where only the first lines are asked for.
fn sorts(line: &str, sql: &str) -> bool {
    line.starts_with("USE TEMP B-TREE FOR ORDER BY") && names(sql, "LIMIT")
}

/// Whether SQLite reads the worklist of a unit for each matter: it prefers an index that holds all that is
/// asked for, however many rows that are.
fn asks_each_of_all(pair: &[String]) -> bool {
    pair[0].contains("CORRELATED") && pair[1].contains("share_due_idx")
}

/// Whether SQLite joins by an index that it makes for this once: the other side is then read whole, as
/// every page of a checkpoint read all events of the area.
fn makes_an_index(line: &str) -> bool {
    line.contains(" USING AUTOMATIC ")
}

/// Indexes that PostgreSQL reads from end to end, or by anything but the area. Documents are found by
/// their words first, the area among them.
fn without_area(plan: &[String], tables: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in plan.iter().enumerate() {
        let Some((_, index)) = line
            .split_once("Index Scan on ")
            .or(line.split_once("Index Scan using "))
            .or(line.split_once("Index Only Scan using "))
        else {
            continue;
        };
        let index = index.split_whitespace().next().unwrap_or_default();
        let known = tables.iter().any(|table| index.starts_with(&format!("{table}_")));
        let depth = |line: &str| line.len() - line.trim_start().len();
        let own = plan[at + 1..].iter().take_while(|next| !next.contains("->") && depth(next) > 0);
        let by_area = own.clone().any(|next| next.contains("Index Cond: ") && names(next, "area"));
        if known && index != "search_doc_idx" && !by_area {
            found.push(format!("{} without area", line.trim()));
        }
    }
    found
}

/// Identifiers that were written out have lost their type: each quoted one gets it back. A principal is a
/// text, also where it is that of an account.
fn typed(example: &str) -> String {
    if names(example, "principal") {
        return example.to_owned();
    }
    let pieces: Vec<&str> = example.split('\'').collect();
    let mut sql = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let is_id = index % 2 == 1 && piece.len() == 36 && piece.parse::<uuid::Uuid>().is_ok();
        sql.push_str(piece);
        if index + 1 < pieces.len() {
            sql.push_str(if is_id { "'::uuid" } else { "'" });
        }
    }
    sql
}

async fn plan(store: &Store, example: &str) -> Vec<String> {
    let db = store.snapshot().await.unwrap();
    let explain = match store.engine() {
        Engine::Sqlite => format!("EXPLAIN QUERY PLAN {example}"),
        Engine::Postgres => {
            // Small tables are cheaper to scan: ask for what could be used.
            db.execute_unprepared("SET LOCAL enable_seqscan = off").await.unwrap();
            format!("EXPLAIN {}", typed(example))
        }
    };
    let rows = db.query_all_raw(store.engine().statement(&explain, vec![])).await;
    let rows = rows.unwrap_or_else(|error| panic!("{error}: {explain}"));
    let column = match store.engine() {
        Engine::Sqlite => 3,
        Engine::Postgres => 0,
    };
    rows.iter().map(|row| row.try_get_by_index::<String>(column).unwrap()).collect()
}

fn offices() -> Option<Within> {
    Some(Within { divisions: vec![], units: vec![example::URBAN, example::HOUSING] })
}

fn street() -> Option<Within> {
    Some(Within { divisions: vec![example::COMMUNITY_A], units: vec![example::URBAN] })
}

/// Of somebody who is assigned to two communities.
fn two_communities() -> Option<Within> {
    let divisions = vec![example::COMMUNITY_A, example::COMMUNITY_B];
    Some(Within { divisions, units: vec![example::URBAN] })
}

/// Every way the store is read and written.
async fn everything(store: &Store) {
    let ledger = start(store);
    for n in 1..=3 {
        to_result(&ledger, store, n).await;
    }
    let (area, id, db) = (example::area(), matter_id(1), store.read());
    let filters = [
        Filter::default(),
        Filter { sort: Sort::Due, ..Filter::default() },
        Filter { sort: Sort::Changed, ..Filter::default() },
        Filter { owner: Some("callback".into()), sort: Sort::Due, ..Filter::default() },
        Filter { light: Some(LightFilter::Red), sort: Sort::Due, ..Filter::default() },
        Filter { light: Some(LightFilter::Yellow), sort: Sort::Due, ..Filter::default() },
        Filter { category: Some(example::LAMPS), ..Filter::default() },
        Filter { division: Some(example::COMMUNITY_A), ..Filter::default() },
        Filter { units: Some(vec![example::URBAN]), ..Filter::default() },
        Filter { units: Some(vec![example::URBAN, example::HOUSING]), ..Filter::default() },
        Filter { units: Some(vec![example::URBAN]), sort: Sort::Due, ..Filter::default() },
        Filter { units: Some(vec![example::URBAN]), sort: Sort::Changed, ..Filter::default() },
        Filter { within: offices(), sort: Sort::Due, ..Filter::default() },
        Filter { within: offices(), sort: Sort::Received, ..Filter::default() },
        Filter { within: offices(), text: Some("路灯".into()), ..Filter::default() },
        Filter { within: street(), sort: Sort::Due, ..Filter::default() },
        Filter { within: street(), text: Some("路灯".into()), ..Filter::default() },
        Filter { within: two_communities(), sort: Sort::Due, ..Filter::default() },
        Filter { within: two_communities(), sort: Sort::Received, ..Filter::default() },
        Filter { lead: Some(example::URBAN), ..Filter::default() },
        Filter { light: Some(LightFilter::Grey), flagged: true, ..Filter::default() },
        Filter { open: true, returned: true, sort: Sort::Due, ..Filter::default() },
        Filter {
            owner: Some("callback".into()),
            category: Some(example::LAMPS),
            ..Filter::default()
        },
        Filter { channel: Some(Channel::Grid), sort: Sort::Due, ..Filter::default() },
        Filter { text: Some("路灯".into()), ..Filter::default() },
        Filter { among: Some(vec![matter_id(1), matter_id(2)]), ..Filter::default() },
        Filter {
            pressing: Some(vec![example::LEAKS]),
            units: Some(vec![example::URBAN]),
            sort: Sort::Due,
            ..Filter::default()
        },
        Filter {
            kind: Some(Kind::Request),
            stage: Some(Stage::Verifying),
            late: true,
            ..Filter::default()
        },
    ];
    for filter in &filters {
        let page = matter::list(db, area, filter, None, 1, minute(90)).await.unwrap();
        if let Some(next) = page.next {
            matter::list(db, area, filter, Some(next), 1, minute(90)).await.unwrap();
        }
    }
    let filters = filters.map(|filter| Filter { within: None, ..filter });
    for within in [None, offices(), street(), two_communities()] {
        matter::count(db, area, within.as_ref(), &filters, 1_000, minute(90)).await.unwrap();
    }
    matter::find(db, area, id).await.unwrap();
    let number = matter::find(db, area, id).await.unwrap().number.parse().unwrap();
    matter::by_number(db, number).await.unwrap();
    matter::by_upstream(db, area, "city", "1").await.unwrap();
    matter::history(db, area, id).await.unwrap();
    matter::words(db, area, id).await.unwrap();
    matter::nearby(db, area, example::POINT).await.unwrap();
    let time = minute(-9_000)..minute(9_000);
    for by in [By::Received(None), By::Received(Some(example::LAMPS)), By::Changed] {
        let found = matter::walk(db, area, by, time.clone(), |_| true, 9).await.unwrap();
        assert_eq!(found.len(), 3);
    }
    let board = matter::board(db, area, |_, _| true, None, 1).await.unwrap();
    assert_eq!((board.matters.len(), board.next), (0, None));
    matter::to_close(db, area, 10, minute(90)).await.unwrap();
    let cipher = store.cipher().unwrap();
    matter::whole(db, cipher, area, id, 1).await.unwrap();
    voice::of_reports(db, cipher, area, &[voice_id(1)]).await.unwrap();
    voice::of_contact(db, cipher, area, "13900000001", minute(0), 20).await.unwrap();
    matter::lines(db, area, &[id], minute(90)).await.unwrap();
    huisheng_store::feed::areas(db).await.unwrap();
    huisheng_store::file::waiting_now(db, area).await.unwrap();
    let (open, next) = matter::open_matters(db, area, None, 1).await.unwrap();
    assert_eq!(open.len(), 1);
    matter::open_matters(db, area, next, 1).await.unwrap();
    voice::find(db, cipher, area, voice_id(1)).await.unwrap();
    let seen = matter::find(db, area, id).await.unwrap();
    opening::is_known(db, &seen, Some(account(1))).await.unwrap();
    opening::by_others_since(db, area, id, Some(account(1)), minute(0)).await.unwrap();
    let write = store.write().await.unwrap();
    idempotency::forget(&write, Some(area), minute(0)).await.unwrap();
    write.commit().await.unwrap();
    tally::sums(db, area, &tally::Filter::default(), &[tally::By::Unit]).await.unwrap();
    tally::fold(store, area, 100).await.unwrap();
    tally::sums(db, area, &tally::Filter::default(), &[]).await.unwrap();
    huisheng_store::checkpoint::make(store, area, b"secret", minute(90)).await.unwrap();
}
