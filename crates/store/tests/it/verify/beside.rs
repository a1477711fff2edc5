//! Damage to what stands beside the histories: lists, shares, persons, files, documents.

use huisheng_store::Engine;
use huisheng_store::testing::both;

use super::house::House;
use super::{codes, execute, harmed, passes, restore, save, verify};

/// What each set of statements must be called.
fn damages() -> Vec<(&'static str, Vec<String>)> {
    let of = harmed();
    let erased = "(SELECT id FROM matter WHERE ending = 'quarantined' ORDER BY id LIMIT 1)";
    let one = |code, sql: String| (code, vec![sql]);
    vec![
        one("area_invalid", format!("UPDATE words SET area = 7 WHERE matter = {of}")),
        one(
            "words_not_erased",
            format!(
                "INSERT INTO words (area, matter, seq, salt, body) SELECT area, matter, seq, hash, body FROM event WHERE seq = 1 AND matter = {erased}"
            ),
        ),
        one(
            // A chain of readable events that begins in the middle.
            "history_broken",
            format!(
                "UPDATE event SET body = (SELECT replace(body, '\"seq\":2,', '\"seq\":1,') FROM saved_event WHERE seq = 2 AND matter = {of}) WHERE seq = 1 AND matter = {of}"
            ),
        ),
        one(
            "number_invalid",
            format!(
                "UPDATE event SET body = replace(body, '\"990101', '\"990102') WHERE seq = 1 AND matter = {of}"
            ),
        ),
        one(
            "share_extra",
            format!(
                "INSERT INTO share SELECT area, unit, matter, unit, role, state, signed_in, key, due, warn FROM share WHERE matter = {of} AND role = 'lead'"
            ),
        ),
        one("share_differs", format!("UPDATE share SET warn = 1 WHERE matter = {of}")),
        one("share_orphan", format!("UPDATE share SET matter = id WHERE matter = {of}")),
        one("handled_orphan", format!("UPDATE handled SET matter = account WHERE matter = {of}")),
        one("voice_party", format!("UPDATE voice SET party = id WHERE matter = {of}")),
        one(
            "voice_not_erased",
            format!(
                "UPDATE voice SET contact_index = (SELECT head FROM matter WHERE id = voice.matter) WHERE matter = {erased}"
            ),
        ),
        one(
            "voice_sealed",
            format!(
                "UPDATE voice SET contact_index = (SELECT head FROM matter WHERE id = voice.matter) WHERE matter = {of}"
            ),
        ),
        // A sealed value opens in its own row only.
        one(
            "voice_sealed",
            format!(
                "UPDATE voice SET sealed_name = (SELECT sealed_name FROM saved_voice WHERE matter <> {of} AND sealed_name IS NOT NULL ORDER BY id LIMIT 1) WHERE matter = {of}"
            ),
        ),
        one("voice_orphan", format!("UPDATE voice SET matter = id WHERE matter = {of}")),
        one("file_orphan", format!("UPDATE file SET matter = id WHERE matter = {of}")),
        one("file_not_erased", format!("UPDATE file SET matter = {erased} WHERE matter = {of}")),
    ]
}

#[test]
fn each_damage_beside_a_history_is_named() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        save(&house).await;
        for (code, sql) in damages() {
            for sql in sql {
                execute(&house, &sql).await;
            }
            let found = codes(&verify(&house).await);
            assert!(found.contains(&code), "{code} not among {found:?}");
            restore(&house).await;
        }
        passes(&verify(&house).await);
    });
}

#[test]
fn a_procedure_that_is_gone_or_changed_is_named() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        execute(&house, "CREATE TABLE saved AS SELECT * FROM procedure_text").await;
        for (code, sql) in [
            (
                "procedure_differs",
                "UPDATE procedure_text SET source = replace(source, '7wd', '9wd')",
            ),
            ("procedure_missing", "DELETE FROM procedure_text"),
        ] {
            execute(&house, sql).await;
            let found = codes(&verify(&house).await);
            assert!(found.contains(&code), "{code} not among {found:?}");
            execute(&house, "DELETE FROM procedure_text").await;
            execute(&house, "INSERT INTO procedure_text SELECT * FROM saved").await;
        }
        passes(&verify(&house).await);
    });
}

#[test]
fn a_number_given_twice_is_named_though_no_key_forbids_it() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        execute(&house, "ALTER TABLE matter RENAME TO matter_kept").await;
        execute(&house, "CREATE TABLE matter AS SELECT * FROM matter_kept").await;
        passes(&verify(&house).await);
        execute(&house, "UPDATE matter SET number = (SELECT max(number) FROM matter_kept) WHERE number = (SELECT min(number) FROM matter_kept)").await;
        let found = codes(&verify(&house).await);
        assert!(found.contains(&"number_twice"), "{found:?}");
    });
}

/// Text that is no text any more: bytes of another encoding on SQLite, nothing at all on PostgreSQL.
#[test]
fn a_row_that_cannot_be_read_is_named_and_does_not_end_the_run() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let one = format!(
            "WHERE matter = (SELECT id FROM matter WHERE number = '{}')",
            super::Life::number(11)
        );
        match house.store.engine() {
            Engine::Sqlite => {
                execute(&house, &format!("UPDATE words SET body = CAST(x'ff' AS TEXT) {one}"))
                    .await;
            }
            Engine::Postgres => {
                execute(&house, "ALTER TABLE words ALTER body DROP NOT NULL").await;
                execute(&house, &format!("UPDATE words SET body = NULL {one}")).await;
            }
        }
        let report = verify(&house).await;
        let found = codes(&report);
        assert!(found.contains(&"unreadable"), "{found:?}");
        assert_eq!(report.matters, 68);
    });
}

#[test]
fn a_document_that_is_gone_is_named() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let gone = match house.store.engine() {
            Engine::Sqlite => "DELETE FROM search WHERE rowid = (SELECT min(rowid) FROM search)",
            Engine::Postgres => "DELETE FROM search WHERE key = (SELECT min(key) FROM search)",
        };
        execute(&house, gone).await;
        assert_eq!(codes(&verify(&house).await), ["search_differs"]);
    });
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    both(|store| async move {
        let house = House::new(store).await;
        house.fill().await;
        let upload =
            std::fs::read_dir(house.folder.join(super::area().to_string())).unwrap().next();
        let object = std::fs::read_dir(upload.unwrap().unwrap().path()).unwrap().next();
        let path = object.unwrap().unwrap().path();
        std::fs::remove_file(&path).unwrap();
        // A link to itself can be found and never opened.
        std::os::unix::fs::symlink(&path, &path).unwrap();
        let found = codes(&verify(&house).await);
        assert_eq!(found, ["file_unavailable"]);
    });
}
