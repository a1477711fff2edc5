//! Notices: what stands, what is over, every version of each.

use huisheng_domain::id::Id;
use huisheng_domain::notice::{Notice, NoticeKind};
use huisheng_store::book::example;
use huisheng_store::notice::{self, NoticeRow};
use huisheng_store::testing::both;
use huisheng_store::{Store, StoreError};
use uuid::Uuid;

use crate::street::{account, minute};

/// A notice that stands until that minute.
pub fn row(name: &str, version: i32, until: i64) -> NoticeRow {
    let notice = Notice {
        kind: NoticeKind::Outage,
        title: format!("{name}停水"),
        text: "检修管道。".to_owned(),
        division: None,
        page: None,
        from: minute(0),
        until: minute(until),
        unit: example::STREET_OFFICE,
    };
    NoticeRow { id: id(name), version, notice }
}

pub fn id(name: &str) -> Uuid {
    Id::<()>::of_code("notice", name).uuid()
}

async fn put(store: &Store, row: &NoticeRow) -> Result<(), StoreError> {
    let write = store.write().await.unwrap();
    notice::put(&write, example::area(), row, account(1), minute(row.version.into())).await?;
    write.commit().await
}

fn names(rows: &[NoticeRow]) -> Vec<&str> {
    rows.iter().map(|row| row.notice.title.as_str()).collect()
}

#[test]
fn what_stands_is_read_and_what_is_over_is_paged_backwards() {
    both(|store| async move {
        let area = example::area();
        for (name, until) in [("甲", 30), ("乙", 20), ("丙", 60), ("丁", 10)] {
            put(&store, &row(name, 1, until)).await.unwrap();
        }
        let standing = notice::standing(store.read(), area, minute(20), 9).await.unwrap();
        assert_eq!(names(&standing), ["甲停水", "丙停水"]);
        let first = notice::over(store.read(), area, None, minute(20), 1).await.unwrap();
        assert_eq!(names(&first), ["乙停水"]);
        let after = Some((first[0].notice.until, first[0].id));
        let second = notice::over(store.read(), area, after, minute(20), 9).await.unwrap();
        assert_eq!(names(&second), ["丁停水"]);
        let other = huisheng_domain::area::Area::new(370_214).unwrap();
        assert_eq!(notice::standing(store.read(), other, minute(0), 9).await.unwrap(), []);
    });
}

#[test]
fn every_version_stays_and_none_is_written_twice() {
    both(|store| async move {
        let area = example::area();
        put(&store, &row("甲", 1, 30)).await.unwrap();
        put(&store, &row("甲", 2, 40)).await.unwrap();
        let again = put(&store, &row("甲", 2, 50)).await;
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let write = store.write().await.unwrap();
        let now = notice::held(&write, area, id("甲")).await.unwrap();
        assert_eq!(now, Some(row("甲", 2, 40)));
        assert_eq!(notice::held(&write, area, id("乙")).await.unwrap(), None);
        write.rollback().await.unwrap();
        let all = notice::versions(store.read(), area, id("甲")).await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.version, one.account, one.at)).collect();
        assert_eq!(told, [(1, account(1), minute(1)), (2, account(1), minute(2))]);
        assert_eq!(all[0].notice, row("甲", 1, 30).notice);
    });
}
