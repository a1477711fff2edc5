//! Templates of service records, what is raised from a record, and photos taken just then.

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, Id, UnitId};
use huisheng_domain::matter::{Command, Kind, Link, LinkKind, ReportMatter, Settle};
use huisheng_domain::record::Template;
use huisheng_domain::taken::Taken;
use huisheng_store::book::example;
use huisheng_store::file::{self, FileRow};
use huisheng_store::ledger::Submission;
use huisheng_store::testing::both;
use huisheng_store::unit_list::{self, Row};
use huisheng_store::{matter, voice};
use uuid::Uuid;

use crate::street::{
    dispatcher, done, matter_id, minute, report, reporting, sound, start, submission, voice_id,
};

pub fn row(unit: UnitId, version: i32) -> Row<Template> {
    let template = Template {
        name: "送药上门".to_owned(),
        category: None,
        title: "为老人送药上门".to_owned(),
        words: String::new(),
        result: "已送到。".to_owned(),
    };
    Row { unit, id: Id::<()>::of_code("template", "药").uuid(), version, body: template }
}

#[test]
fn a_template_is_kept_version_after_version_by_its_unit() {
    both(|store| async move {
        let area = example::area();
        let put = async |row: &Row<Template>| {
            let write = store.write().await.unwrap();
            let done = unit_list::put(&write, area, row).await.unwrap();
            write.commit().await.unwrap();
            done
        };
        assert!(put(&row(example::URBAN, 1)).await);
        assert!(!put(&row(example::URBAN, 1)).await, "it is there");
        assert!(!put(&row(example::URBAN, 3)).await, "no version is left out");
        assert!(put(&row(example::URBAN, 2)).await);
        assert!(!put(&row(example::STREET_OFFICE, 2)).await, "another unit has none");
        let of = async |units: &[UnitId], area: Area| {
            unit_list::of_units::<Template>(store.read(), area, units).await.unwrap()
        };
        assert_eq!(of(&[example::URBAN], area).await, [row(example::URBAN, 2)]);
        assert_eq!(of(&[example::STREET_OFFICE], area).await, []);
        assert_eq!(of(&[], area).await, []);
        assert_eq!(of(&[example::URBAN], Area::new(370_214).unwrap()).await, []);
        let write = store.write().await.unwrap();
        let id = row(example::URBAN, 1).id;
        assert!(unit_list::remove::<Template>(&write, area, example::URBAN, id).await.unwrap());
        assert!(!unit_list::remove::<Template>(&write, area, example::URBAN, id).await.unwrap());
        write.commit().await.unwrap();
    });
}

fn raised(n: u64, from: u64) -> Submission {
    let follows = Some(Link { kind: LinkKind::RaisedFrom, matter: matter_id(from) });
    let report = ReportMatter { person: None, kind: Kind::Request, follows, ..report(n) };
    let command = Command::Report(Box::new(report));
    let one = submission(matter_id(n), command, dispatcher(), minute(3));
    Submission { other: Some(matter_id(from)), ..one }
}

#[test]
fn the_person_of_a_record_is_copied_to_what_is_raised_from_it() {
    both(|store| async move {
        let ledger = start(&store);
        let area = example::area();
        done(&ledger, reporting(report(1), minute(1))).await;
        let evidence = vec![FileId::from_uuid(Uuid::from_u128(1))];
        let settle = Command::Settle(Settle { result: "已送到".into(), evidence });
        done(&ledger, submission(matter_id(1), settle, dispatcher(), minute(2))).await;
        done(&ledger, raised(2, 1)).await;
        let raised = matter::raised_into(store.read(), area, matter_id(1), 20).await.unwrap();
        assert_eq!(raised, [matter_id(2)]);
        let cipher = store.cipher().unwrap();
        let ids = [voice_id(1), voice_id(2)];
        let people = voice::of_reports(store.read(), cipher, area, &ids).await.unwrap();
        let contacts: Vec<_> = people.iter().map(|one| one.contact.clone()).collect();
        assert_eq!(contacts.len(), 2);
        assert!(contacts[0].is_some());
        assert_eq!(contacts[0], contacts[1]);
        sound(&store).await;
    });
}

#[test]
fn when_and_where_a_photo_was_taken_stays_on_its_file() {
    both(|store| async move {
        let taken = Taken { at: minute(1), lon: Some(120.46), lat: None, accuracy: None };
        let row = |name: &str, taken| FileRow {
            area: example::area(),
            id: Id::of_code("file", name),
            matter: None,
            sha256: [7; 32],
            mime: "image/jpeg".into(),
            size: 9,
            width: None,
            height: None,
            thumbnail: false,
            uploaded: minute(1),
            taken,
        };
        let rows = [row("now", Some(taken)), row("gallery", None)];
        let write = store.write().await.unwrap();
        file::insert(&write, &rows).await.unwrap();
        write.commit().await.unwrap();
        for row in rows {
            let found = file::find(store.read(), row.area, &[row.id]).await.unwrap();
            assert_eq!(found, [row]);
        }
    });
}
