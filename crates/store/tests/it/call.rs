//! Calls of the hotline: the number sealed, found by its index, gone once a matter has it.

use huisheng_domain::call::{Direction, Times};
use huisheng_domain::id::Id;
use huisheng_store::book::example;
use huisheng_store::call::{self, List, Row};
use huisheng_store::testing::both;
use huisheng_store::{Store, StoreError};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::street::{account, matter_id, minute};

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("call", name).uuid()
}

/// A call at that minute, taken by the first account or by nobody.
pub fn row(name: &str, at: i64, taken: bool) -> Row {
    let ended = Some(minute(at + 1));
    Row {
        id: id(name),
        switch_id: name.to_owned(),
        direction: Direction::In,
        unit: Some(example::STREET_OFFICE),
        account: taken.then(|| account(1)),
        line: Some("8001".to_owned()),
        times: Times { rang: minute(at), answered: taken.then(|| minute(at)), ended },
        to_call_back: !taken,
        loose: true,
        number: Some(format!("1390000000{at}")),
    }
}

pub async fn put(store: &Store, row: &Row) -> Result<(), StoreError> {
    let write = store.write().await.unwrap();
    call::put(&write, store.cipher().unwrap(), example::area(), row, minute(5)).await?;
    write.commit().await
}

async fn names(store: &Store, list: List<'_>) -> Vec<String> {
    let cipher = store.cipher().unwrap();
    let span = (minute(0), (minute(99), Uuid::max()));
    let rows = call::list(store.read(), cipher, example::area(), list, span, 9).await.unwrap();
    rows.into_iter().map(|row| row.switch_id).collect()
}

#[test]
fn a_call_is_kept_once_and_its_number_is_sealed() {
    both(|store| async move {
        let area = example::area();
        put(&store, &row("a", 1, true)).await.unwrap();
        let again = put(&store, &Row { id: id("other"), ..row("a", 1, true) }).await;
        assert!(
            matches!(again, Err(StoreError::Conflict(_))),
            "the telephone system names it once"
        );
        let cipher = store.cipher().unwrap();
        let found = call::find(store.read(), cipher, area, id("a")).await.unwrap();
        assert!(found.as_ref() == Some(&row("a", 1, true)));
        let sql = "SELECT sealed_number FROM call WHERE area = ? AND id = ?";
        let code = i32::try_from(area.code()).unwrap();
        let own = store.engine().statement(sql, vec![code.into(), id("a").into()]);
        let raw = store.read().query_one_raw(own).await;
        let raw: Vec<u8> = raw.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert!(!raw.windows(11).any(|bytes| bytes == b"13900000001"));
    });
}

#[test]
fn what_nobody_took_waits_until_somebody_has_spoken() {
    both(|store| async move {
        let (area, cipher) = (example::area(), store.cipher().unwrap());
        for (name, at, taken) in [("a", 1, true), ("b", 2, false), ("c", 3, false), ("d", 4, false)]
        {
            put(&store, &row(name, at, taken)).await.unwrap();
        }
        assert_eq!(
            names(&store, List::All(&[example::STREET_OFFICE])).await,
            ["d", "c", "b", "a"],
            "the latest first"
        );
        assert_eq!(names(&store, List::Missed(&[example::STREET_OFFICE])).await, ["d", "c", "b"]);
        assert_eq!(names(&store, List::Of(account(1))).await, ["a"]);
        let write = store.write().await.unwrap();
        call::spoken_with(&write, cipher, area, "13900000002", minute(9)).await.unwrap();
        assert!(call::called_back(&write, area, id("c"), minute(9)).await.unwrap());
        assert!(!call::called_back(&write, area, id("c"), minute(9)).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(names(&store, List::Missed(&[example::STREET_OFFICE])).await, ["d"]);
        let changed = call::changed(store.read(), minute(0), 9).await.unwrap();
        assert_eq!(changed, [(account(1), minute(5))]);
    });
}

#[test]
fn the_number_goes_to_the_matter_and_what_belongs_to_none_is_forgotten() {
    both(|store| async move {
        let (area, cipher) = (example::area(), store.cipher().unwrap());
        for (name, at) in [("a", 1), ("b", 2)] {
            put(&store, &row(name, at, false)).await.unwrap();
        }
        let write = store.write().await.unwrap();
        for matter in [1, 2, 1] {
            call::link(&write, area, id("a"), matter_id(matter), minute(9)).await.unwrap();
        }
        write.commit().await.unwrap();
        let found = call::find(store.read(), cipher, area, id("a")).await.unwrap().unwrap();
        assert!(found.number.is_none() && !found.loose && !found.to_call_back);
        let matters = call::matters_of(store.read(), area, &[id("a"), id("b")]).await.unwrap();
        assert_eq!(matters[&id("a")].len(), 2, "somebody brings in two things");
        let calls = call::of_matter(store.read(), cipher, area, matter_id(1)).await.unwrap();
        assert_eq!(calls.len(), 1);
        let write = store.write().await.unwrap();
        assert_eq!(call::forget(&write, area, minute(2)).await.unwrap(), 0);
        assert_eq!(call::forget(&write, area, minute(3)).await.unwrap(), 1);
        write.commit().await.unwrap();
        assert_eq!(names(&store, List::All(&[example::STREET_OFFICE])).await, ["a"]);
    });
}
