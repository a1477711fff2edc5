//! Any byte of any stored text that the history stands for.

use huisheng_store::testing::both;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::house::{House, area};
use super::verify;

/// Table, its key beside the area, its texts.
const TEXTS: [(&str, &[&str], &[&str]); 5] = [
    (
        "matter",
        &["id"],
        &[
            "number",
            "title",
            "kind",
            "channel",
            "severity",
            "urgency",
            "origin",
            "stage",
            "owner",
            "ending",
            "upstream_source",
            "upstream_number",
            "state",
            "state",
            "state",
            "state",
            "state",
            "state",
        ],
    ),
    ("event", &["matter", "seq"], &["kind", "body", "body", "body"]),
    ("words", &["matter", "seq"], &["body", "body"]),
    ("share", &["id"], &["role", "state"]),
    ("tally_delta", &["id"], &["channel", "kind"]),
];
const ROUNDS: usize = 60;

/// Another text of the same length, one byte apart.
fn flipped(text: &str, random: &mut StdRng) -> String {
    loop {
        let mut bytes = text.as_bytes().to_vec();
        let at = random.random_range(0..bytes.len());
        bytes[at] ^= random.random_range(1..=0x7f_u8);
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => return text,
            _ => {}
        }
    }
}

#[test]
fn one_flipped_byte_is_seen() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let engine = house.store.engine();
        let area = i32::try_from(area().code()).unwrap();
        let mut random = StdRng::seed_from_u64(20_261_122);
        for _ in 0..ROUNDS {
            let (table, keys, columns) = TEXTS[random.random_range(0..TEXTS.len())];
            let column = columns[random.random_range(0..columns.len())];
            let sql = format!(
                "SELECT {column}, {} FROM {table} WHERE area = ? AND {column} <> '' ORDER BY 2",
                keys.join(",")
            );
            let rows = house
                .store
                .read()
                .query_all_raw(engine.statement(&sql, vec![area.into()]))
                .await
                .unwrap();
            let row = &rows[random.random_range(0..rows.len())];
            let text: String = row.try_get_by_index(0).unwrap();
            let mut key: Vec<Value> =
                vec![area.into(), row.try_get_by_index::<Uuid>(1).unwrap().into()];
            if keys.len() == 2 {
                key.push(row.try_get_by_index::<i32>(2).unwrap().into());
            }
            let conditions: Vec<String> = keys.iter().map(|key| format!("AND {key} = ?")).collect();
            let update =
                format!("UPDATE {table} SET {column} = ? WHERE area = ? {}", conditions.join(" "));
            let set = async |text: &str| {
                let values = std::iter::once(text.into()).chain(key.clone()).collect();
                let write = house.store.write().await.unwrap();
                write.execute_raw(engine.statement(&update, values)).await.unwrap();
                write.commit().await.unwrap();
            };
            let other = flipped(&text, &mut random);
            set(&other).await;
            assert!(!verify(&house).await.ok(), "{table}.{column}: {text} → {other}");
            set(&text).await;
        }
        super::passes(&verify(&house).await);
    });
}
