//! Setting up, upgrading, refusing.

use huisheng_domain::matter::{Accept, AskDecision, Command, Request, Role, Severity};
use huisheng_store::book::example;
use huisheng_store::error::SchemaError;
use huisheng_store::migrate::{self, Applied};
use huisheng_store::testing::{both, both_empty, schema_six};
use huisheng_store::{Micros, StoreError};
use sea_orm::ConnectionTrait;

use crate::street::{
    CLERK, accept, assign, count, dispatcher, done, matter_id, minute, report, reporting, sound,
    staff, start, state, submission,
};

async fn no_backup(_: i32) -> Result<(), StoreError> {
    unreachable!("nothing to lose")
}

#[test]
fn an_empty_database_is_set_up_once() {
    both_empty(|store| async move {
        let empty = migrate::check(&store).await;
        assert!(matches!(empty, Err(StoreError::Schema(SchemaError::Empty))));
        let to = migrate::wanted();
        assert_eq!(
            migrate::migrate(&store, no_backup, Micros(5)).await.unwrap(),
            Applied { from: 0, to }
        );
        assert_eq!(
            migrate::migrate(&store, no_backup, Micros(6)).await.unwrap(),
            Applied { from: to, to }
        );
        migrate::check(&store).await.unwrap();
    });
}

#[test]
fn nodes_that_start_together_migrate_once() {
    both_empty(|store| async move {
        let other = store.clone();
        let (one, two) = tokio::join!(
            migrate::migrate(&store, no_backup, Micros(0)),
            migrate::migrate(&other, no_backup, Micros(0)),
        );
        let mut from = [one.unwrap().from, two.unwrap().from];
        from.sort_unstable();
        assert_eq!(from, [0, migrate::wanted()]);
    });
}

#[test]
fn a_newer_schema_is_refused() {
    both(|store| async move {
        let wanted = migrate::wanted();
        let write = store.write().await.unwrap();
        let sql = format!(
            "INSERT INTO schema_version (version, name, applied_at) VALUES ({}, 'x', 0)",
            wanted + 1
        );
        write.execute_unprepared(&sql).await.unwrap();
        write.commit().await.unwrap();
        let newer = SchemaError::Newer { found: wanted + 1, wanted };
        for outcome in [
            migrate::check(&store).await,
            migrate::migrate(&store, no_backup, Micros(0)).await.map(drop),
        ] {
            assert!(matches!(outcome, Err(StoreError::Schema(error)) if error == newer));
        }
    });
}

/// What the fifth and the sixth step keep was not kept before: it is read from histories and matters.
#[test]
fn later_steps_find_who_did_what_and_when_a_share_warns() {
    both(|store| async move {
        let ledger = start(&store);
        done(&ledger, reporting(report(1), minute(1))).await;
        done(&ledger, submission(matter_id(1), accept(), dispatcher(), minute(2))).await;
        // One waits for a leader, which waited for dispatch before; one waits for dispatch, as before.
        for (n, request) in [
            (
                2,
                Request::Suspension { review: minute(60 * 24 * 30), reason: Some("season".into()) },
            ),
            (3, Request::Return { propose: example::HOUSING }),
        ] {
            let id = matter_id(n);
            done(&ledger, reporting(report(n), minute(3))).await;
            let major = Accept { severity: Severity::Major, category: None };
            done(&ledger, submission(id, Command::Accept(major), dispatcher(), minute(4))).await;
            done(&ledger, submission(id, assign(example::URBAN), dispatcher(), minute(5))).await;
            let assignment = state(&store, id).await.lead().unwrap().id;
            let ask = AskDecision { assignment, request, opinion: "季节性施工".into() };
            let head = staff(CLERK, example::URBAN, Role::Head);
            done(&ledger, submission(id, Command::Ask(ask), head, minute(6))).await;
        }
        let before = "DROP TABLE handled; DROP TABLE hold; DROP INDEX share_returned_idx; \
             ALTER TABLE matter DROP COLUMN reopened; \
             DROP INDEX share_due_idx; ALTER TABLE share DROP COLUMN warn; \
             CREATE INDEX share_due_idx ON share (area, unit, due, matter); \
             UPDATE matter SET owner = 'dispatch' WHERE owner = 'leader'; \
             DELETE FROM schema_version WHERE version >= 5";
        let write = store.write().await.unwrap();
        write.execute_unprepared(&schema_six(store.engine())).await.unwrap();
        write.execute_unprepared(before).await.unwrap();
        write.commit().await.unwrap();
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        sound(&store).await;
        assert_eq!(
            count(
                &store,
                "SELECT COUNT(*) FROM handled WHERE area = ? AND matter = ?",
                matter_id(1)
            )
            .await,
            2
        );
    });
}

/// A number that was typed with blanks, hyphens or the country before it is found by its digits.
#[test]
fn numbers_are_kept_by_their_digits() {
    both(|store| async move {
        let ledger = start(&store);
        let typed = [
            ("139 0000-0001", "13900000001"),
            ("+86 13900000002", "13900000002"),
            ("008613900000003", "13900000003"),
            ("0532-8588 1234", "0532-8588 1234"),
            ("wx: abc-123", "wx: abc-123"),
            ("13900000004、13900000005", "13900000004、13900000005"),
        ];
        for n in 1..=6 {
            done(&ledger, reporting(report(n), minute(1))).await;
        }
        let step = migrate_step("UPDATE voice");
        let write = store.write().await.unwrap();
        // As the table was then.
        write.execute_unprepared("ALTER TABLE voice ADD COLUMN contact TEXT").await.unwrap();
        for (n, (typed, _)) in (1..).zip(typed) {
            let sql = "UPDATE voice SET contact = ? WHERE area = ? AND matter = ?";
            let area = i32::try_from(example::AREA_CODE).unwrap();
            let values = vec![typed.into(), area.into(), matter_id(n).uuid().into()];
            write.execute_raw(store.engine().statement(sql, values)).await.unwrap();
        }
        write.execute_unprepared(&step).await.unwrap();
        write.commit().await.unwrap();
        for (n, (_, kept)) in (1..).zip(typed) {
            let sql = format!(
                "SELECT COUNT(*) FROM voice WHERE area = ? AND matter = ? AND contact = '{kept}'"
            );
            assert_eq!(count(&store, &sql, matter_id(n)).await, 1, "{kept}");
        }
    });
}

/// The statement of a step that begins so.
fn migrate_step(begins: &str) -> String {
    let sql = include_str!("../../migrations/0003_one_time_code.sql");
    sql[sql.find(begins).unwrap()..].to_owned()
}

#[test]
fn an_older_schema_is_refused_and_a_failed_backup_stops_the_upgrade() {
    both(|store| async move {
        let wanted = migrate::wanted();
        let write = store.write().await.unwrap();
        let forget = format!("DELETE FROM schema_version WHERE version = {wanted}");
        write.execute_unprepared(&forget).await.unwrap();
        write.commit().await.unwrap();
        let older = SchemaError::Older { found: wanted - 1, wanted };
        assert!(
            matches!(migrate::check(&store).await, Err(StoreError::Schema(error)) if error == older)
        );

        let full = async |found| {
            assert_eq!(found, wanted - 1);
            Err(StoreError::Full)
        };
        assert!(matches!(migrate::migrate(&store, full, Micros(0)).await, Err(StoreError::Full)));
        // The last step makes tables that are there already, so it fails, and leaves the schema as it was.
        assert!(migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.is_err());
        assert_eq!(migrate::found(store.read()).await.unwrap(), wanted - 1);
    });
}
