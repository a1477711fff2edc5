//! The book of the day: what is stored is what decisions ask.

use huisheng_domain::calendar::{CalendarDay, DayKind};
use huisheng_domain::matter::{Kind, Lists};
use huisheng_domain::procedure::Procedure;
use huisheng_domain::responsibility::Reason;
use huisheng_store::book::{BookError, Contents, example, install_shipped};
use huisheng_store::calendar::LoadedDay;
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::testing::both;
use huisheng_store::{
    Book, Micros, Store, StoreError, calendar, category, division, grid, place, procedure,
    responsibility, unit,
};

use crate::street::minute;

async fn store_all(store: &Store, contents: &Contents) {
    let write = store.write().await.unwrap();
    division::put(&write, &contents.divisions).await.unwrap();
    grid::put(&write, &contents.grids).await.unwrap();
    place::put(&write, &contents.places).await.unwrap();
    unit::put(&write, &contents.units).await.unwrap();
    category::put(&write, &contents.categories).await.unwrap();
    calendar::put(&write, &contents.days).await.unwrap();
    let (version, rows) = &contents.responsibilities;
    for (number, published_at) in [(*version, Some(Micros(0))), (*version + 1, None)] {
        let version = i32::try_from(number).unwrap();
        let row = ResponsibilityListRow { version, name: "清单".into(), published_at };
        list::upsert(&write, vec![row]).await.unwrap();
        // Twice: the rows of a version are replaced as a whole.
        responsibility::put(&write, number, rows).await.unwrap();
        responsibility::put(&write, number, rows).await.unwrap();
    }
    install_shipped(&write, minute(0)).await.unwrap();
    write.commit().await.unwrap();
}

fn with_days() -> Contents {
    let day = |division, date: &str, kind| LoadedDay {
        division,
        day: CalendarDay { date: date.parse().unwrap(), kind, name: None },
        source: "市政府办公厅通知".into(),
    };
    Contents {
        days: vec![
            day(None, "2026-03-04", DayKind::LocalRest),
            day(Some(example::COUNTY), "2026-03-05", DayKind::LocalRest),
            day(Some(example::COMMUNITY_A), "2026-03-07", DayKind::LocalWork),
        ],
        ..example::contents()
    }
}

#[test]
fn lists_come_back_as_they_were_stored() {
    both(|store| async move {
        let contents = with_days();
        store_all(&store, &contents).await;
        let read = Contents::read(store.read()).await.unwrap();
        assert_eq!(read.divisions, contents.divisions);
        assert_eq!(read.grids, contents.grids);
        assert_eq!(read.places, contents.places);
        let by_code = |mut units: Vec<huisheng_domain::unit::Unit>| {
            units.sort_by(|a, b| a.code.cmp(&b.code));
            units
        };
        assert_eq!(read.units, by_code(contents.units));
        assert_eq!(read.categories, contents.categories);
        assert_eq!(read.responsibilities, contents.responsibilities);
        assert_eq!(read.days, contents.days);
        let by_hash = |mut all: Vec<Procedure>| {
            all.sort_by(|a, b| a.hash.cmp(&b.hash));
            all
        };
        assert_eq!(by_hash(read.procedures), by_hash(contents.procedures));

        let book = Book::load(&store).await.unwrap();
        let point =
            huisheng_domain::matter::Place { point: Some(example::POINT), ..Default::default() };
        let mut place = point.clone();
        book.locate(&mut place, minute(0));
        assert_eq!(
            (place.grid, place.division),
            (Some(example::GRID_A), Some(example::COMMUNITY_A))
        );
        let routed = book.route(Some(example::HOMES), &place, minute(0)).unwrap();
        assert_eq!((routed.row, routed.lead), (Some(example::ROW_HOMES), Some(example::UNIT_A)));
        assert!(routed.legal_basis.is_some_and(|basis| basis.contains("第四十六条")));
        assert!(book.is_urgent(Some(example::LEAKS)) && !book.is_urgent(Some(example::LAMPS)));
        // A community has the days of the country and the county, and its own.
        let works = |calendar: &huisheng_domain::calendar::Calendar| {
            ["2026-03-04", "2026-03-05", "2026-03-07"]
                .map(|day| calendar.is_working(day.parse().unwrap()))
        };
        assert_eq!(works(&book.calendar), [false, true, false]);
        assert_eq!(works(book.calendar(&place)), [false, false, true]);
        place.division = Some(example::COMMUNITY_B);
        assert_eq!(works(book.calendar(&place)), [false, false, false]);
    });
}

