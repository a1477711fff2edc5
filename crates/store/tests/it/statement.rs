//! Statements written by hand for the hot paths.

use huisheng_store::testing::both;
use huisheng_store::{Engine, Micros, rows};
use jiff::Timestamp;
use proptest::prelude::*;
use sea_orm::{ConnectionTrait, Value};

#[test]
fn placeholders_follow_the_engine() {
    let sql = "SELECT '?', a FROM t WHERE b = ? AND c = ?";
    let values = vec![Value::from(1), Value::from(2)];
    assert_eq!(Engine::Sqlite.statement(sql, values.clone()).sql, sql);
    assert_eq!(
        Engine::Postgres.statement(sql, values).sql,
        "SELECT '?', a FROM t WHERE b = $1 AND c = $2"
    );
}

#[test]
fn multi_row_inserts_return_their_rows() {
    both(|store| async move {
        let engine = store.engine();
        let values: Vec<Value> = (0..40_000)
            .flat_map(|number| [Value::from(format!("{number:05}")), "1".into()])
            .collect();
        let statements =
            rows::insert(engine, "setting", &["name", "value"], values, "RETURNING name");
        // 78 of 512 rows and one of the last 64; or 1,000 rows a value.
        assert_eq!(statements.len(), if engine == Engine::Sqlite { 79 } else { 40 });
        let write = store.write().await.unwrap();
        let mut names = Vec::new();
        for statement in statements {
            for row in write.query_all_raw(statement).await.unwrap() {
                names.push(row.try_get_by_index::<String>(0).unwrap());
            }
        }
        write.commit().await.unwrap();
        assert_eq!(names.len(), 40_000);
        let pick =
            format!("SELECT {}(count(*), 1) FROM setting WHERE name >= ?", engine.greatest());
        let row = store
            .read()
            .query_one_raw(engine.statement(&pick, vec!["39990".into()]))
            .await
            .unwrap();
        assert_eq!(row.unwrap().try_get_by_index::<i64>(0).unwrap(), 10);
    });
}

#[test]
fn groups_of_every_size_have_few_texts() {
    for (engine, count) in [(Engine::Sqlite, 9), (Engine::Postgres, 1)] {
        let mut texts = std::collections::BTreeSet::new();
        for rows in 1..=256 {
            let values = (0..rows * 2).map(Value::from).collect();
            let statements = rows::insert(engine, "pair", &["one", "other"], values, "");
            assert!(statements.len() <= 8);
            if engine == Engine::Sqlite {
                let bound = statements.iter().flat_map(|one| one.values.clone().unwrap().0);
                assert!(bound.eq((0..rows * 2).map(Value::from)), "each value once, in its order");
            }
            texts.extend(statements.into_iter().map(|one| one.sql));
        }
        assert_eq!(texts.len(), count, "1, 2, 4, … 256 rows, or however many");
    }
}

#[test]
fn rows_of_every_type_come_back_as_they_were() {
    both(|store| async move {
        let engine = store.engine();
        let write = store.write().await.unwrap();
        let types =
            [("u", "{uuid}"), ("i", "{i32}"), ("l", "{i64}"), ("f", "{f64}"), ("b", "{bool}")];
        let types = types.into_iter().chain([("t", "{text}"), ("x", "{blob}")]);
        let types: Vec<String> = types.map(|(name, sort)| format!("{name} {sort}")).collect();
        let words = engine.words();
        let table = format!("CREATE TABLE sorts ({})", types.join(", "));
        let table = words.iter().fold(table, |sql, (word, meaning)| sql.replace(word, meaning));
        write.execute_unprepared(&table).await.unwrap();
        let row = |n: u8| -> [Value; 7] {
            [
                uuid::Uuid::from_bytes([n; 16]).into(),
                (-i32::from(n)).into(),
                (i64::MAX - i64::from(n)).into(),
                (f64::from(n) + 0.1).into(),
                (n == 1).into(),
                format!("“{n}”\\n\"\\\n路灯").into(),
                vec![0, n, 255].into(),
            ]
        };
        let none: [Value; 7] = [
            Value::Uuid(None),
            Value::Int(None),
            Value::BigInt(None),
            Value::Double(None),
            Value::Bool(None),
            Value::String(None),
            Value::Bytes(None),
        ];
        let rows = [row(1), none, row(2)];
        let columns = ["u", "i", "l", "f", "b", "t", "x"];
        for statement in rows::insert(engine, "sorts", &columns, rows.concat(), "") {
            write.execute_raw(statement).await.unwrap();
        }
        let sql = engine.statement("SELECT u, i, l, f, b, t, x FROM sorts", vec![]);
        let found = write.query_all_raw(sql).await.unwrap();
        let found: Vec<[Value; 7]> = found
            .iter()
            .map(|row| {
                [
                    row.try_get_by_index::<Option<uuid::Uuid>>(0).unwrap().into(),
                    row.try_get_by_index::<Option<i32>>(1).unwrap().into(),
                    row.try_get_by_index::<Option<i64>>(2).unwrap().into(),
                    row.try_get_by_index::<Option<f64>>(3).unwrap().into(),
                    row.try_get_by_index::<Option<bool>>(4).unwrap().into(),
                    row.try_get_by_index::<Option<String>>(5).unwrap().into(),
                    row.try_get_by_index::<Option<Vec<u8>>>(6).unwrap().into(),
                ]
            })
            .collect();
        assert_eq!(found, rows);
        write.rollback().await.unwrap();
    });
}

#[test]
fn text_is_ordered_by_bytes_on_both_engines() {
    both(|store| async move {
        let names = ["路", "a", "B", "_", "é", "10", "9"];
        let values = names.iter().flat_map(|name| [Value::from(*name), "1".into()]).collect();
        let write = store.write().await.unwrap();
        for statement in rows::insert(store.engine(), "setting", &["name", "value"], values, "") {
            write.execute_raw(statement).await.unwrap();
        }
        let found = huisheng_store::setting::all(&write).await.unwrap();
        let found: Vec<_> = found.into_iter().map(|row| row.name).collect();
        assert_eq!(found, ["10", "9", "B", "_", "a", "é", "路"]);
    });
}

proptest! {
    #[test]
    fn instants_are_cut_to_microseconds_towards_the_past(nanos in -62_000_000_000_000_000_000_i128..253_000_000_000_000_000_000) {
        let instant = Timestamp::from_nanosecond(nanos).unwrap();
        let cut = Micros::cut(instant);
        prop_assert!(cut <= instant);
        prop_assert!(instant.as_nanosecond() - cut.as_nanosecond() < 1_000);
        prop_assert_eq!(cut.as_nanosecond().rem_euclid(1_000), 0);
        prop_assert_eq!(Micros::from(cut), Micros::from(instant));
    }
}