/// The dispatcher is told which rows say different things.
#[test]
fn rows_that_contradict_each_other_are_named() {
    let mut contents = example::contents();
    let (_, rows) = &mut contents.responsibilities;
    let lamps = rows.iter().find(|row| row.id == example::ROW_LAMPS).unwrap().clone();
    let twin = huisheng_domain::id::Id::of_code("test", "twin");
    rows.push(huisheng_domain::responsibility::ResponsibilityRow { id: twin, ..lamps });
    let book = Book::of(contents).unwrap();
    let mut place =
        huisheng_domain::matter::Place { point: Some(example::POINT), ..Default::default() };
    book.locate(&mut place, minute(0));
    let routed = book.route(Some(example::LAMPS), &place, minute(0)).unwrap();
    assert_eq!((routed.row, routed.lead), (None, None));
    let [Reason::Ambiguous { rows }] = &routed.because[..] else { panic!("{:?}", routed.because) };
    assert!(rows.len() == 2 && rows.contains(&example::ROW_LAMPS) && rows.contains(&twin));
}

fn other_procedure(code: &str, comment: &str) -> (Procedure, String) {
    let source = include_str!("../../../../procedures/13710.toml");
    let source =
        format!("{comment}\n{}", source.replace("code = \"13710\"", &format!("code = \"{code}\"")));
    (Procedure::read(&source).unwrap(), source)
}

#[test]
fn the_procedure_of_a_kind() {
    both(|store| async move {
        let (local, local_text) = other_procedure("100", "");
        let (newer, newer_text) = other_procedure("13710", "# 第二版");
        let (upstream, upstream_text) = other_procedure("upstream", "");
        let write = store.write().await.unwrap();
        install_shipped(&write, minute(0)).await.unwrap();
        procedure::put(&write, &newer, &newer_text, minute(1)).await.unwrap();
        procedure::put(&write, &local, &local_text, minute(1)).await.unwrap();
        procedure::put(&write, &upstream, &upstream_text, minute(1)).await.unwrap();
        // A restart does not bring the shipped text back into force.
        install_shipped(&write, minute(2)).await.unwrap();
        write.commit().await.unwrap();
        let book = Book::load(&store).await.unwrap();
        assert_eq!(book.procedures.len(), Procedure::shipped().len() + 3);
        assert_eq!(book.first(Kind::Request, false), Some(&newer.hash));
        assert_eq!(book.first(Kind::Request, true), Some(&upstream.hash));
        let thanks = book.first(Kind::Thanks, false).and_then(|hash| book.procedure(hash));
        assert_eq!(
            thanks.map(|one| &*one.code),
            Procedure::for_kind(Kind::Thanks).map(|one| &*one.code)
        );

        let set = async |name: &str, value: &str| {
            let write = store.write().await.unwrap();
            let row = SettingRow { name: name.into(), value: value.into() };
            setting::upsert(&write, vec![row]).await.unwrap();
            write.commit().await.unwrap();
        };
        set("procedure.request", "\"100\"").await;
        let book = Book::load(&store).await.unwrap();
        assert_eq!(book.first(Kind::Request, false), Some(&local.hash));
        assert_eq!(book.first(Kind::Wish, false), Some(&newer.hash));
        for (value, because) in [("\"101\"", "13710, consultation"), ("100", "JSON string")] {
            set("procedure.wish", value).await;
            let error = Book::load(&store).await.unwrap_err().to_string();
            assert!(error.contains("procedure.wish") && error.contains(because), "{error}");
        }
        set("procedure.wish", "\"100\"").await;
        set("procedure.thanks", "\"100\"").await;
        let error = Book::load(&store).await.unwrap_err().to_string();
        assert!(error.contains("does not take the kind"), "{error}");
    });
}

#[test]
fn errors_name_the_row_and_the_remedy() {
    let error = |change: fn(&mut Contents)| {
        let mut contents = with_days();
        change(&mut contents);
        Book::of(contents).unwrap_err().to_string()
    };
    let nowhere: fn(&mut Contents) =
        |contents| contents.days[2].division = Some(crate::street::id(0x999));
    for (text, row) in [
        (error(|contents| contents.divisions[2].level = "ward".into()), "和美社区"),
        (error(|contents| contents.grids[1].name = " ".into()), &*example::GRID_B.to_string()),
        (error(|contents| contents.places[1].id = example::QUARTER_A), "小区"),
        (error(|contents| contents.units[2].code = "a".into()), "code a"),
        (error(|contents| contents.categories[1].level = 3), "0101"),
        (error(nowhere), "calendar days"),
    ] {
        assert!(text.contains(row) && text.contains("Correct this row"), "{text}");
    }
    let levels =
        Contents { settings: [("levels".into(), "[]x".into())].into(), ..Contents::default() };
    assert!(matches!(Book::of(levels), Err(BookError::Setting { name, .. }) if name == "levels"));
    assert_eq!(Book::empty().by_kind.len(), 0);
}

#[test]
fn an_unreadable_row_is_named() {
    both(|store| async move {
        store_all(&store, &example::contents()).await;
        let write = store.write().await.unwrap();
        use sea_orm::ConnectionTrait;
        write.execute_unprepared("UPDATE unit SET body = '{}' WHERE code = 'urban'").await.unwrap();
        write.commit().await.unwrap();
        let outcome = Book::load(&store).await;
        assert!(
            matches!(&outcome, Err(BookError::Store(StoreError::Unreadable(what))) if what.contains("unit")),
            "{outcome:?}"
        );
    });
}
